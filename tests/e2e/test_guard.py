"""The dead-man's switch on a real host: what would shut us out comes back by itself, what works stays."""

import re
import secrets
import subprocess
import time
from pathlib import Path

import pytest

from drplan.adapters.hosts.enforce import HostsEnforcer
from drplan.adapters.hosts.standby import Standby
from drplan.adapters.lab import hosts, pens
from drplan.declare import Server

pytestmark = pytest.mark.lab

ROOT = Path(__file__).parents[2]
SECONDS = 12
HEAD = """
from io import StringIO
from pyinfra.api import operation
from deploys.guard import behind_guard, checked_file, confirmed, guarded_file, loaded_guarded
"""
SSH = """
file = checked_file(name="settings", src=StringIO({text!r}), dest="/etc/ssh/sshd_config.d/00-a.conf",
    mode="644", check="/usr/sbin/sshd -t -f")
loaded_guarded(name="loaded", unit="ssh.service", paths=["/etc/ssh/sshd_config.d/00-a.conf"], after=(file,))
confirmed(name="confirmed")
"""
SUDO = """
checked_file(name="rules", src=StringIO({text!r}), dest="/etc/sudoers.d/zz-test", mode="440", check="true")
confirmed(name="confirmed")
"""
FIREWALL = """
file = checked_file(name="rules", src=StringIO({text!r}), dest="/etc/nftables.conf", mode="644",
    check="nft --check --file")
loaded_guarded(name="loaded", unit="nftables.service", paths=["/etc/nftables.conf"], after=(file,))
confirmed(name="confirmed")
"""
LOGIN = """
guarded_file(name="pam", src=StringIO("account required pam_deny.so\\n"), dest="/etc/pam.d/sshd", mode="644")
@operation()
def expire():
    yield "usermod --shell /usr/sbin/nologin --append --groups adm drplan; chage --expiredate 1 drplan"
behind_guard(expire)(name="account")
confirmed(name="confirmed")
"""
NOBODY_COMES_IN = """flush ruleset
table inet filter {
	chain input {
		type filter hook input priority filter; policy drop;
	}
}
"""


@pytest.fixture(scope="module")
def server(lab_hs):
    return next(each for each in lab_hs.site.assets if isinstance(each, Server) and each.name == "hs-file1")


@pytest.fixture
def on(lab_hs, server):
    def run(command):
        argv = ["ssh", "-q", "-F", lab_hs.access.ssh_config, "-o", "BatchMode=yes", "-o", "ConnectTimeout=3"]
        argv += ["-o", "ConnectionAttempts=3"]  # a reload of sshd closes its door for a moment
        done = subprocess.run(
            [*argv, str(server.address), command], capture_output=True, text=True, timeout=30, check=True
        )
        return done.stdout

    return run


@pytest.fixture
def deploy(lab_hs, server, tmp_path):
    """Hold the host to a deploy file of the test's own; ``deploys.guard`` is the one under test."""
    folder = tmp_path / "deploys"
    folder.mkdir()
    for name in ("guard.py", "steps.py", "files"):
        (folder / name).symlink_to(ROOT / "deploys" / name)
    workers = Standby(lab_hs.state / "deploy" / "hosts.log", tmp_path)
    enforcer = HostsEnforcer(folder, lab_hs.district, lab_hs.access, workers, {"guard_seconds": SECONDS})
    held = server.model_copy(update={"baselines": ("tried",)})

    def run(text, *, dry=False):
        (folder / "tried.py").write_text(HEAD + text)
        (result,) = (enforcer.plan if dry else enforcer.apply)([held])
        assert result.error is None, result.error
        return {each.name: each for each in result.operations}

    return run


@pytest.fixture
def reached_as_before(on):
    """Return how the host is reached now, and see that it is so again when the test is over."""
    look = (
        "sudo find /etc/ssh/sshd_config /etc/ssh/sshd_config.d /etc/nftables.conf /etc/sudoers"
        " /etc/sudoers.d /etc/pam.d /etc/security -printf '%p %m %u %T@\\n' | sort; sudo nft list ruleset;"
        " sudo sshd -T; getent passwd drplan; sudo chage -l drplan; id;"
        " systemctl is-enabled nftables; systemctl is-active nftables"
    )
    before = on(look)
    yield
    assert on(look) == before
    assert on("systemctl is-active drplan-guard.timer || true").strip() == "inactive"
    assert on("sudo /usr/local/lib/drplan/guard status").strip() == "idle"


