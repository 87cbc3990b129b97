"""A comparison of 3,000 lines beside bare hier_config on the same two texts: processor time, interleaved."""

import sys
import time
from collections.abc import Callable
from statistics import median

from hier_config import Platform, WorkflowRemediation, get_hconfig

from drplan.gear import PLATFORMS, Feature
from drplan.plan.network.compare import compare

ROUNDS = 5
PORTS = 500
AT_MOST_SECONDS = 1.0


def switch(description: str) -> str:
    """A switch of 500 ports, six lines each; every tenth has another description."""
    lines = ["hostname sw1", "ntp server 198.18.0.1"]
    for port in range(PORTS):
        said = description if port % 10 == 0 else "room"
        lines += [
            f"interface GigabitEthernet{port // 48 + 1}/0/{port % 48 + 1}",
            f" description {said} {port}",
        ]
        lines += [" switchport mode access", f" switchport access vlan {port % 50 + 2}"]
        lines += [" spanning-tree portfast", " storm-control broadcast level 1.00"]
    return "\n".join([*lines, ""])


RUNNING, WANTED = switch("old"), switch("new")


def ours() -> None:
    found = compare(PLATFORMS["cisco-ios"], RUNNING, [Feature("ports", WANTED)])
    assert found.by == "hier_config"
    assert len(found.remediation) == len(found.rollback) == PORTS // 10


def bare() -> None:
    had, wanted = (get_hconfig(Platform.CISCO_IOS, text) for text in (RUNNING, WANTED))
    workflow = WorkflowRemediation(had, wanted)
    for side in (workflow.remediation_config, workflow.rollback_config):
        assert len([each for each in side.all_children_sorted() if each.is_leaf]) == PORTS // 10


def seconds(work: Callable[[], None]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def test_comparing_3000_lines_takes_less_than_a_second():
    taken = [(seconds(ours), seconds(bare)) for _ in range(ROUNDS)]
    mine, theirs = median(each for each, _ in taken), median(each for _, each in taken)
    sys.stdout.write(
        f"\ncompare: {RUNNING.count(chr(10))} lines in {mine:.3f} s; bare hier_config {theirs:.3f} s;"
        f" ratio {mine / theirs:.1f} (tried on paper there and back, and read twice)\n"
    )
    assert mine < AT_MOST_SECONDS
