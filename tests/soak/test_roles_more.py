"""Servers that hold a role each: what a second host sees of them, on the lab's real hosts.

``test_roles_strict.py`` runs the same tests on Debian 13 at level strict.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from shlex import quote

import pytest

from drplan.adapters.inventory import load_district
from drplan.adapters.probes import Prober
from drplan.declare import HttpProbe, RadiusProbe, Refused, Secret
from tests.e2e.command import ROOT, run_drplan, take_down
from tests.e2e.roles_lab import inside

pytestmark = pytest.mark.lab

INVENTORY = "tests/cases/roles_more"
SETTINGS = "/etc/freeradius/3.0/drplan.conf"


@dataclass(frozen=True)
class Roles:
    """A lab that is up: a host with every role, at ``address``, and one that asks it."""

    site: str
    state: Path
    address: str = "198.18.60.21"

    def drplan(self, *words, code=0):
        """Run the command on the site; fails the test when it ends with another exit code."""
        done = run_drplan(self.state, *words, "--inventory", INVENTORY, "--site", self.site)
        assert done.returncode == code, (
            f"drplan {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done.stdout

    def deploy(self, verb, code=0):
        """Return the operations of the host with every role."""
        document = self.drplan("deploy", verb, "--format", "json", code=code)
        (host,) = [each for each in json.loads(document)["assets"] if each["name"] == f"{self.site}-all1"]
        assert host["error"] is None
        return host["operations"]

    def drifted(self):
        """Return by name what is not as declared; fails the test when all is."""
        return {
            each["name"].split(" (")[0]: each["detail"]
            for each in self.deploy("drift", code=1)
            if each["outcome"] not in ("ok", "not-applicable")
        }

    def ssh(self, host, script):
        """Return the command that runs a script as root on ``all1`` or ``asker1``."""
        config = str(self.state / "lab/ssh_config")
        there = (f"{self.site}-{host}", f"sudo sh -c {quote(script)}")
        return ["ssh", "-q", "-F", config, "-o", "BatchMode=yes", *there]

    def on(self, host, script, code=0, stdin=""):
        """Run it; returns both of its streams. Fails the test when it ends with another exit code."""
        done = subprocess.run(
            self.ssh(host, script), input=stdin, capture_output=True, text=True, timeout=60, check=False
        )
        assert code is None or done.returncode == code, f"{script}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    @property
    def word(self):
        """The shared secret that the lab made."""
        return json.loads((self.state / "lab/access.json").read_text())["environment"]["LAB_RADIUS"]


@contextmanager
def raised(site):
    """Raise the site's lab under a name of its own, and take it down whatever happens."""
    state = Path(tempfile.mkdtemp(prefix="drplan-", dir="/var/tmp"))
    (ROOT / ".drplan" / "cache").mkdir(parents=True, exist_ok=True)
    (state / "cache").symlink_to(ROOT / ".drplan" / "cache")
    before = os.environ.get("DRPLAN_LAB_NAME")
    os.environ["DRPLAN_LAB_NAME"] = "roles"
    try:
        roles = Roles(site, state)
        roles.drplan("lab", "up")
        yield roles
    finally:
        try:
            take_down(state)
            shutil.rmtree(state)
        finally:
            if before is None:
                del os.environ["DRPLAN_LAB_NAME"]
            else:
                os.environ["DRPLAN_LAB_NAME"] = before


@contextmanager
def ready(site):
    """Raise the lab and give the host that asks what it asks with, and the switch's address."""
    with raised(site) as up:
        up.on("asker1", "apt-get -qq -y --no-install-recommends install freeradius-utils smbclient")
        up.on(
            "asker1",
            "ip address add 198.18.60.40/24 dev $(ip -o -4 route list exact 198.18.60.0/24 | cut -d' ' -f3)",
        )
        yield up


@pytest.fixture(scope="module")
def roles():
    with ready("more") as up:
        yield up


