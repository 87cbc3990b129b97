"""What every Device does: told of a hand-written one and of a real FRR router behind SSH."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from drplan.adapters.access import Access
from drplan.adapters.network.configuration import clean, split
from drplan.adapters.network.devices import open_device
from drplan.adapters.network.enforce import applied, planned
from drplan.adapters.network.source import DeviceConfigSource
from drplan.declare import NetworkDevice
from drplan.errors import SecretMissing, SourceError, Unreachable
from drplan.ports.device import Refusal

NAMESPACE = f"nx-device-{os.getpid()}"
ADDRESS = "127.0.0.1"
ROUTER = NetworkDevice(
    name="rtr", address=IPv4Address(ADDRESS), owner="n", platform="frr", interfaces=(), routing=()
)
WANTED = """log syslog informational
interface lo
 description loopback
 ip ospf hello-interval 1
router ospf
 ospf router-id 192.0.2.1
 network 192.0.2.0/24 area 0
"""


class FakeDevice:
    """Knows blocks, lines, ``no``, and commands that hold one value."""

    single = ("description", "ip ospf hello-interval", "ospf router-id", "log syslog", "hostname")
    verbs = ("interface", "router", "description", "ip", "ospf", "network", "log", "no", "hostname")

    def __init__(self) -> None:
        self.sections = {"": ["hostname rtr"]}
        self.saved = ""

    def show(self, command: str) -> str:
        return {"show running-config": self.running}.get(command, lambda: "% Unknown command")()

    def running(self) -> str:
        blocks = [
            "\n".join([head, *(f" {line}" for line in lines), "exit"])
            for head, lines in self.sections.items()
            if head
        ]
        top = ["Building configuration...", "", "Current configuration:", "!", *self.sections[""], "!"]
        return "\n".join([*top, *blocks, "end"])

    def configure(self, lines: Sequence[str]) -> list[Refusal]:
        refused, block = [], ""
        for line in map(str.strip, lines):
            if line == "exit":
                block = ""
            elif line.split(" ")[0] not in self.verbs:
                refused.append(Refusal(line, f"% Unknown command: {line}"))
            elif line.startswith(("interface ", "router ")):
                block = line
                self.sections.setdefault(block, [])
            else:
                self._take(block, line)
        return refused

    def _take(self, block: str, line: str) -> None:
        bare = line.removeprefix("no ")
        command = next((each for each in self.single if bare.startswith(each)), bare)
        kept = [each for each in self.sections[block] if not each.startswith(command)]
        self.sections[block] = kept if line.startswith("no ") else [*kept, line]

    def save(self) -> None:
        self.saved = self.running()


BOOT = """
set -eu
mount --bind "$1/etc" /etc/frr; mount --bind "$1/run" /run; mount --bind "$1/passwd" /etc/passwd
hostname rtr
for daemon in zebra staticd ospfd; do /usr/lib/frr/$daemon -d -P 0 -i /run/frr/$daemon.pid; done
/usr/sbin/sshd -f "$1/sshd_config"
"""


def rig(folder: Path) -> Access:
    """Start a router with nothing configured in a namespace of its own; return the access to it."""
    user = next(line for line in Path("/etc/passwd").read_text().splitlines() if line.startswith("frr:"))
    group = next(line for line in Path("/etc/group").read_text().splitlines() if line.startswith("frrvty:"))
    for part in ("etc", "run/frr", "run/sshd"):
        (folder / part).mkdir(parents=True)
    (folder / "etc/vtysh.conf").write_text("service integrated-vtysh-config\n")
    login = f"op:x:{user.split(':')[2]}:{group.split(':')[2]}::/:/bin/sh\n"
    (folder / "passwd").write_text(login + Path("/etc/passwd").read_text())
    for part in ("etc", "etc/vtysh.conf", "run/frr"):
        shutil.chown(folder / part, "frr", "frr")
    for name in ("host_key", "key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    (folder / "sshd_config").write_text(
        f"ListenAddress {ADDRESS}\nHostKey {folder}/host_key\nAuthorizedKeysFile {folder}/key.pub\n"
        "UsePAM no\nStrictModes no\nPidFile none\nForceCommand VTYSH_PAGER=cat exec /usr/bin/vtysh\n"
    )
    (folder / "known_hosts").write_text(f"{ADDRESS} {(folder / 'host_key.pub').read_text()}")
    subprocess.run(["ip", "netns", "add", NAMESPACE], check=True)
    inside = ["ip", "netns", "exec", NAMESPACE]
    subprocess.run([*inside, "ip", "link", "set", "lo", "up"], check=True)
    with (folder / "log").open("wb") as log:
        argv = [*inside, "unshare", "--mount", "--uts", "sh", "-c", BOOT, "sh", str(folder)]
        subprocess.run(argv, check=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    return Access(ssh_user="op", ssh_key=str(folder / "key"), known_hosts=str(folder / "known_hosts"))


def unrig(folder: Path) -> None:
    listed = subprocess.run(["ip", "netns", "pids", NAMESPACE], capture_output=True, text=True, check=False)
    for pid in listed.stdout.split():
        # One may have ended with the one before it.
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)
    subprocess.run(["ip", "netns", "del", NAMESPACE], capture_output=True, check=False)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def router():
    if os.geteuid() != 0 or not Path("/usr/lib/frr/ospfd").exists():
        pytest.skip("not tried: a real router needs root and Debian's frr")
    # Not tmp_path: the frr user must be able to walk to it.
    folder = Path(tempfile.mkdtemp(prefix="nx-device-", dir="/var/tmp"))
    folder.chmod(0o755)
    outside = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    libc = ctypes.CDLL(None)
    try:
        access = rig(folder)
        with Path(f"/run/netns/{NAMESPACE}").open("rb") as inside:
            assert libc.setns(inside.fileno(), 0x40000000) == 0
        time.sleep(1)
        yield access
    finally:
        libc.setns(outside, 0x40000000)
        os.close(outside)
        unrig(folder)


@pytest.fixture(params=["fake", "frr"])
def device(request):
    if request.param == "fake":
        yield FakeDevice()
        return
    with open_device(ROUTER, request.getfixturevalue("router")) as session:
        yield session
        session.configure(["no router ospf", "no log syslog", "interface lo", "no description",
                           "no ip ospf hello-interval", "exit", "no interface lo"])  # fmt: skip


def test_a_configured_line_is_shown_below_its_block(device):
    assert device.configure(["router ospf", " network 192.0.2.0/24 area 0", "exit"]) == []
    assert split(device.running())["router ospf"] == ("network 192.0.2.0/24 area 0",)


def test_a_refused_line_is_named_and_the_others_count(device):
    refused = device.configure(["bogus thing", "log syslog informational"])
    assert refused == [Refusal("bogus thing", "% Unknown command: bogus thing")]
    assert "log syslog informational" in device.running()


def test_a_new_value_replaces_the_old_one(device):
    device.configure(["interface lo", " ip ospf hello-interval 5", "exit"])
    device.configure(["interface lo", " ip ospf hello-interval 1", "exit"])
    assert split(device.running())["interface lo"] == ("ip ospf hello-interval 1",)


def test_a_session_goes_on_after_the_hostname_changed(device):
    device.configure(["hostname other"])
    try:
        assert "hostname other" in device.running()
        assert device.configure(["log syslog informational"]) == []
    finally:
        device.configure(["hostname rtr"])


def test_a_plan_changes_nothing(device):
    before = device.running()
    results = planned(device, WANTED)
    assert [(each.name, each.outcome) for each in results] == [
        ("services", "would-change"),
        ("interface lo", "would-change"),
        ("router ospf", "would-change"),
    ]
    assert clean(device.running()) == clean(before)


def test_a_second_apply_reports_every_section_ok(device):
    assert {each.outcome for each in applied(device, WANTED)} == {"changed"}
    assert {each.outcome for each in applied(device, WANTED)} == {"ok"}


def test_what_was_changed_by_hand_is_shown_and_put_right(device):
    applied(device, WANTED)
    device.configure(["interface lo", " ip ospf hello-interval 7", " no description", "exit"])
    device.configure(["router ospf", " network 198.51.100.0/24 area 0", "exit"])
    drifted = {each.name: each.detail for each in planned(device, WANTED) if each.outcome != "ok"}
    assert drifted == {
        "interface lo": "-ip ospf hello-interval 7\n+description loopback\n+ip ospf hello-interval 1",
        "router ospf": "-network 198.51.100.0/24 area 0",
    }
    assert "error" not in {each.outcome for each in applied(device, WANTED)}
    assert {each.outcome for each in planned(device, WANTED)} == {"ok"}


def test_a_line_the_device_refuses_is_an_error_that_quotes_it(device):
    results = {each.name: each for each in applied(device, WANTED + " bogus thing\n")}
    assert results["router ospf"].outcome == "error"
    assert "bogus thing: % Unknown command: bogus thing" in results["router ospf"].detail
    assert results["interface lo"].outcome == "changed"


def why_not(access: Access) -> str:
    with pytest.raises(Unreachable) as refused, open_device(ROUTER, access):
        pytest.fail("the session was opened")
    return refused.value.message


def test_a_router_with_another_host_key_is_not_spoken_to(router, tmp_path):
    other = (Path(router.known_hosts).parent / "key.pub").read_text()
    (tmp_path / "known_hosts").write_text(f"{ADDRESS} {other}")
    said = why_not(replace(router, known_hosts=str(tmp_path / "known_hosts")))
    assert "does not match" in said


def test_a_router_nobody_vouches_for_is_not_spoken_to(router, tmp_path):
    (tmp_path / "known_hosts").touch()
    assert "not found in known_hosts" in why_not(replace(router, known_hosts=str(tmp_path / "known_hosts")))


def test_a_key_the_router_does_not_know_is_refused_by_name(router):
    stranger = str(Path(router.known_hosts).parent / "host_key")
    assert why_not(replace(router, ssh_key=stranger)).startswith("rtr (127.0.0.1) does not let us in")


def test_a_key_that_is_not_there_is_named(router, tmp_path):
    with (
        pytest.raises(SecretMissing, match="no SSH key at"),
        open_device(ROUTER, replace(router, ssh_key=str(tmp_path / "none"))),
    ):
        pytest.fail("the session was opened")


def shells() -> int:
    listed = subprocess.run(["ip", "netns", "pids", NAMESPACE], capture_output=True, text=True, check=True)
    names = [Path(f"/proc/{pid}/comm") for pid in listed.stdout.split()]
    return sum(name.exists() and name.read_text() == "vtysh\n" for name in names)


def test_a_session_is_closed_also_after_an_error(router):
    before = shells()
    with suppress(ZeroDivisionError), open_device(ROUTER, router):
        assert shells() == before + 1
        raise ZeroDivisionError
    deadline = time.monotonic() + 10
    while shells() > before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert shells() == before


def test_a_blank_router_gets_back_what_was_fetched(router):
    source = DeviceConfigSource(router)
    with open_device(ROUTER, router) as session:
        applied(session, WANTED)
    kept = source.fetch(ROUTER)
    with open_device(ROUTER, router) as session:
        session.configure(["no router ospf", "no log syslog", "interface lo", "no description",
                           "no ip ospf hello-interval", "exit"])  # fmt: skip
    assert source.fetch(ROUTER) != kept
    source.restore(ROUTER, kept)
    assert source.fetch(ROUTER) == kept


def test_a_restore_with_a_refused_line_fails_and_quotes_it(router):
    with pytest.raises(SourceError, match="refused 1 lines of its configuration: % Unknown command: bogus"):
        DeviceConfigSource(router).restore(ROUTER, "log syslog informational\nbogus\n")
