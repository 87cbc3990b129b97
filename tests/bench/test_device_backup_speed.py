"""Backing up 200 network devices beside the bare floor: the same logins and one ``show``, as many at a time.

The devices are stand-ins behind one real OpenSSH server on loopback, each with an address of its own; logging
in costs both sides the same, here on the same processors as the devices. Ours is all of a backup: login, what
the device says of itself, its configuration, whether that is whole, its masks, the history in git, and restic
with manifests and a signature each. Rounds are interleaved, each way in a process of its own.
"""

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest

from drplan.adapters.keys import NAME
from drplan.adapters.tools import find_restic
from tests.bench.pace import ROUNDS, pick
from tests.contract.weak_key import PASSWORD
from tests.device_fleet import declared, fleet, listening

ROOT = Path(__file__).parents[2]
COUNT = int(os.environ.get("DRPLAN_BENCH_DEVICES", pick("200", "50")))
WORKERS = 16
TRIES = 3
ROWS = {"no-restic": "devices-logins", "whole": "devices-first", "unchanged": "devices-again"}
MEMORY_MB = 100
"""How much more than the floor 200 configurations of 6 kB may take: room for restic's answers and git's."""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    if os.geteuid() != 0:
        pytest.skip("this is not root, and a network of its own needs root")
    folder = tmp_path_factory.mktemp("speed")
    with world_of(folder, COUNT) as found:
        yield found


@contextmanager
def world_of(folder, count):
    """Give so many devices that listen, and what is needed to back them up."""
    devices = fleet(folder / "switches", count)
    restic = str(find_restic(ROOT / ".drplan"))
    told = {**os.environ, "RESTIC_PASSWORD": PASSWORD, "RESTIC_REPOSITORY": str(folder / "new")}
    subprocess.run([restic, "--no-cache", "-q", "init"], env=told, check=True)
    key = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "key")]
    subprocess.run(key, check=True)
    with listening(folder / "server", devices) as raised:
        yield folder, declared(devices, folder / "repository"), raised.access, restic


def anew(folder):
    """Forget all that an earlier round kept: each is a first backup, of which everything must be masked."""
    for name in ("repository", "state"):
        shutil.rmtree(folder / name, ignore_errors=True)
    shutil.copytree(folder / "new", folder / "repository")
    (folder / "state/keys").mkdir(parents=True)
    shutil.copy(folder / "key", folder / "state/keys" / NAME)


def once(world, way, *, first=True):
    folder, district, access, restic = world
    if first:
        anew(folder)
    told = {
        "district": district.model_dump(mode="json"),
        "access": vars(access),
        "state": str(folder / "state"),
    }
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("device_backup_once.py")), way, str(WORKERS)],
        input=json.dumps(told),
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DRPLAN_RESTIC": restic,
            "DRPLAN_TEST_PASSWORD": PASSWORD,
        },
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def one_round(world, turn):
    """Measure every way once; again when a login fell through, as netmiko's do on a very busy machine."""
    for left in reversed(range(TRIES)):
        try:
            found = {way: once(world, way) for way in _order(turn)}
            once(world, "whole")
            return found | {"unchanged": once(world, "whole", first=False)}
        except subprocess.CalledProcessError:
            if not left:
                raise
    raise AssertionError


def test_devices_are_backed_up_in_little_more_than_it_takes_to_log_in(world, report):
    rounds = [one_round(world, turn) for turn in range(ROUNDS)]
    for way in ("bare", *ROWS):
        wall, cpu = (median(each[way][what] for each in rounds) for what in ("wall", "cpu"))
        memory = max(each[way]["memory"] for each in rounds)
        line = f"{COUNT} devices, {WORKERS} at a time, {way}: {wall:.1f} s, {cpu:.1f} CPU s, {memory:.0f} MB"
        report.say(line)
    for way, key in ROWS.items():
        pairs = [(each[way]["wall"], each["bare"]["wall"]) for each in rounds]
        report.beside(key, pairs, f"{COUNT} devices, {WORKERS} at a time")
    more = max(each["whole"]["memory"] - each["bare"]["memory"] for each in rounds)
    assert more <= MEMORY_MB


def test_ten_times_the_devices_take_ten_times_as_long(world, tmp_path, report):
    many = median(once(world, "whole")["wall"] for _ in range(ROUNDS))
    with world_of(tmp_path / "few", COUNT // 10) as few:
        small = median(once(few, "whole")["wall"] for _ in range(ROUNDS))
    report.grown("devices-first", small, many, f"{COUNT // 10} → {COUNT} devices")


def _order(turn):
    ways = ["bare", "whole", "no-restic"]
    return ways if turn % 2 == 0 else ways[::-1]
