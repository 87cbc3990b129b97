"""The same twenty operations over the same hosts: drplan, pyinfra, Ansible with mitogen, plain Ansible.

They take turns. Each is started as a person starts it and logs in anew. The hosts are of this machine: their
work counts in the wall time of all, and not in the CPU time, which is the controller's alone.
What cannot be had is reported as not measured.
"""

from dataclasses import replace
from statistics import median

import pytest

from tests.bench.deployers import CACHE, Ansible, Cost, Drplan, NotMeasured, Pyinfra
from tests.bench.pace import ROUNDS, pick
from tests.bench.ssh_hosts import excuse, far_away, ssh_hosts

SIZES = pick((8, 24, 80), (4, 12, 40))
BESIDE = pick(24, 8)
"""Hosts that the others deploy to as well: Ansible takes more than a minute for 24, hence fewer rounds."""
ROUND_TRIP = 0.1
"""Seconds; what is far away is made so by a proxy."""

ROWS = {
    "pyinfra -y": "deploy-pyinfra",
    "ansible-playbook, mitogen": "deploy-mitogen",
    "ansible-playbook": "deploy-ansible",
}


@pytest.fixture(scope="module")
def hosts(tmp_path_factory):
    """Return as many hosts as are ever wanted, all held already."""
    why = excuse()
    if why is not None:
        pytest.skip(why)
    folder = tmp_path_factory.mktemp("hosts")
    with ssh_hosts(CACHE, folder / "hosts", max(SIZES)) as hosts:
        Drplan(hosts, folder / "first").run()
        yield hosts


def some(hosts, count):
    return replace(hosts, named=hosts.named[:count])


def measured(programs, rounds=ROUNDS, before=lambda: None, wanted=None):
    """Return each program's costs, a round each, and why one is out; the order turns.

    Nothing changes unless ``wanted``. Another's program that falls through is out; ours may not.
    """
    costs: dict[str, list[Cost]] = {program.name: [] for program in programs}
    out: dict[str, NotMeasured] = {}
    for turn in range(rounds):
        for program in programs[:: -1 if turn % 2 else 1]:
            before()
            try:
                cost, outcomes = program.run()
            except NotMeasured as why:
                if program.name == Drplan.name:
                    raise
                out[program.name] = why
                continue
            assert wanted is not None or set(outcomes) == {"ok"}, f"{program.name}: {outcomes}"
            costs[program.name].append(cost)
    return {name: each for name, each in costs.items() if name not in out}, out


def pairs(costs, other):
    """Return drplan's wall seconds and another's, a round each."""
    return [(ours.wall, its.wall) for ours, its in zip(costs[Drplan.name], costs[other], strict=True)]


def compared(report, measured, rows, size):
    """Report the row of each other program, or why it is out."""
    costs, out = measured
    for name, why in out.items():
        report.not_measured(rows[name], why)
    for name in set(costs) - {Drplan.name}:
        report.beside(rows[name], pairs(costs, name), size)


def told(what, costs):
    """Return lines to print: seconds of wall and of the controller's CPU."""
    lines = [f"{what}:"]
    for name, each in costs.items():
        wall, cpu = (median(getattr(cost, unit) for cost in each) for unit in ("wall", "cpu"))
        lines.append(f"  {name:26}{wall:8.2f} s wall,{cpu:7.2f} s CPU")
    return "\n".join(lines)


def of_ansible(hosts, folder, report):
    """Return Ansible in both ways, or nothing where it cannot be installed."""
    try:
        return [
            Ansible(hosts, folder / "mitogen", cache=CACHE, mitogen=True),
            Ansible(hosts, folder / "ansible", cache=CACHE),
        ]
    except NotMeasured as why:
        for name in ("deploy-mitogen", "deploy-ansible"):
            report.not_measured(name, why)
        return []


def test_a_pass_without_changes_takes_a_share_of_what_the_others_take(hosts, tmp_path, report):
    few = some(hosts, BESIDE)
    programs = [Drplan(few, tmp_path / "drplan"), Pyinfra(few, tmp_path / "pyinfra")]
    found = measured(programs + of_ansible(few, tmp_path, report), rounds=pick(2, 1))
    report.say(told(f"{BESIDE} hosts, nothing to change", found[0]))
    compared(report, found, ROWS, f"{BESIDE} hosts")


def test_it_grows_no_faster_than_the_number_of_hosts(hosts, tmp_path, report):
    walls = {}
    for count in SIZES:
        costs, _ = measured([Drplan(some(hosts, count), tmp_path / str(count))])
        walls[count] = median(cost.wall for cost in costs[Drplan.name])
        report.say(told(f"{count} hosts, nothing to change", costs))
    first, between, last = SIZES
    size = f"{first} → {last} hosts ({between}: {walls[between] / walls[first]:.1f})"
    report.grown("deploy-pyinfra", walls[first], walls[last], size)


def test_over_a_long_line_it_takes_a_fraction_of_pyinfras_own(hosts, tmp_path, report):
    with far_away(some(hosts, SIZES[0]), tmp_path / "far", ROUND_TRIP) as far:
        found = measured([Drplan(far, tmp_path / "drplan"), Pyinfra(far, tmp_path / "pyinfra")])
    compared(report, found, {"pyinfra -y": "deploy-far"}, f"{SIZES[0]} hosts")


def test_a_pass_that_changes_one_file_is_quicker_too(hosts, tmp_path, report):
    few = some(hosts, SIZES[0])
    programs = [Drplan(few, tmp_path / "drplan"), Pyinfra(few, tmp_path / "pyinfra", changes=True)]
    found = measured(programs, before=lambda: few.remove("etc/motd"), wanted="changed")
    compared(report, found, {"pyinfra -y": "deploy-change"}, f"{SIZES[0]} hosts")
