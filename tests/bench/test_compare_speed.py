"""A comparison of 3,000 lines beside bare hier_config on the same two texts: processor time, interleaved."""

import time
from collections.abc import Callable
from functools import partial
from statistics import median

from hier_config import Platform, WorkflowRemediation, get_hconfig

from drplan.gear import PLATFORMS, Feature
from drplan.plan.network.compare import compare
from tests.bench.pace import turns

ROUNDS = 5
PORTS = 500


def switch(description: str, ports: int) -> str:
    """A switch of so many ports, six lines each; every tenth has another description."""
    lines = ["hostname sw1", "ntp server 198.18.0.1"]
    for port in range(ports):
        said = description if port % 10 == 0 else "room"
        lines += [
            f"interface GigabitEthernet{port // 48 + 1}/0/{port % 48 + 1}",
            f" description {said} {port}",
        ]
        lines += [" switchport mode access", f" switchport access vlan {port % 50 + 2}"]
        lines += [" spanning-tree portfast", " storm-control broadcast level 1.00"]
    return "\n".join([*lines, ""])


def ours(ports: int = PORTS) -> None:
    found = compare(PLATFORMS["cisco-ios"], switch("old", ports), [Feature("ports", switch("new", ports))])
    assert found.by == "hier_config"
    assert len(found.remediation) == len(found.rollback) == ports // 10


def bare(ports: int = PORTS) -> None:
    texts = switch("old", ports), switch("new", ports)
    had, wanted = (get_hconfig(Platform.CISCO_IOS, text) for text in texts)
    workflow = WorkflowRemediation(had, wanted)
    for side in (workflow.remediation_config, workflow.rollback_config):
        assert len([each for each in side.all_children_sorted() if each.is_leaf]) == ports // 10


def seconds(work: Callable[[], None]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def test_comparing_3000_lines_takes_less_than_a_second(report):
    """The floor neither tries the change on paper there and back, nor reads a configuration twice."""
    ours()
    report.beside("compare", turns(partial(seconds, ours), partial(seconds, bare), ROUNDS), "3,000 lines")
    grown = [median(_grown(way) for _ in range(ROUNDS)) for way in (ours, bare)]
    report.grown("compare", 1, grown[0], f"300 → 3,000 lines, hier_config itself {grown[1]:.1f}")


def _grown(way: Callable[[int], None]) -> float:
    """Return how many times as long ten times the ports take."""
    few = seconds(partial(way, PORTS // 10))
    return seconds(partial(way, PORTS)) / few
