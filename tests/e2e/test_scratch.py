"""Scratch rooms with real networks and no hosts: isolated, found out when not, gone if nobody holds them."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drplan.adapters.inventory import load_district
from drplan.adapters.scratch import lease as leases
from drplan.adapters.scratch.isolation import Isolation, abroad
from drplan.adapters.scratch.passages import passages
from drplan.adapters.scratch.room import ScratchRoom
from tests.e2e.command import ROOT, run_drplan

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def state():
    if os.geteuid() != 0:
        pytest.skip("a scratch room needs root")
    folder = Path(tempfile.mkdtemp(prefix="drplan-", dir="/var/tmp"))
    (ROOT / ".drplan" / "cache").mkdir(parents=True, exist_ok=True)
    (folder / "cache").symlink_to(ROOT / ".drplan" / "cache")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def new_room(state):
    district = load_district(ROOT / "inventories")
    lease = leases.new_lease("hs", datetime.now(UTC) + timedelta(hours=1), 0, state / "cache" / "lab")
    ways, _ = passages(district.repositories, {})
    return ScratchRoom(state, district, lease, ways)


@pytest.fixture(scope="module")
def room(state):
    """Return a room that is up, and what sees whether it is isolated."""
    made = new_room(state)
    try:
        standing = made.up()
        district = load_district(ROOT / "inventories")
        yield (
            standing,
            Isolation(standing.prefix, frozenset(standing.own), made.ways, abroad(district, standing.own)),
        )
    finally:
        made.down()


def ip(*words, code=0):
    assert subprocess.run(["ip", *words], check=False, capture_output=True).returncode == code


def faults(isolation, *, first=True):
    return isolation.check(first=first, seconds=0.2)[0]


def test_a_fresh_room_is_isolated_and_says_what_was_seen(room):
    _, isolation = room
    found, told = isolation.check(first=True, seconds=0.2)
    assert found == ()
    assert len(isolation.abroad) > 50
    assert "onsite at 198.18.20.5:8000; offsite at 203.0.113.10:8333; neighbor at 203.0.113.130:8000" in told
    assert "lab to default via 198.18.20.1" in told


def test_a_planted_route_is_refused(room):
    standing, isolation = room
    lab, route = f"{standing.prefix}-lab", ("192.0.2.0/24", "via", "198.18.20.1")
    ip("-n", lab, "route", "add", *route)
    try:
        assert faults(isolation) == (f"{lab} has a route to 192.0.2.0/24 via 198.18.20.1",)
        assert faults(isolation, first=False) == faults(isolation)
    finally:
        ip("-n", lab, "route", "del", *route)
    assert faults(isolation) == ()


def test_a_restored_routers_own_route_is_listed_and_a_strange_next_hop_refused(room):
    standing, isolation = room
    router = f"{standing.prefix}-do-rtr1"
    for via, wrong in (("198.18.255.2", 0), ("203.0.113.254", 1)):
        route = ("192.0.2.0/24", "via", via)
        ip("-n", router, "route", "add", *route)
        try:
            found, told = isolation.check(first=False, seconds=0.2)
        finally:
            ip("-n", router, "route", "del", *route)
        assert len(found) == wrong
        assert f"do-rtr1 to 192.0.2.0/24 via {via}" in told


@pytest.mark.parametrize("address", [None, "198.18.254.9/30"])
def test_a_planted_cable_is_refused_and_so_is_who_answers_through_it(room, address):
    standing, isolation = room
    router, far = f"{standing.prefix}-hs-rtr1", f"drplan.far{os.getpid()}"
    ip("netns", "add", far)
    try:
        ip("-n", router, "link", "add", "out0", "type", "veth", "peer", "name", "in0", "netns", far)
        expected = [f"out0 in {router} is cabled to {far}, which is not in the room"]
        if address:
            ip("-n", far, "addr", "add", "198.18.254.10/30", "dev", "in0")
            ip("-n", far, "link", "set", "in0", "up")
            ip("-n", router, "addr", "add", address, "dev", "out0")
            ip("-n", router, "link", "set", "out0", "up")
            expected += [f"{router} has the address 198.18.254.9"]
            isolation = Isolation(isolation.prefix, isolation.own, isolation.ways, ("198.18.254.10",))
            # A refusal is an answer: nobody listens there, but somebody is there.
            expected += [f"198.18.254.10 answers from {router}"]
        assert sorted(faults(isolation)) == sorted(expected)
    finally:
        ip("netns", "del", far)


def test_a_forwarder_that_does_other_than_declared_is_refused(room):
    _, isolation = room
    fewer = Isolation(isolation.prefix, isolation.own, isolation.ways[1:], isolation.abroad)
    assert faults(fewer) == ("the forwarder listens at 198.18.20.5:8000, which is no repository",)


OWNER = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from tests.e2e.test_scratch import new_room
made = new_room(Path(sys.argv[1]))
print(made.lease.name, made.up().prefix, flush=True)
time.sleep(600)
"""


def carrying(name):
    """Return whatever on this machine carries a room's name."""
    places = (
        "/run/netns",
        "/run",
        "/sys/fs/cgroup",
        "/sys/fs/cgroup/unified",
        "/run/systemd/nspawn/propagate",
    )
    found = [str(path) for place in places for path in Path(place).glob(f"*{name}*")]
    found += [line for line in Path("/proc/self/mounts").read_text().splitlines() if name in line]
    commands = (each.read_bytes() for each in Path("/proc").glob("[0-9]*/cmdline") if each.exists())
    return found + [command.decode() for command in commands if name.encode() in command]


def test_after_kill_9_a_room_is_swept_whole_and_one_that_is_held_stays(state, room):
    standing, isolation = room
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(state), str(ROOT)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert owner.stdout
        name, prefix = owner.stdout.readline().split()
        assert prefix == f"drplan.{name}"
        assert len(carrying(name)) > 6
        held = (name, isolation.prefix.removeprefix("drplan."))
        assert [line for line in json.loads(gc(state))["removed"] if line.startswith(held)] == []
        assert len(carrying(name)) > 6
    finally:
        owner.kill()
        owner.wait()
    # Another gc on this machine may have been the first.
    assert set(json.loads(gc(state))["removed"][:1]) <= {f"{name}: its drill (process {owner.pid}) is gone"}
    assert carrying(name) == []
    assert not leases.folder_of(state, name).exists()
    assert standing.prefix != prefix
    assert faults(isolation) == ()


def gc(state):
    done = run_drplan(state, "drill", "gc", "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
