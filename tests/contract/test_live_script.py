"""The script that asks a server what it is like: on this machine, and on pretended ones.

A pretended machine is a folder: the script's own paths are moved below it, and its ``bin`` comes first.
"""

import os
import subprocess
from datetime import UTC, date, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import NameOID

from drplan.adapters.live import live_script
from drplan.measure.live import BackupState, BackupTimer, Certificate, Mount, Release, Updates
from drplan.measure.live_answer import parse_live

MOVED = ("/etc/", "/var/lib/apt", "/run/", "/var/run/", "/boot", "/usr/local/lib", "/proc/")
APT = """Inst libc6 [2.36-9] (2.36-10 Debian:12.9/stable [amd64])
Inst openssl [3.0.11-1~deb12u2] (3.0.15-1~deb12u1 Debian-Security:12/stable-security [amd64])
Inst curl [8.5.0-2] (8.5.0-3 Ubuntu:24.04/noble-updates, Ubuntu:24.04/noble-security [amd64])
Inst debian-security-support [1:12] (1:13 Debian:12.9/stable [all])
Inst linux-image-6.1.0-42-amd64 (6.1.1 Debian-Security:12/stable-security [amd64])
Conf openssl (3.0.15-1~deb12u1 Debian-Security:12/stable-security [amd64])
"""


class Machine:
    """A folder that the script takes for a Debian server."""

    def __init__(self, root):
        self.root = root
        self.file("proc/1/stat", "1 (systemd) S 0 1 1 0 -1 4194560 1 1 1 1 1 1 1 1 20 0 1 0 5000 1 1")
        self.file("proc/uptime", "3650.77 1.00")
        self.file("etc/os-release", 'ID=debian\nVERSION_ID="12"\n')
        self.listed("deb.debian.org_debian-security_dists_bookworm-security_InRelease", "2026-11-21")
        self.program("uname", "echo 6.1.0-41-amd64")
        self.program("apt-get", f"cat <<'END'\n{APT}END")
        self.program("df", "echo head; echo '/dev/sda1 ext4 100 43 57 43% /'")
        self.program("systemd-detect-virt", "exit 1")
        self.program("systemctl", 'case "$1" in show) echo LoadState=not-found ;; esac')
        (root / "boot").mkdir()
        (root / "boot" / "vmlinuz-6.1.0-41-amd64").touch()

    def file(self, name, content):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return path

    def program(self, name, body):
        self.file(f"bin/{name}", f"#!/bin/sh\n{body}\n").chmod(0o755)

    def listed(self, name, day):
        moment = datetime.fromisoformat(day).strftime("%a, %d %b %Y 06:00:00 UTC")
        self.file(f"var/lib/apt/lists/{name}", f"Origin: Debian\nDate: {moment}\nSuite: x\n")

    def certificate(self, name, ends):
        key = ed25519.Ed25519PrivateKey.generate()
        who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hs.example")])
        built = x509.CertificateBuilder(subject_name=who, issuer_name=who, public_key=key.public_key())
        built = built.serial_number(7).not_valid_after(datetime.combine(ends, datetime.min.time(), UTC))
        built = built.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        pem = built.sign(key, None).public_bytes(serialization.Encoding.PEM)
        return self.file(name, pem.decode())

    def script(self):
        text = live_script().decode().replace("PATH=/usr/sbin", f"PATH={self.root}/bin:/usr/sbin")
        for path in MOVED:
            for before in (" ", '"', "&"):
                text = text.replace(f"{before}{path}", f"{before}{self.root}{path}")
        return text.encode()

    def asked(self, shell="sh"):
        return parse_live(run(self.script(), shell=shell))


def run(script, shell="sh"):
    done = subprocess.run([shell, "-s"], input=script, capture_output=True, timeout=60, check=False)
    assert done.stderr == b""
    return done.stdout


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path / "machine")


