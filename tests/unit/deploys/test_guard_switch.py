"""The switch itself (``deploys/files/guard.sh``) in a folder, with stand-ins for a host's programs."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

SWITCH = Path(__file__).parents[3] / "deploys" / "files" / "guard.sh"
STATE = "var/lib/drplan/guard"
PROGRAMS = {
    "logger": "",
    "sync": "",
    "getent": "echo op:x:1000:1000::/home/op:/bin/sh",
    # An account's programs only say what they were told; what they do is seen on a real host.
    "usermod": 'echo "usermod $*" >> $HOST/account',
    "chage": 'echo "chage $*" >> $HOST/account',
    "systemd-run": 'echo "$*" >> $HOST/timers; exit $(cat $HOST/timer_fails 2>/dev/null || echo 0)',
    "systemctl": """
case "$*" in
*" nftables") unit=nftables ;; *" ssh") unit=ssh ;; *" ssh.socket") unit=socket ;;
"stop ssh.service") echo inactive > $HOST/ssh.active; exit ;; *) exit 0 ;;
esac
case "$*" in
is-active*) cat $HOST/$unit.active; grep -q ^active $HOST/$unit.active ;;
is-enabled*) cat $HOST/$unit.enabled ;;
*" enable "*) echo enabled > $HOST/$unit.enabled ;;
*" disable "*) echo disabled > $HOST/$unit.enabled ;;
start*|restart*) echo active > $HOST/$unit.active ;;
stop*) echo inactive > $HOST/$unit.active; [ $unit != nftables ] || : > $HOST/rules ;;
reload-or-restart*) [ ! -e $HOST/ssh_fails ] && echo active > $HOST/ssh.active ;;
esac""",
    "nft": """
