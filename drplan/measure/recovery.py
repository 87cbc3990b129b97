"""How long recovery took and how old the data was, beside what was promised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from graphlib import TopologicalSorter
from itertools import pairwise

from drplan.measure.projection import Estimate
from drplan.measure.verdict import Verdict


@dataclass(frozen=True)
class Finish:
    """When a node of the recovery was done, in seconds from the disruption, and the path that held it."""

    seconds: float
    path: tuple[str, ...]


def critical_paths(
    durations: Mapping[str, float],
    needs: Mapping[str, Sequence[str]],
    order: Sequence[str] | None = None,
) -> dict[str, Finish]:
    """Return for each node its finish along the longest path of what it needs.

    ``durations`` holds seconds by node (assets and services alike); ``needs`` the nodes before each. A node
    without a duration was not recovered: it has no finish, and neither has anything that needs it. ``order``
    is an order in which nothing comes before what it needs, when the caller has one.
    """
    finished: dict[str, Finish] = {}
    for node in TopologicalSorter(needs).static_order() if order is None else order:
        before = [finished.get(needed) for needed in needs.get(node, ())]
        if node not in durations or None in before:
            continue
        slowest = max((b for b in before if b), key=lambda b: b.seconds, default=Finish(0.0, ()))
        finished[node] = Finish(slowest.seconds + durations[node], (*slowest.path, node))
    return finished


def recovery_point_actual(*, restored: Iterable[datetime], disrupted: datetime) -> timedelta | None:
    """Return the age of the oldest restored data at the moment of disruption; ``None`` without data."""
    ages = [disrupted - taken for taken in restored]
    return max(ages, default=None)


def against_objective(name: str, actual: timedelta, objective: timedelta) -> Verdict:
    """Judge one measured length against its objective, e.g. ``RTO`` missed by 1:00:00."""
    if actual <= objective:
        return Verdict(outcome="pass")
    late = timedelta(seconds=round((actual - objective).total_seconds()))
    return Verdict(outcome="fail", because=(f"{name} missed by {late}",))


def dated_after(restored: Iterable[datetime], disrupted: datetime) -> Verdict | None:
    """Say that restored data is dated after the disruption it was lost in; ``None`` when none of it is.

    A clock was wrong, or was set back: nobody knows how old that data is.
    """
    latest = max(restored, default=disrupted)
    if latest <= disrupted:
        return None
    why = f"RPA is unknown: data is dated {latest - disrupted} after it was lost, by a clock that was wrong"
    return Verdict(outcome="no-evidence", because=(why,))


def out_of_order(moments: Sequence[datetime]) -> Verdict | None:
    """Say that moments, given in the order in which they came, are not dated in it; ``None`` when they are.

    The clock was set back meanwhile: lengths that are taken from it are shorter than they were.
    """
    if all(earlier <= later for earlier, later in pairwise(moments)):
        return None
    why = "RTA and RPA are unknown: the clock went back while this was measured"
    return Verdict(outcome="no-evidence", because=(why,))


def within_rto(gross: float, net: float, objective: timedelta) -> Verdict:
    """Judge an RTA in seconds: ``gross`` with what the runner's own outages added, ``net`` without.

    Too late for no other reason than that the runner was down shows neither that the objective is kept nor
    that it is missed.
    """
    whole = against_objective("RTO", timedelta(seconds=gross), objective)
    if whole.outcome == "pass" or timedelta(seconds=net) > objective:
        return whole
    down = timedelta(seconds=round(gross - net))
    why = f"the drill's own runner was down and cost {down}: without that the RTO holds, so drill it again"
    return Verdict(outcome="no-evidence", because=(why,))


def within_rto_in_full(estimate: Estimate, objective: timedelta) -> Verdict:
    """Judge an RTA projected to full size: a pass in the small is no promise for the whole.

    Missed even at the fast end is missed; a likely miss leaves no evidence that the objective is kept.
    """
    if timedelta(seconds=estimate.low) > objective:
        late = timedelta(seconds=round(estimate.low - objective.total_seconds()))
        return Verdict(
            outcome="fail", because=(f"RTO missed at full size by {late} at the least, projected",)
        )
    if timedelta(seconds=estimate.seconds) > objective:
        late = timedelta(seconds=round(estimate.seconds - objective.total_seconds()))
        return Verdict(
            outcome="no-evidence", because=(f"RTO likely missed at full size by {late}, projected",)
        )
    return Verdict(outcome="pass")