def test_this_machine_answers_in_the_agreed_form():
    state = parse_live(run(live_script()))
    assert state.privileged == (os.geteuid() == 0)
    assert state.kernel == os.uname().release
    assert not [why for why in state.unread.values() if "form" in why or "nothing" in why]


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_a_healthy_server_is_read_whole(machine, shell):
    state = machine.asked(shell)
    assert state.os == Release("debian", "12")
    assert state.kernel == "6.1.0-41-amd64"
    assert state.uptime == 3600
    assert state.mounts == (Mount("/", 43),)
    assert state.restart is False
    assert state.backup == BackupState(timer="none", result="none", agent=False)
    assert (state.failed_count, state.certificates) == (0, ())
    assert set(state.unread) <= {"certificates"}


def test_security_updates_are_told_by_their_archive_not_by_their_name(machine):
    assert machine.asked().updates == Updates(total=4, security=2, listed=date(2026, 11, 21))


def test_the_oldest_security_list_dates_them_all(machine):
    machine.listed("esm.ubuntu.com_apps_ubuntu_dists_noble-apps-security_InRelease", "2026-09-01")
    machine.listed("deb.debian.org_debian_dists_bookworm_InRelease", "2026-01-01")
    updates = machine.asked().updates
    assert updates is not None
    assert updates.listed == date(2026, 9, 1)


def test_without_a_security_list_no_update_counts_as_none_for_security(machine):
    for list_ in (machine.root / "var/lib/apt/lists").iterdir():
        list_.unlink()
    assert machine.asked().updates == Updates(total=4, security=None, listed=None)


def test_a_package_tool_that_fails_says_why(machine):
    machine.program("apt-get", "echo 'E: The list is broken\n' >&2; exit 100")
    state = machine.asked()
    assert state.updates is None
    assert state.unread["updates"] == "apt-get cannot tell: E: The list is broken"


def test_a_package_tool_is_asked_to_take_no_lock_and_write_no_cache(machine):
    machine.program("apt-get", f'echo "$@" > {machine.root}/asked')
    machine.asked()
    asked = (machine.root / "asked").read_text().split()
    assert {"-s", "Debug::NoLocking=true", "Dir::Cache::pkgcache=", "Dir::Cache::srcpkgcache="} <= {*asked}


@pytest.mark.parametrize(
    ("kernels", "due"),
    [
        (("6.1.0-41-amd64", "6.1.0-9-amd64"), False),
        (("6.1.0-41-amd64", "6.1.0-42-amd64"), True),
        (("6.1.0-41-amd64", "6.1.0-42-cloud-amd64"), False),
        ((), None),
    ],
)
def test_a_newer_kernel_of_the_same_kind_asks_for_a_restart(machine, kernels, due):
    (machine.root / "boot/vmlinuz-6.1.0-41-amd64").unlink()
    for kernel in kernels:
        (machine.root / "boot" / f"vmlinuz-{kernel}").touch()
    assert machine.asked().restart is due


def test_a_package_asks_for_a_restart(machine):
    machine.file("run/reboot-required", "")
    assert machine.asked().restart is True


def test_full_disks_are_named_and_layers_of_containers_are_not(machine):
    rows = ("overlay overlay 9 9 9 99% /var/lib/docker/x", "/dev/b ext4 9 9 9 91% /srv/old files")
    lines = "\n".join(("head", "overlay overlay 9 9 9 12% /", "/dev/c ext4 9 9 9 79% /home", *rows))
    machine.program("df", f"cat <<'END'\n{lines}\nEND")
    assert machine.asked().mounts == (Mount("/", 12), Mount("/srv/old files", 91))


def test_a_disk_that_does_not_answer_is_not_read(machine):
    machine.program("df", "exit 1")
    assert machine.asked().unread["disk"] == "df cannot tell"


