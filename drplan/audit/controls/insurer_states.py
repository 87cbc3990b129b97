"""What the declaration and the records say to an insurer, in one line each, without a host's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from drplan.audit.actions import actions, overdue, still_open
from drplan.audit.controls.case import Case
from drplan.declare import Objectives
from drplan.record.drill import DrillRecord

PRODUCTION = ("scratch", "production")
"""Where a restore is from production's own copies."""
ANYWHERE = ("lab", *PRODUCTION)
_TESTS = 3


def objectives(case: Case, promise: Callable[[Objectives], timedelta]) -> str:
    """Say what is promised, tier by tier."""
    by_tier: dict[int, list[timedelta]] = {}
    for each in case.services:
        by_tier.setdefault(int(each.tier), []).append(promise(each.objectives))
    told = (
        f"tier {tier} within {_span(min(found), max(found))} ({len(found)})"
        for tier, found in sorted(by_tier.items())
    )
    return f"{len(case.services)} services: {', '.join(told)}"


def cadence(case: Case) -> str:
    """Say how often recovery points are made."""
    used = {each.policy for each in case.data_sets}
    found = [each.cadence for each in case.district.policies if each.name in used]
    return f"every {_span(min(found), max(found))}" if found else "no data set is backed up"


def last_restore(case: Case) -> str:
    """Say when data last came back, and from which copies."""
    real = _newest(case, PRODUCTION)
    if real is not None:
        return f"from production's copies on {real.ended.date()}"
    rehearsed = _newest(case, ANYWHERE)
    said = "never from production's copies, as far as the records go"
    return said if rehearsed is None else f"{said}; rehearsed in a lab on {rehearsed.ended.date()}"


def _newest(case: Case, where: Sequence[str]) -> DrillRecord | None:
    return next(
        (
            each
            for each in case.drills
            if each.proven_on in where
            and any(d.verdict.outcome == "pass" for one in each.services for d in one.data_sets)
        ),
        None,
    )


def plan(case: Case) -> str:
    """Name the plan by its hash."""
    return f"runbooks for {len(case.district.sites)} sites; SHA-256 of the plan {case.plan_sha256[:16]}…"


def locks(case: Case) -> str:
    """Say how many places of copies are locked or append-only."""
    copies = list(case.repositories.values())
    locked = [each.immutable_days for each in copies if each.immutable_days]
    append = sum(each.append_only for each in copies)
    days = f" (for {min(locked)} days or more)" if locked else ""
    return f"of {len(copies)} places of copies {len(locked)} locked{days}, {append} append-only"


def coverage(case: Case) -> str:
    """Say how much is backed up, in how many copies."""
    kinds = {each.source.kind for each in case.data_sets}
    fewest = min((len(case.copies(each)) for each in case.data_sets), default=0)
    owners = {each.name for each in case.owned.values()}
    return (
        f"{len(case.data_sets)} data sets of {len(owners)} services, of {len(kinds)} kinds,"
        f" each with at least {fewest} copies beside production"
    )


def encrypted(case: Case) -> str:
    """Say how many places of copies are encrypted."""
    copies = list(case.repositories.values())
    return f"{sum(each.encrypted for each in copies)} of {len(copies)} places of copies are encrypted"


def isolated(case: Case) -> str:
    """Say how many data sets have an isolated copy."""
    held = sum(any(one.isolated for one in case.copies(each)) for each in case.data_sets)
    return f"{held} of {len(case.data_sets)} data sets have a copy on no network of ours"


def away(case: Case) -> str:
    """Say how many data sets have a copy elsewhere."""
    held = sum(any(case.elsewhere(each, one) for one in case.copies(each)) for each in case.data_sets)
    return f"{held} of {len(case.data_sets)} data sets have a copy at another place"


def tests(case: Case) -> str:
    """Say how the last drills ended."""
    told = [
        f"{each.ended.date()} ({each.proven_on}): {each.verdict.outcome}" for each in case.drills[:_TESTS]
    ]
    return ", ".join(told) or "no drill is on record"


def administrators(case: Case) -> str:
    """Say how many places of copies have an administrator's secret of their own."""
    apart = sum(
        each.admin is not None or each.prune_secret is not None for each in case.repositories.values()
    )
    return f"{apart} of {len(case.repositories)} places of copies have an administrator's secret of their own"


def trained(case: Case) -> str:
    """Say how many roles trained, and how many exercises were held."""
    known = sum(each.trained_on is not None for each in case.district.roles)
    return (
        f"{known} of {len(case.district.roles)} roles have a day of training; {len(case.exercises)} exercises"
    )


def followed(case: Case) -> str:
    """Count what is still to be mended."""
    found = actions(case.past, case.district)
    return f"{len(still_open(found))} open, {len(overdue(found, case.day))} of them overdue"


def _span(least: timedelta, most: timedelta) -> str:
    return _hours(least) if least == most else f"{_hours(least)} to {_hours(most)}"


def _hours(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes // 60} h {minutes % 60} min"
