"""The same twenty operations over the same hosts: drplan, pyinfra, Ansible with mitogen, plain Ansible.

They take turns. Each is started as a person starts it and logs in anew. The hosts are of this machine: their
work counts in the wall time of all, and not in the CPU time, which is the controller's alone.
Medians are compared. What cannot be had is skipped as not measured.
"""

import os
import statistics
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.bench.deployers import ROOT, Ansible, Cost, Drplan, NotMeasured, Pyinfra
from tests.bench.ssh_hosts import excuse, far_away, ssh_hosts

CACHE = Path(os.environ.get("DRPLAN_STATE", ROOT / ".drplan")).absolute() / "bench"
ROUNDS = 3
SIZES = (8, 24, 100)
ROUND_TRIP = 0.1
"""Seconds; what is far away is made so by a proxy."""

LIMITS = {"pyinfra -y": 0.7, "ansible-playbook, mitogen": 0.5, "ansible-playbook": 0.1}
"""Shares of each one's wall time that drplan may take."""

LONG_LINE = 0.15
"""The same beside ``pyinfra -y`` over a long line. The goal is a tenth; see ``docs/benchmarks.md``."""


@pytest.fixture(scope="module")
def hosts(tmp_path_factory):
    """Return as many hosts as are ever wanted, all held already."""
    why = excuse()
    if why is not None:
        pytest.skip(f"not measured: {why}")
    folder = tmp_path_factory.mktemp("hosts")
    with ssh_hosts(CACHE, folder / "hosts", max(SIZES)) as hosts:
        Drplan(hosts, folder / "first").run()
        yield hosts


@pytest.fixture
def say(capsys):
    def say(text):
        with capsys.disabled():
            sys.stdout.write(f"\n{text}")
            sys.stdout.flush()

    return say


def some(hosts, count):
    return replace(hosts, named=hosts.named[:count])


def measured(programs, rounds, before=lambda: None, wanted=None):
    """Return each program's median cost; all have a turn in each round. Nothing changes unless ``wanted``."""
    costs: dict[str, list[Cost]] = {program.name: [] for program in programs}
    for _ in range(rounds):
        for program in programs:
            before()
            cost, outcomes = program.run()
            assert wanted is not None or set(outcomes) == {"ok"}, f"{program.name}: {outcomes}"
            costs[program.name].append(cost)
    return {
        name: tuple(statistics.median(getattr(cost, unit) for cost in each) for unit in ("wall", "cpu"))
        for name, each in costs.items()
    }


def told(what, costs):
    """Return lines to print: seconds, and drplan's share of each other's."""
    ours = costs[Drplan.name]
    lines = [f"{what}: {Drplan.name} {ours[0]:.2f} s wall, {ours[1]:.2f} s CPU"]
    lines += [
        f"  {name:26}{wall:8.2f} s wall,{cpu:7.2f} s CPU; share {ours[0] / wall:.3f} and {ours[1] / cpu:.3f}"
        for name, (wall, cpu) in costs.items()
        if name != Drplan.name
    ]
    return "\n".join(lines)


def peers_of(hosts, folder, say):
    """Return Ansible in both ways, or nothing where it cannot be installed."""
    try:
        return [
            Ansible(hosts, folder / "mitogen", cache=CACHE, mitogen=True),
            Ansible(hosts, folder / "ansible", cache=CACHE),
        ]
    except NotMeasured as why:
        say(f"Ansible and mitogen: not measured: {why}")
        return []


@pytest.mark.parametrize("count", SIZES[:2])
def test_a_pass_without_changes_takes_a_share_of_what_the_others_take(hosts, tmp_path, say, count):
    few = some(hosts, count)
    programs = [Drplan(few, tmp_path / "drplan"), Pyinfra(few, tmp_path / "pyinfra")]
    costs = measured(programs + peers_of(few, tmp_path, say), ROUNDS)
    say(told(f"{count} hosts, nothing to change", costs))
    for name in set(costs) - {Drplan.name}:
        assert costs[Drplan.name][0] <= LIMITS[name] * costs[name][0], name
    if len(costs) < 1 + len(LIMITS):
        pytest.skip("not measured beside Ansible and mitogen")


def test_it_grows_no_faster_than_the_number_of_hosts(hosts, tmp_path, say):
    walls = {}
    for count in SIZES:
        costs = measured([Drplan(some(hosts, count), tmp_path / str(count))], ROUNDS)
        walls[count], cpu = costs[Drplan.name]
        say(f"{count} hosts, nothing to change: {walls[count]:.2f} s wall, {cpu:.2f} s CPU")
    for fewer, more in pairwise(SIZES):
        assert walls[more] / walls[fewer] <= more / fewer


def test_over_a_long_line_it_takes_a_fraction_of_pyinfras_own(hosts, tmp_path, say):
    with far_away(some(hosts, SIZES[0]), tmp_path / "far", ROUND_TRIP) as far:
        costs = measured([Drplan(far, tmp_path / "drplan"), Pyinfra(far, tmp_path / "pyinfra")], ROUNDS)
    say(told(f"{SIZES[0]} hosts, {1000 * ROUND_TRIP:.0f} ms round trip, nothing to change", costs))
    assert costs[Drplan.name][0] <= LONG_LINE * costs["pyinfra -y"][0]


def test_a_pass_that_changes_one_file_is_quicker_too(hosts, tmp_path, say):
    few = some(hosts, SIZES[0])
    programs = [Drplan(few, tmp_path / "drplan"), Pyinfra(few, tmp_path / "pyinfra", changes=True)]
    costs = measured(programs, ROUNDS, before=lambda: few.remove("etc/motd"), wanted="changed")
    say(told(f"{SIZES[0]} hosts, one file to put back", costs))
    assert costs[Drplan.name][0] < costs["pyinfra -y"][0]
