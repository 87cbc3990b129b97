"""A pass that finds nothing to change over the lab that is up, beside ``pyinfra -y`` with the same file.

Both run in fresh processes, in turn, with the same host data. The lab's hosts are of this machine: their
work counts in the wall time of both, and not in the CPU time, which is the controller's alone.
"""

import json
import os
import resource
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from drplan.adapters.access import read_access
from drplan.adapters.hosts.request import build_request
from drplan.adapters.inventory import load_district
from drplan.declare import Server

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploys" / "baseline.py"
STATE = Path(os.environ.get("DRPLAN_STATE", ROOT / ".drplan"))
ROUNDS = 3
ROUND_TRIP = 0.1
"""Seconds; what is far away is made so by a proxy."""

LOGINS = 4
"""How often each host is entered to stand for more hosts than the lab has."""


@pytest.fixture(scope="module")
def access():
    access = read_access(STATE)
    if access.namespace is None or os.geteuid() != 0:
        pytest.skip("not measured: no lab with hosts is up, or this is not root")
    return access


@pytest.fixture(scope="module")
def hosts(access):
    """Return the hosts as the worker is told of them, held to their baseline alone."""
    district = load_district(ROOT / "inventories")
    site = next(site for site in district.sites if site.code == access.site)
    servers = [asset for asset in site.assets if isinstance(asset, Server)]
    hosts = build_request(ROOT / "deploys", district, access, servers)["hosts"]
    return [host | {"files": [str(DEPLOY)]} for host in hosts]


def several(hosts, times):
    return [host | {"name": f"{host['name']}-{number}"} for host in hosts for number in range(times)]


def measured(access, argv, text=""):
    """Return wall seconds, CPU seconds, output and standard error of a program that runs inside the lab."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        ["nsenter", f"--net={access.namespace}", *argv],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    return (
        wall,
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        (done.stdout, done.stderr),
    )


def ours(access, hosts):
    request = json.dumps({"root": str(ROOT), "dry": False, "hosts": hosts})
    wall, cpu, (said, _) = measured(access, [sys.executable, "-m", "drplan.adapters.hosts.worker"], request)
    answers = [json.loads(line) for line in said.splitlines()]
    assert len(answers) == len(hosts)
    assert {operation["outcome"] for answer in answers for operation in answer["operations"]} == {"ok"}
    return wall, cpu


def theirs(access, hosts, folder):
    inventory = folder / "hosts.py"
    inventory.write_text(f"hosts = {[(host['name'], host['data']) for host in hosts]!r}\n")
    program = Path(sys.executable).with_name("pyinfra")
    wall, cpu, said = measured(access, [str(program), "-y", str(inventory), str(DEPLOY)])
    (total,) = [line.split()[2:] for line in "".join(said).splitlines() if "Grand total" in line]
    assert total[1:3] == ["-", "-"], "pyinfra changed something or failed: not the same work"
    return wall, cpu


def compared(access, hosts, folder, what, capsys):
    """Return the ratios of wall and CPU, ours to theirs: the best of some runs in turn."""
    runs = [(ours(access, hosts), theirs(access, hosts, folder)) for _ in range(ROUNDS)]
    best = [[min(run[who][unit] for run in runs) for unit in (0, 1)] for who in (0, 1)]
    wall, cpu = (best[0][unit] / best[1][unit] for unit in (0, 1))
    with capsys.disabled():
        sys.stdout.write(
            f"\n{what}: drplan {best[0][0]:.2f} s wall {best[0][1]:.2f} s CPU,"
            f" pyinfra -y {best[1][0]:.2f} s wall {best[1][1]:.2f} s CPU, ratio {wall:.2f} and {cpu:.2f}\n"
        )
    return wall, cpu


@contextmanager
def far_away(access, hosts, folder):
    """Give the same hosts, each behind a round trip of ``ROUND_TRIP``, with their keys still checked."""
    known = Path(access.known_hosts).read_text()
    ways, moved = [], []
    for number, host in enumerate(hosts, 11):
        address, near = host["data"]["ssh_hostname"], f"127.0.0.{number}"
        known = known.replace(f"{address} ", f"{near} ")
        ways.append(f"{near}={address}")
        data = {"ssh_hostname": near, "ssh_known_hosts_file": str(folder / "known_hosts")}
        moved.append(host | {"data": host["data"] | data})
    (folder / "known_hosts").write_text(known)
    proxy = Path(__file__).with_name("delaying_proxy.py")
    argv = ["nsenter", f"--net={access.namespace}", sys.executable, str(proxy), str(ROUND_TRIP / 2), *ways]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield moved
        finally:
            process.terminate()


def test_a_pass_without_changes_is_quicker_than_pyinfras_own(access, hosts, tmp_path, capsys):
    wall, _ = compared(access, hosts, tmp_path, f"{len(hosts)} hosts", capsys)
    assert wall <= 0.7


def test_it_stays_quicker_in_wall_and_cpu_with_more_logins(access, hosts, tmp_path, capsys):
    many = several(hosts, LOGINS)
    wall, cpu = compared(access, many, tmp_path, f"{len(many)} logins on {len(hosts)} hosts", capsys)
    assert wall <= 0.7
    assert cpu < 1


def test_over_a_long_line_it_takes_a_fraction(access, hosts, tmp_path, capsys):
    with far_away(access, hosts, tmp_path) as moved:
        what = f"{len(moved)} hosts, {1000 * ROUND_TRIP:.0f} ms round trip"
        wall, _ = compared(access, moved, tmp_path, what, capsys)
    assert wall <= 0.25