@pytest.fixture(scope="module")
def held(roles):
    assert Counter(each["outcome"] for each in roles.deploy("apply"))["changed"] > 40
    roles.on("all1", "useradd teacher && smbpasswd -s -a teacher", stdin="right-word\nright-word\n")
    roles.on("all1", "install -d -o teacher -m 700 /srv/school/room1")
    # SHA-256 of "right-word": no password in clear text.
    hashed = subprocess.run(["sha256sum"], input=b"right-word", capture_output=True, check=True).stdout
    roles.on(
        "all1",
        "cat >> /etc/freeradius/3.0/mods-config/files/authorize && systemctl reload freeradius",
        stdin=f"teacher SHA2-Password := 0x{hashed.split()[0].decode()}\n",
    )
    return roles


def test_a_second_apply_changes_nothing(held):
    outcomes = Counter(each["outcome"] for each in held.deploy("apply"))
    assert set(outcomes) <= {"ok", "not-applicable"}
    assert outcomes["ok"] > 60


def ask_radius(roles, password, source="198.18.60.40", *, user="teacher"):
    """Return the kind of answer that RADIUS gives, empty when it gives none."""
    pairs = (
        f'User-Name = "{user}"',
        f'User-Password = "{password}"',
        f"Packet-Src-IP-Address = {source}",
        "Message-Authenticator = 0x00",
    )
    said = roles.on(
        "asker1",
        f"printf %s {quote(roles.word)} > /run/word;"
        f" radclient -x -r 1 -t 3 -S /run/word {roles.address} auth; rm /run/word",
        None,
        stdin="\n".join([*pairs, ""]),
    )
    return "".join(line.split()[1] for line in said.splitlines() if line.startswith("Received"))


# radclient of FreeRADIUS 3.2.5 and later signs every request: RFC 2865, section 3, without any help.
UNSIGNED = """
import hashlib, os, socket, sys
word, address = sys.stdin.readline().encode(), sys.argv[1]
unique, password = os.urandom(16), b"right-word".ljust(16, bytes(1))
hidden = bytes(a ^ b for a, b in zip(password, hashlib.md5(word + unique).digest()))
pairs = bytes([1, 9]) + b"teacher" + bytes([2, 18]) + hidden
asked = bytes([1, 7]) + (20 + len(pairs)).to_bytes(2, "big") + unique + pairs
with socket.socket(type=socket.SOCK_DGRAM) as line:
    line.bind(("198.18.60.40", 0))
    line.settimeout(3)
    line.sendto(asked, (address, 1812))
    try:
        print({2: "Access-Accept", 3: "Access-Reject"}[line.recv(4096)[0]])
    except TimeoutError:
        print("no answer")
"""


def test_a_declared_device_learns_who_may_come_in_and_nobody_else_does(held):
    assert ask_radius(held, "right-word") == "Access-Accept"
    assert ask_radius(held, "wrong-word") == "Access-Reject"
    assert ask_radius(held, "right-word", "198.18.60.22") == ""
    unsigned = held.on("asker1", f"python3 -c {quote(UNSIGNED)} {held.address}", stdin=held.word)
    assert unsigned.strip() == "no answer"
    said = held.on("all1", "journalctl -u freeradius --no-pager")
    assert "Login OK: [teacher]" in said
    assert "-word" not in said


@pytest.fixture
def prober(held, tmp_path):
    """Look from the lab's own network, which has the address of the declared switch meanwhile."""
    line = "$(ip -o -4 route list exact 198.18.60.0/24 | cut -d' ' -f3)"
    for name, word in {"user": "teacher", "right": "right-word", "wrong": "wrong-word"}.items():
        (tmp_path / name).write_text(word)
    held.on("asker1", f"ip address del 198.18.60.40/24 dev {line}")
    try:
        with inside(held.state) as access:
            os.environ["DRPLAN_LAB_NAME"] = "roles"
            subprocess.run(["ip", "address", "add", "198.18.60.40/24", "dev", "lan0"], check=True, timeout=9)
            try:
                yield Prober(load_district(ROOT / INVENTORY), access)
            finally:
                subprocess.run(
                    ["ip", "address", "del", "198.18.60.40/24", "dev", "lan0"], check=True, timeout=9
                )
    finally:
        held.on("asker1", f"ip address add 198.18.60.40/24 dev {line}")


