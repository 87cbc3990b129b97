"""What the declaration and the records say to an insurer, in one line each, without a host's name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from drplan.audit.actions import actions, overdue, still_open
from drplan.audit.controls.case import Case
from drplan.audit.controls.said import Said, said
from drplan.declare import Objectives
from drplan.record.drill import DrillRecord

PRODUCTION = ("scratch", "production")
"""Where a restore is from production's own copies."""
ANYWHERE = ("lab", *PRODUCTION)
_TESTS = 3


def objectives(case: Case, promise: Callable[[Objectives], timedelta]) -> Said:
    """Say what is promised, tier by tier."""
    by_tier: dict[int, list[timedelta]] = {}
    for each in case.services:
        by_tier.setdefault(int(each.tier), []).append(promise(each.objectives))
    told = tuple(
        said("tier {tier} within {span} ({number})", tier=tier, span=_span(found), number=len(found))
        for tier, found in sorted(by_tier.items())
    )
    return said("{number} services: {tiers}", number=len(case.services), tiers=told)


def cadence(case: Case) -> Said:
    """Say how often recovery points are made."""
    used = {each.policy for each in case.data_sets}
    found = [each.cadence for each in case.district.policies if each.name in used]
    return said("every {span}", span=_span(found)) if found else said("no data set is backed up")


def last_restore(case: Case) -> Said:
    """Say when data last came back, and from which copies."""
    real = _newest(case, PRODUCTION)
    if real is not None:
        return said("from production's copies on {day}", day=real.ended.date())
    rehearsed = _newest(case, ANYWHERE)
    if rehearsed is None:
        return said("never from production's copies, as far as the records go")
    return said(
        "never from production's copies, as far as the records go; rehearsed in a lab on {day}",
        day=rehearsed.ended.date(),
    )


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


def plan(case: Case) -> Said:
    """Name the plan by its hash."""
    return said(
        "runbooks for {number} sites; SHA-256 of the plan {hash}…",
        number=len(case.district.sites),
        hash=case.plan_sha256[:16],
    )


def locks(case: Case) -> Said:
    """Say how many places of copies are locked or append-only."""
    copies = list(case.repositories.values())
    locked = [each.immutable_days for each in copies if each.immutable_days]
    counts = {
        "number": len(copies),
        "locked": len(locked),
        "append": sum(each.append_only for each in copies),
    }
    if not locked:
        return said("of {number} places of copies {locked} locked, {append} append-only", **counts)
    return said(
        "of {number} places of copies {locked} locked (for {days} days or more), {append} append-only",
        days=min(locked),
        **counts,
    )


def coverage(case: Case) -> Said:
    """Say how much is backed up, in how many copies."""
    return said(
        "{number} data sets of {services} services, of {kinds} kinds, each with at least {fewest} copies"
        " beside production",
        number=len(case.data_sets),
        services=len({each.name for each in case.owned.values()}),
        kinds=len({each.source.kind for each in case.data_sets}),
        fewest=min((len(case.copies(each)) for each in case.data_sets), default=0),
    )


def encrypted(case: Case) -> Said:
    """Say how many places of copies are encrypted."""
    copies = list(case.repositories.values())
    return said(
        "{held} of {number} places of copies are encrypted",
        held=sum(each.encrypted for each in copies),
        number=len(copies),
    )


def isolated(case: Case) -> Said:
    """Say how many data sets have an isolated copy."""
    held = sum(any(one.isolated for one in case.copies(each)) for each in case.data_sets)
    return said(
        "{held} of {number} data sets have a copy on no network of ours",
        held=held,
        number=len(case.data_sets),
    )


def away(case: Case) -> Said:
    """Say how many data sets have a copy elsewhere."""
    held = sum(any(case.elsewhere(each, one) for one in case.copies(each)) for each in case.data_sets)
    return said(
        "{held} of {number} data sets have a copy at another place", held=held, number=len(case.data_sets)
    )


def tests(case: Case) -> tuple[Said, ...]:
    """Say how the last drills ended."""
    told = tuple(
        said(
            "{day} ({where}): {outcome}",
            day=each.ended.date(),
            where=said(each.proven_on),
            outcome=said(each.verdict.outcome),
        )
        for each in case.drills[:_TESTS]
    )
    return told or (said("no drill is on record"),)


def administrators(case: Case) -> Said:
    """Say how many places of copies have an administrator's secret of their own."""
    apart = sum(
        each.admin is not None or each.prune_secret is not None for each in case.repositories.values()
    )
    return said(
        "{held} of {number} places of copies have an administrator's secret of their own",
        held=apart,
        number=len(case.repositories),
    )


def trained(case: Case) -> Said:
    """Say how many roles trained, and how many exercises were held."""
    return said(
        "{held} of {number} roles have a day of training; {exercises} exercises",
        held=sum(each.trained_on is not None for each in case.district.roles),
        number=len(case.district.roles),
        exercises=len(case.exercises),
    )


def followed(case: Case) -> Said:
    """Count what is still to be mended."""
    found = actions(case.past, case.district)
    return said(
        "{open} open, {late} of them overdue",
        open=len(still_open(found)),
        late=len(overdue(found, case.day)),
    )


def _span(found: Sequence[timedelta]) -> Said | str:
    least, most = min(found), max(found)
    if least == most:
        return _hours(least)
    return said("{least} to {most}", least=_hours(least), most=_hours(most))


def _hours(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes // 60} h {minutes % 60} min"