@pytest.mark.usefixtures("reached_as_before")
@pytest.mark.parametrize(
    ("text", "why"),
    [
        (SSH.format(text="Port 2222\n"), "refused: .* does not listen for SSH"),
        (FIREWALL.format(text=NOBODY_COMES_IN), "timeout: .* did not answer"),
        (SUDO.format(text="%sudo ALL=(root) !ALL\ndrplan ALL=(root) !ALL\n"), "not allowed|password"),
        (LOGIN, "authentication refused|timeout|could not connect"),
    ],
    ids=[
        "a wrong SSH port",
        "a firewall that lets nobody in",
        "sudo rules that shut us out",
        "PAM rules that let nobody in, and our own account expired without a shell",
    ],
)
def test_what_would_shut_us_out_is_back_by_itself(deploy, on, text, why):
    began = time.monotonic()
    done = deploy(text)
    assert time.monotonic() - began < SECONDS + 30
    assert done["confirmed"].outcome == "error", done
    assert re.search(f"not kept: .*({why})", done["confirmed"].detail)
    assert "has its earlier SSH, login, sudo and firewall settings again" in done["confirmed"].detail
    assert "(timer)" in on("sudo cat /var/lib/drplan/guard-restored")
    assert "was not confirmed" in on("sudo journalctl -q -t drplan-guard -n 5")
    planned = deploy(text, dry=True)
    assert {each.outcome for name, each in planned.items() if name != "confirmed"} == {"would-change"}
    assert all("guarded:" in each.detail for name, each in planned.items() if name != "confirmed")


def test_a_change_that_works_is_confirmed_and_stays(deploy, on):
    try:
        assert deploy(SSH.format(text="MaxSessions 9\n"))["confirmed"].outcome == "changed"
        assert on("sudo /usr/local/lib/drplan/guard status").strip() == "idle"
        time.sleep(SECONDS + 2)
        assert "maxsessions 9" in on("sudo sshd -T")
        assert {each.outcome for each in deploy(SSH.format(text="MaxSessions 9\n")).values()} == {"ok"}
    finally:
        on("sudo rm -f /etc/ssh/sshd_config.d/00-a.conf && sudo systemctl reload ssh")


@pytest.fixture
def listening_by_socket(on):
    """Have systemd listen for sshd, as Ubuntu does; Debian can, too."""
    on("sudo systemctl stop ssh.service && sudo systemctl start ssh.socket")
    yield
    on("sudo systemctl stop ssh.socket && sudo systemctl start ssh.service")


@pytest.mark.usefixtures("listening_by_socket")
def test_where_systemd_listens_for_sshd_changes_are_loaded_kept_or_given_back(deploy, on):
    wanted = SSH.format(text="MaxSessions 9\n")
    try:
        assert {each.outcome for each in deploy(wanted).values()} == {"changed"}
        assert on("systemctl is-active ssh.socket").strip() == "active"
        assert {each.outcome for each in deploy(wanted).values()} == {"ok"}
        broken = deploy(SSH.format(text="MaxSessions 8\n").replace("confirmed(", "1 / 0\nconfirmed("))
        assert "(incomplete)" in broken["Guard: an incomplete change is given back"].detail
        assert on("systemctl is-active ssh.socket").strip() == "active"
        assert "maxsessions 9" in on("sudo sshd -T")
    finally:
        on("sudo rm -f /etc/ssh/sshd_config.d/00-a.conf")


@pytest.mark.usefixtures("reached_as_before")
def test_a_run_that_breaks_halfway_gives_back_at_once(deploy):
    began = time.monotonic()
    done = deploy(SSH.format(text="MaxSessions 9\n").replace("loaded_guarded(", "1 / 0\nloaded_guarded("))
    assert time.monotonic() - began < SECONDS
    assert done["deploy file"].outcome == "error"
    assert "(incomplete)" in done["Guard: an incomplete change is given back"].detail


@pytest.mark.usefixtures("reached_as_before")
def test_a_run_that_dies_is_given_back_and_the_next_one_waits_its_turn(deploy, on):
    on(f"sudo /usr/local/lib/drplan/guard arm {secrets.token_hex(4)} {SECONDS}")
    on("echo MaxSessions 7 | sudo tee /etc/ssh/sshd_config.d/00-b.conf")
    done = deploy(SSH.format(text="MaxSessions 9\n"))
    assert done["settings"].outcome == "error"
    assert "await a login" in done["settings"].detail
    deadline = time.monotonic() + SECONDS + 10
    while on("sudo /usr/local/lib/drplan/guard status").strip() != "idle":
        assert time.monotonic() < deadline
        time.sleep(1)


@pytest.mark.usefixtures("reached_as_before")
def test_a_host_that_lost_power_before_anybody_confirmed_gives_back_as_it_boots(lab_hs, server, on):
    gone = secrets.token_hex(4)
    on(f"sudo /usr/local/lib/drplan/guard arm {gone} 600")
    on("echo Port 2222 | sudo tee /etc/ssh/sshd_config.d/00-b.conf && sync")
    lose_power(Path(lab_hs.access.ssh_config), server.name)
    assert re.search(f"run {gone}\n.*\\(boot\\)", on("sudo cat /var/lib/drplan/guard-restored"))


def lose_power(ssh_config, name):
    """End every process of a lab host at once, start it on the same disk, and return when it answers."""
    folder = ssh_config.parent / "hosts" / name
    pens.empty(hosts.pen(name))
    hosts.start(folder, name)
    hosts.wait(folder, name, ssh_config)