def test_certificates_are_found_where_services_name_them(machine):
    etc = f"{machine.root}/etc"
    mine = machine.certificate("etc/letsencrypt/live/hs.example/cert.pem", date(2027, 1, 5))
    web = machine.certificate("etc/nginx/web certificate.pem", date(2027, 2, 15))
    apache = machine.certificate("etc/apache.pem", date(2027, 3, 1))
    broken = machine.file("etc/broken.pem", "no certificate")
    machine.file(
        "etc/nginx/sites-enabled/web",
        'ssl_certificate_key /etc/k.pem;\n  ssl_certificate "web certificate.pem";\n'
        "ssl_certificate /x/$ssl_server_name.pem;\n# ssl_certificate /etc/old.pem;\n",
    )
    machine.file("etc/apache2/sites-enabled/a.conf", f"  SSLCertificateFile {etc}/apache.pem\n")
    machine.file("etc/postgresql/15/main/postgresql.conf", f"ssl_cert_file = '{etc}/broken.pem'  # c\n")
    found = {each.file: each for each in machine.asked().certificates}
    ends = {mine: date(2027, 1, 5), web: date(2027, 2, 15), apache: date(2027, 3, 1), broken: None}
    assert found == {str(file): Certificate(str(file), end) for file, end in ends.items()}


def test_each_backup_timer_and_the_agent_are_seen(machine):
    machine.file("usr/local/lib/drplan/agent.pyz", "")
    for data_set in ("files", "gradebook-db"):
        machine.file(f"etc/systemd/system/drplan-backup@{data_set}.timer", "")
    machine.program(
        "systemctl",
        'case "$3 $4" in "ActiveState drplan-backup@files.timer") echo ActiveState=active ;;'
        ' "ActiveState drplan-backup@gradebook-db.timer") echo ActiveState=inactive ;;'
        ' "Result drplan-backup@files.service") echo Result=exit-code ;;'
        ' "Result drplan-backup@gradebook-db.service") echo Result=success ;; esac',
    )
    backup = machine.asked().backup
    assert backup.timers == (
        BackupTimer("files", "active", "exit-code"),
        BackupTimer("gradebook-db", "inactive", "success"),
    )
    assert (backup.timer, backup.result, backup.agent) == ("inactive", "exit-code", True)


def test_timers_that_systemd_does_not_speak_of_are_not_read(machine):
    machine.file("etc/systemd/system/drplan-backup@files.timer", "")
    machine.program("systemctl", "exit 1")
    state = machine.asked()
    assert state.backup is None
    assert state.unread["backup"] == "systemd does not answer"


def test_failed_units_are_counted_and_the_first_twenty_named(machine):
    units = "\n".join(f"unit{number}.service loaded failed failed Something" for number in range(25))
    machine.program(
        "systemctl", f"[ \"$1\" = show ] && echo LoadState=not-found || cat <<'END'\n{units}\nEND"
    )
    state = machine.asked()
    assert (state.failed_count, len(state.failed), state.failed[0]) == (25, 20, "unit0.service")


def test_without_systemd_nothing_is_claimed_of_it(machine):
    machine.program("systemctl", "echo 'System has not been booted with systemd'; exit 1")
    assert set(machine.asked().unread) - {"certificates"} == {"units"}


def test_what_a_hostile_name_holds_stays_on_its_line(machine):
    machine.file("etc/os-release", 'ID=debian\nVERSION_ID="12\x1b[2J\x07"\n')
    assert machine.asked().unread["os"] == "the server's answer is not of the agreed form"
    machine.file("etc/os-release", "ID=$(touch /tmp/never)\nVERSION_ID=`id`\n")
    assert machine.asked().os is None


def test_of_a_script_that_arrived_cut_nothing_runs():
    script = live_script()
    body = script.rindex(b"\nlive <")
    for length in range(1, body, 211):
        done = subprocess.run(["sh", "-s"], input=script[:length], capture_output=True, check=False)
        assert done.stdout == b""


def test_the_script_writes_nothing(machine, tmp_path):
    def held():
        return {path: path.stat().st_mtime_ns for path in sorted(tmp_path.rglob("*"))}

    script, before = machine.script(), held()
    run(script)
    assert held() == before