@contextmanager
def stopped(held, unit):
    held.on("all1", f"systemctl stop {unit}")
    try:
        yield
    finally:
        held.on("all1", f"systemctl start {unit}")


def healthy(prober, probe):
    seen = prober.look(probe)
    assert seen.healthy, seen.detail
    return seen.detail


def broken(prober, probe, says):
    seen = prober.look(probe)
    assert (seen.healthy, says in seen.detail) == (False, True), seen.detail


def test_a_probe_logs_in_at_radius_as_a_device_does(held, prober, tmp_path):
    right = RadiusProbe(
        server=f"{held.site}-all1",
        source=IPv4Address("198.18.60.40"),
        secret=Secret.env("LAB_RADIUS"),
        user=Secret.file(f"{tmp_path}/user"),
        password=Secret.file(f"{tmp_path}/right"),
        signed=held.site == "strict",
    )
    # What a test before this one did may have had it start again.
    for _ in range(20):
        if prober.look(right).healthy:
            break
        time.sleep(0.5)
    if not right.signed:
        # Debian 12 has FreeRADIUS 3.2.1.
        broken(prober, right.model_copy(update={"signed": True}), "it has no Message-Authenticator")
    wrong = right.model_copy(update={"password": Secret.file(f"{tmp_path}/wrong")})
    refused = Refused(probe=wrong, beside=right)
    assert "Access-Accept" in healthy(prober, right)
    assert "Access-Reject" in healthy(prober, refused)
    with stopped(held, "freeradius"):
        broken(prober, right, "Connection refused")
        broken(prober, refused, "nobody is let in")
    healthy(prober, refused)
    file = "/etc/freeradius/3.0/mods-config/files/authorize"
    held.on("all1", f"sed -i s/^teacher/teachers/ {file} && systemctl restart freeradius")
    try:
        broken(prober, right, "Access-Reject")
        broken(prober, refused, "nobody is let in")
    finally:
        held.on("all1", f"sed -i s/^teachers/teacher/ {file} && systemctl restart freeradius")
    healthy(prober, right)


def test_a_probe_fetches_the_page_and_not_only_some_page(held, prober):
    page = HttpProbe(url=f"http://{held.address}/probed.html", contains="the canary sings")
    file = "/srv/school/probed.html"
    broken(prober, page, "status 404")
    held.on("all1", f"echo the canary sings > {file} && chmod 644 {file}")
    try:
        healthy(prober, page)
        with stopped(held, "nginx"):
            broken(prober, page, "Connection refused")
        healthy(prober, page)
        held.on("all1", f"echo encrypted > {file}")
        broken(prober, page, "does not hold what it should")
    finally:
        held.on("all1", f"rm {file}")


def ask_samba(roles, *options, login="teacher%right-word"):
    words = " ".join(map(quote, options))
    return roles.on("asker1", f"smbclient {words} -U {quote(login)}", None)


def test_a_share_is_the_declared_folder_for_who_has_a_login(held):
    listed = ask_samba(held, "-L", f"//{held.address}")
    assert [line.split()[0] for line in listed.splitlines() if " Disk " in line] == ["school"]
    share = f"//{held.address}/school"
    assert "putting file" in ask_samba(held, share, "-c", "cd room1; put /etc/hostname mine")
    assert held.on("all1", "stat -c %U /srv/school/room1 /srv/school/room1/mine").split() == ["teacher"] * 2
    for login in ("teacher%wrong-word", "%", "nobody%"):
        refused = ask_samba(held, share, "-c", "ls", login=login)
        assert "NT_STATUS_LOGON_FAILURE" in refused or "NT_STATUS_ACCESS_DENIED" in refused


