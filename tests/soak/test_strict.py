"""Level strict on a real host: applied to a blank Debian 12, restarted, healthy, nothing left to change."""

import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from drplan.adapters.hosts.enforce import HostsEnforcer
from drplan.adapters.hosts.standby import Standby
from drplan.adapters.lab import hosts
from drplan.adapters.lab.conduct import Lab
from drplan.declare import ControlException, Server

pytestmark = pytest.mark.lab

ROOT = Path(__file__).parents[2]
TODAY = datetime.now().astimezone().date()
TAKEN_OVER = "while systemctl list-jobs --no-legend | grep -q aideaccept; do sleep 0.3; done"
RIGHT = "echo Ver-y3long.horse | su drplan -c true"
WRONG_FIVE_TIMES = "for n in 1 2 3 4 5; do echo wrong | su drplan -c true; done 2>/dev/null"
LIMIT = "/etc/security/limits.d/60-drplan.conf"


@pytest.fixture(scope="module")
def server(lab_hs):
    return next(each for each in lab_hs.site.assets if isinstance(each, Server) and each.name == "hs-file1")


@pytest.fixture(scope="module")
def on(lab_hs, server):
    """Log in anew and run a command; fails the test when the login or the command does."""

    def run(command, *, code=0):
        argv = ["ssh", "-q", "-F", lab_hs.access.ssh_config, "-o", "BatchMode=yes", "-o", "ConnectTimeout=5"]
        done = subprocess.run(
            [*argv, str(server.address), command], capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == code, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    return run


@pytest.fixture(scope="module")
def hold(lab_hs, server, tmp_path_factory):
    """Hold the host to level strict; returns its operations."""
    archive = tmp_path_factory.mktemp("agent") / "agent.pyz"
    archive.write_bytes(b"")
    extra = {"restic_binary": str(archive), "agent_archive": str(archive), "guard_seconds": 60}

    def run(*, dry=False, exceptions=()):
        asset = server.model_copy(update={"level": "strict", "exceptions": exceptions})
        assets = tuple(asset if each.name == asset.name else each for each in lab_hs.site.assets)
        site = lab_hs.site.model_copy(update={"assets": assets})
        sites = tuple(site if each.code == site.code else each for each in lab_hs.district.sites)
        district = lab_hs.district.model_copy(update={"sites": sites})
        workers = Standby(lab_hs.state / "deploy" / "hosts.log", ROOT)
        enforcer = HostsEnforcer(ROOT / "deploys", district, lab_hs.access, workers, extra)
        (result,) = (enforcer.plan if dry else enforcer.apply)([asset])
        assert result.error is None, result.error
        assert not [each for each in result.operations if each.outcome in ("error", "not-run")]
        return result.operations

    return run


@pytest.fixture(scope="module")
def strict(lab_hs, server, hold, on):
    """A blank host, held to level strict, sshd reloaded, restarted in order."""
    Lab(lab_hs.state).blank(server)
    operations = hold()
    on(TAKEN_OVER)
    folder, config = Path(lab_hs.access.ssh_config).parent / "hosts" / server.name, lab_hs.access.ssh_config
    hosts.power_off(server.name)
    hosts.start(folder, server.name)
    hosts.wait(folder, server.name, Path(config))
    return operations


def test_a_strict_host_is_entered_after_a_restart_and_all_its_services_are_healthy(strict, on):
    assert any(each.outcome == "changed" and "Guard:" in each.name for each in strict)
    assert on("sudo -n id -u").strip() == "0"
    assert on("systemctl is-system-running --wait").strip() == "running"
    assert on("systemctl is-active ssh nftables rsyslog cron nginx aidecheck.timer").split() == ["active"] * 6
    assert on("sudo sshd -T | grep ^kexalgorithms").split()[1] == "sntrup761x25519-sha512@openssh.com"
    mounted = on("findmnt --noheadings --output TARGET,OPTIONS /tmp /dev/shm /var/tmp; cat /proc/mounts")
    for point in ("/tmp", "/dev/shm", "/var/tmp"):
        (line,) = [line for line in mounted.splitlines() if line.split()[1:2] == [point]]
        assert {"nosuid", "nodev", "noexec"} <= set(line.split()[3].split(","))


def test_a_second_apply_changes_nothing_and_says_what_a_container_cannot_hold(strict, hold):
    again = hold()
    assert {each.outcome for each in again} == {"ok", "not-applicable"}, [
        each for each in again if each.outcome not in ("ok", "not-applicable")
    ]
    reasons = {each.detail for each in again if each.outcome == "not-applicable"}
    assert any("shares the kernel" in reason for reason in reasons)
    assert hold(dry=True) == again


def test_a_change_by_other_hands_is_reported_and_a_deploys_own_is_taken_over(strict, hold, on):
    on(TAKEN_OVER)
    on("sudo systemctl start aidecheck")
    on("echo planted | sudo tee /usr/local/sbin/planted")
    on("sudo systemctl start aidecheck 2>/dev/null", code=1)
    assert "/usr/local/sbin/planted" in on("sudo journalctl -u aidecheck --no-pager")
    on("sudo rm /usr/local/sbin/planted; sudo systemctl reset-failed aidecheck")


def test_wrong_passwords_close_the_password_door_and_not_the_key(strict, on):
    on("sudo sh -c 'echo drplan:Ver-y3long.horse | chpasswd && usermod --append --groups sugroup drplan'")
    try:
        # One login: a key's login in between would count as a right password.
        on(f"{WRONG_FIVE_TIMES}; {RIGHT}", code=1)
        assert on("sudo -n id -u").strip() == "0"
        on(RIGHT)
    finally:
        on("sudo gpasswd --delete drplan sugroup; sudo usermod --password '!' drplan")


def test_an_exception_is_honoured_until_it_ends(strict, hold, on):
    on(f"sudo rm {LIMIT}")
    exception = ControlException(
        control="core-dumps", reason="a vendor looks for a fault", approved_by_role="it", until=TODAY
    )
    held = hold(dry=True, exceptions=(exception,))
    (standing,) = [each for each in held if each.outcome == "excepted"]
    assert "a vendor looks for a fault" in standing.detail
    assert not [each for each in held if each.outcome == "would-change"]
    ended = exception.model_copy(update={"until": TODAY - timedelta(days=1)})
    planned = hold(dry=True, exceptions=(ended,))
    difference = next(each for each in planned if each.outcome == "would-change")
    assert difference.name.startswith("Sessions: a program that breaks leaves no memory behind")
    hold()
    assert on(f"cat {LIMIT}").endswith("* hard core 0\n")