case "$*" in
"list ruleset") cat $HOST/rules ;;
"flush ruleset") : > $HOST/rules ;;
--check*) ! grep -q broken "$3" ;;
--file*) sed 1d "$2" > $HOST/rules ;;
esac""",
}
PATHS = (
    "etc/ssh/sshd_config",
    "etc/ssh/sshd_config.d/a.conf",
    "etc/sudoers",
    "etc/sudoers.d/x",
    "etc/nftables.conf",
    "etc/pam.d/sshd",
    "etc/security/access.conf",
    "etc/login.defs",
    "etc/nsswitch.conf",
    "etc/hosts.deny",
    "etc/systemd/system/ssh.service.d/own.conf",
)
ACCOUNT = {
    "passwd": "root:x:0:0::/root:/bin/sh\nop:x:1000:1000::/home/op:/bin/bash\nopal:x:1001:1001::/:/bin/sh\n",
    "shadow": "opal:$y$other:1:0:99999:7:::\nop:$y$mine:20000:0:99999:7:::\n",
    "group": "sudo:x:27:root,op\nopal:x:1001:opal\nadm:x:4:op,opal\nstaff:x:50:xop\n",
}


class Host:
    """A folder that the switch takes for a host."""

    def __init__(self, folder):
        self.root = folder / "root"
        self.side = folder / "host"
        self.programs = folder / "bin"
        for each in (self.side, self.programs, self.root / "run", self.root / "home/op/.ssh"):
            each.mkdir(parents=True)
        for name, text in PROGRAMS.items():
            (self.programs / name).write_text(f"#!/bin/sh\n{text}\n")
            (self.programs / name).chmod(0o755)
        for name, text in {
            "nftables.active": "active",
            "nftables.enabled": "enabled",
            "rules": "table a",
        }.items():
            (self.side / name).write_text(f"{text}\n")
        (self.side / "ssh.active").write_text("active\n")
        (self.side / "socket.active").write_text("inactive\n")
        for name, text in ACCOUNT.items():
            self.write(f"etc/{name}", text)
        for path in (*PATHS, "home/op/.ssh/authorized_keys"):
            self.write(path, f"first {path}\n")

    def write(self, path, text, mode=0o640):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)
        (self.root / path).chmod(mode)

    def switch(self, *words, code=0):
        environment = {
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            "DRPLAN_GUARD_ROOT": str(self.root),
            "HOST": str(self.side),
            "SUDO_USER": "op",
        }
        done = subprocess.run(
            ["/bin/sh", SWITCH, *words],
            env=environment,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def reached(self):
        """Return everything that decides who comes in, with modes and times."""
        tree = {
            str(path.relative_to(self.root)): (
                path.stat().st_mode,
                path.stat().st_mtime_ns,
                path.read_bytes(),
            )
            for top in ("etc", "home")
            for path in (self.root / top).rglob("*")
            if path.is_file() and "drplan-guard" not in path.name
        }
        return tree, {path.name: path.read_text() for path in self.side.iterdir() if path.name != "timers"}


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path)


def test_everything_is_given_back_as_it_was(host):
    before = host.reached()
    host.switch("arm", "one", "60")
    for path in PATHS:
        host.write(path, "changed\n", mode=0o600)
    host.write("etc/ssh/sshd_config.d/b.conf", "new\n")
    host.write("etc/sudoers.d/new", "new\n")
    (host.root / "home/op/.ssh/authorized_keys").unlink()
    for name, text in {
        "nftables.active": "inactive",
        "nftables.enabled": "disabled",
        "rules": "table b",
    }.items():
        (host.side / name).write_text(f"{text}\n")
    (host.side / "ssh.active").write_text("failed\n")
    assert host.reached() != before
    host.switch("restore", "timer")
    assert host.reached() == before
    assert "(timer)" in host.switch("keep", "one", code=3)
    assert host.switch("status").strip() == "idle"


names = st.sampled_from(["a", "b.conf", "with space", "-dash", "ü"])
trees = st.dictionaries(names, st.tuples(st.binary(max_size=20), st.sampled_from([0o600, 0o440, 0o644])))


@settings(max_examples=20, deadline=None)
@given(trees, trees)
def test_whatever_was_there_is_there_again_and_nothing_else(before, after):
    folder = Path(tempfile.mkdtemp(prefix="drplan-test-"))
    try:
        host = Host(folder)
        place(host.root / "etc/sudoers.d", before)
        as_it_was = host.reached()
        host.switch("arm", "one", "60")
        place(host.root / "etc/sudoers.d", after)
        host.switch("restore", "timer")
        assert host.reached() == as_it_was
    finally:
        shutil.rmtree(folder)


def place(folder, tree):
    shutil.rmtree(folder)
    folder.mkdir()
    for name, (content, mode) in tree.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(mode)


def test_a_firewall_that_was_off_is_off_again(host):
    for name, text in {"nftables.active": "inactive", "nftables.enabled": "disabled", "rules": ""}.items():
        (host.side / name).write_text(f"{text}\n" if text else "")
    before = host.reached()
    host.switch("arm", "one", "60")
    for name, text in {"nftables.active": "active", "nftables.enabled": "enabled", "rules": "drop"}.items():
        (host.side / name).write_text(f"{text}\n")
    host.switch("restore", "timer")
    assert host.reached() == before


def test_a_password_that_somebody_changed_meanwhile_stays_changed(host):
    host.write("etc/security/opasswd", "op:1000:1:$1$first\n")
    host.switch("arm", "one", "60")
    host.write("etc/security/opasswd", "op:1000:2:$1$first,$1$second\n")
    host.write("etc/shadow", ACCOUNT["shadow"].replace("$y$mine:20000", "$y$new:20100"))
    host.switch("restore", "timer")
    assert "second" in (host.root / "etc/security/opasswd").read_text()
    assert "$y$new:20100" in (host.root / "etc/shadow").read_text()
    assert not (host.side / "account").exists()


@pytest.mark.parametrize(
    ("name", "is_now", "given_back"),
    [
        ("shadow", "op:!$y$mine:20000:0:99999:7:::", ["usermod --unlock op"]),
        ("shadow", "op:$y$mine:0:0:99999:7:::", ["chage --lastday 20000 op"]),
        (
            "shadow",
            "op:$y$new:20100:1:60:7:30:19000:",
            ["chage --mindays 0 --maxdays 99999 --warndays 7 --inactive -1 --expiredate -1 op"],
        ),
        ("passwd", "op:x:1000:1000::/home/op:/usr/sbin/nologin", ["usermod --shell /bin/bash op"]),
        ("group", "adm:x:4:op,opal\nsudo:x:27:root\nshut:x:9:op", ["usermod --groups adm,sudo op"]),
    ],
    ids=["locked", "must be changed", "expired, with a new password", "no shell", "other groups"],
)
def test_the_operators_own_account_is_given_back_and_no_one_elses(host, name, is_now, given_back):
    host.switch("arm", "one", "60")
    others = [line for line in ACCOUNT[name].splitlines() if name != "group" and not line.startswith("op:")]
    host.write(f"etc/{name}", "\n".join([*others, is_now]) + "\n")
    host.switch("restore", "timer")
    assert (host.side / "account").read_text().splitlines() == given_back


def test_the_switch_keeps_no_password_of_the_operator(host):
    host.switch("arm", "one", "60")
    kept = [path.read_bytes() for path in (host.root / STATE).iterdir()]
    assert kept
    assert not any(b"$y$mine" in each for each in kept)


def test_a_home_that_sshd_would_distrust_is_as_before_and_its_other_files_are_left_alone(host):
    (host.root / "home/op").chmod(0o750)
    host.write("home/op/report", "first\n")
    host.switch("arm", "one", "60")
    (host.root / "home/op").chmod(0o777)
    (host.root / "home/op/.ssh").chmod(0o777)
    host.write("home/op/report", "second\n")
    host.write("home/op/.ssh/known_hosts", "new\n")
    host.switch("restore", "timer")
    assert (host.root / "home/op").stat().st_mode & 0o777 == 0o750
    assert (host.root / "home/op/.ssh").stat().st_mode & 0o022 == 0
    assert (host.root / "home/op/report").read_text() == "second\n"
    assert (host.root / "home/op/.ssh/known_hosts").exists()


def test_where_systemd_listens_for_sshd_it_listens_again(host):
    (host.side / "socket.active").write_text("active\n")
    host.switch("arm", "one", "60")
    (host.side / "socket.active").write_text("failed\n")
    host.switch("restore", "timer")
    assert (host.side / "socket.active").read_text() == "active\n"


def test_a_kept_change_stays_and_the_timer_has_nothing_left_to_do(host):
    host.switch("arm", "one", "60")
    host.write("etc/sudoers", "changed\n")
    host.switch("keep", "one")
    host.switch("keep", "one")
    assert host.switch("restore", "timer").strip() == "nothing awaits a login"
    assert (host.root / "etc/sudoers").read_text() == "changed\n"
    assert not (host.root / STATE).exists()


def test_arming_again_keeps_the_first_state_and_the_first_deadline(host):
    host.switch("arm", "one", "60")
    host.write("etc/sudoers", "changed\n")
    host.switch("arm", "one", "600")
    (timer,) = (host.side / "timers").read_text().splitlines()
    assert "--on-active=60s" in timer
    host.switch("restore", "timer")
    assert (host.root / "etc/sudoers").read_text() == "first etc/sudoers\n"


def test_another_run_is_refused_while_one_awaits_its_login_and_may_not_end_it(host):
    host.switch("arm", "one", "60")
    assert "await a login" in host.switch("arm", "two", "60", code=4)
    host.switch("keep", "two", code=4)
    host.switch("restore", "incomplete", "two", code=4)
    assert host.switch("status").startswith("run one\n")


def test_a_run_that_was_given_back_cannot_be_armed_again(host):
    host.switch("arm", "one", "60")
    host.switch("restore", "timer")
    assert "given back already" in host.switch("arm", "one", "60", code=3)


def test_a_login_of_a_run_that_nobody_knows_is_told_so(host):
    assert "nothing is known of run never" in host.switch("keep", "never", code=5)


def test_without_a_timer_nothing_is_armed(host):
    (host.side / "timer_fails").write_text("1")
    assert "nothing is changed" in host.switch("arm", "one", "60", code=1)
    assert not (host.root / STATE).exists()


def test_rules_that_could_not_be_loaded_again_refuse_the_change(host):
    (host.side / "rules").write_text("broken\n")
    assert "cannot be saved" in host.switch("arm", "one", "60", code=1)
    assert not (host.root / STATE).exists()


def test_a_restore_that_fails_says_so_is_tried_again_and_cannot_be_kept_meanwhile(host):
    host.switch("arm", "one", "60")
    (host.side / "ssh_fails").touch()
    (host.programs / "systemctl").write_text("#!/bin/sh\nexit 1\n")
    assert "not given back yet: ssh" in host.switch("restore", "timer", code=1)
    host.switch("keep", "one", code=6)
    (host.side / "ssh_fails").unlink()
    (host.programs / "systemctl").write_text(f"#!/bin/sh\n{PROGRAMS['systemctl']}\n")
    host.switch("restore", "timer")
    host.switch("keep", "one", code=3)


def test_what_is_saved_is_its_owners_alone(host):
    host.switch("arm", "one", "60")
    saved = [host.root / STATE, *(host.root / STATE).iterdir()]
    assert {path.stat().st_mode & 0o077 for path in saved} == {0}


def test_a_boot_finds_its_unit(host):
    host.switch("arm", "one", "60")
    units = host.root / "etc/systemd/system"
    link = units / "multi-user.target.wants/drplan-guard-boot.service"
    assert link.resolve() == units / "drplan-guard-boot.service"
    assert f"ConditionPathExists=/{STATE}/about\n" in link.read_text()