def test_a_session_is_encrypted_and_older_protocols_are_refused(held):
    share = f"//{held.address}/school"
    for option in ("client max protocol=SMB2_10", "client max protocol=NT1"):
        assert "NT_STATUS_" in ask_samba(held, share, "-c", "ls", f"--option={option}")
    refused = ask_samba(held, share, "-c", "ls", "--option=client ntlmv2 auth=no")
    assert "NT_STATUS_LOGON_FAILURE" in refused
    # A client that would be content with signatures.
    session = f"smbclient {share} -U teacher%right-word --client-protection=sign"
    with subprocess.Popen(held.ssh("asker1", f"(echo ls; cat) | {session}"), stdin=subprocess.PIPE) as client:
        try:
            seen = held.on(
                "all1", "for i in 1 2 3 4 5 6 7 8 9; do sleep 0.3; smbstatus -b | grep teacher && break; done"
            )
        finally:
            client.communicate(timeout=30)
    assert "SMB3_11" in seen
    assert "AES-128-G" in seen or "AES-256-G" in seen


def fetch(roles, url):
    program = f"import urllib.request; print(urllib.request.urlopen({url!r}, timeout=5).read().decode())"
    return roles.on("asker1", f"python3 -c {quote(program)}")


def test_monitoring_shows_the_machines_figures_and_drplans(held):
    held.on("all1", "cd /srv/school && echo the canary sings > canary.html && chmod 644 canary.html")
    held.drplan("backup", "init")
    held.drplan("backup", "run")
    held.on("all1", "systemctl start drplan-figures.service")
    shown = dict(
        line.rsplit(" ", 1)
        for line in fetch(held, f"http://{held.address}:9100/metrics").splitlines()
        if line and not line.startswith("#")
    )
    assert shown["drplan_units_failed"] == "0"
    assert shown["drplan_updates_pending"].isdigit()
    assert float(shown[f'drplan_recovery_point_time_seconds{{data_set="{held.site}-school"}}']) > 1.7e9
    assert shown["node_textfile_scrape_error"] == "0"
    assert float(shown["node_load1"]) >= 0
    assert not any(key.startswith("drplan_unread") for key in shown)


def test_the_web_server_shows_a_file_to_the_other_host(held):
    held.on("all1", "cd /srv/school && echo the canary sings > canary.html && chmod 644 canary.html")
    assert "the canary sings" in fetch(held, f"http://{held.address}/canary.html")


def test_the_runner_waits_for_the_next_declared_test_and_says_what_it_lacks(held):
    listed = held.on("all1", "systemctl list-timers --no-legend drplan-drill.timer")
    assert listed.startswith("Sat 2098-12-06 01:00:00")
    held.on("all1", "systemctl start drplan-drill.service", 1)
    said = held.on("all1", "journalctl -u drplan-drill --no-pager; systemctl reset-failed drplan-drill")
    assert "there is no drplan at /opt/drplan: put the district's repository there" in said
    assert held.on("all1", "systemctl is-active frr", 3).strip() == "inactive"


def test_what_is_changed_by_hand_is_drift_and_is_put_back(held):
    held.on("all1", "sed -i 's/encrypt = required/encrypt = off/' /etc/samba/smb.conf")
    held.on("all1", "printf '[all]\\npath = /\\n' >> /etc/samba/drplan-shares.conf")
    held.on("all1", "chmod 644 /etc/freeradius/3.0/drplan-secrets.conf")
    held.on("all1", "systemctl stop drplan-figures.timer prometheus-node-exporter")
    drifted = held.drifted()
    assert {name.split(",")[0] for name in drifted} >= {
        "RADIUS: shared secrets are for the server's eyes alone",
        "Shares: the declared folders below /srv",
        "Shares: SMB 3 only",
        "Monitoring: the exporter runs",
        "Monitoring: updates",
    }
    held.deploy("apply")
    assert {each["outcome"] for each in held.deploy("drift")} <= {"ok", "not-applicable"}
    listed = ask_samba(held, "-L", f"//{held.address}")
    assert [line.split()[0] for line in listed.splitlines() if " Disk " in line] == ["school"]
