"""How a hosted service stands: what its vendor promised, what the district holds, what is signed, who works.

Four things are judged, each by itself: nothing of the vendor's machines can be asked. What nobody declared,
asked or timed is ``no-evidence``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from drplan.declare.data import DataSet
from drplan.declare.district import District
from drplan.declare.lookup import services
from drplan.declare.outside import Vendor
from drplan.declare.services import HumanStep, Service
from drplan.measure.copies import CopyState
from drplan.measure.verdict import Verdict, worst
from drplan.plan.restorable import kept
from drplan.record.exercise import PROVEN, ExerciseRecord
from drplan.validate.keeping import in_force
from drplan.validate.units import hours

What = Literal["promise", "last export", "agreement", "people"]

TIMED_WITHIN = timedelta(days=365)
"""How long a time that people took stands for them (NIST SP 800-53 Rev. 5, CP-4)."""
_SOON = timedelta(days=60)
_CLOCKS_DIFFER = timedelta(minutes=10)


@dataclass(frozen=True)
class Judgement:
    """One of the four things, its verdict, and in ``shown`` what it was judged by."""

    what: What
    verdict: Verdict
    shown: str


@dataclass(frozen=True)
class Hosted:
    """One hosted service: ``verdict`` is the worst of its ``judgements``."""

    service: str
    vendor: str
    tier: int
    judgements: tuple[Judgement, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of them; what does not apply is not counted."""
        return worst(each.verdict for each in self.judgements)


@dataclass(frozen=True)
class Looked:
    """What is known from elsewhere: exercises, oldest first, and copies by data set if they were asked."""

    now: datetime
    exercises: Sequence[ExerciseRecord] = ()
    copies: Mapping[str, Sequence[CopyState]] | None = None


def hosted(district: District, looked: Looked) -> tuple[Hosted, ...]:
    """Return every service that a declared vendor hosts, in declared order."""
    vendors = {each.name: each for each in district.vendors}
    return tuple(
        Hosted(service.name, vendor.name, int(service.tier), _judged(service, vendor, district, looked))
        for service in services(district)
        if (vendor := vendors.get(service.vendor or "")) is not None
    )


def _judged(service: Service, vendor: Vendor, district: District, looked: Looked) -> tuple[Judgement, ...]:
    return (
        _promise(service, vendor),
        _last_export(service, district, looked),
        _agreement(service, vendor, looked.now.date()),
        _people(service, vendor, looked),
    )


def _promise(service: Service, vendor: Vendor) -> Judgement:
    ours = service.objectives
    pairs = (("RTO", vendor.rto, ours.rto), ("RPO", vendor.rpo, ours.rpo))
    shown = ", ".join(f"{what} {_or_none(given)} for {hours(need)}" for what, given, need in pairs)
    verdicts = [_held_against(what, given, need) for what, given, need in pairs]
    return Judgement("promise", worst(verdicts), shown)


def _held_against(what: str, given: timedelta | None, need: timedelta) -> Verdict:
    if given is None:
        return Verdict(outcome="no-evidence", because=(f"the vendor promised no {what} in writing",))
    if given > need:
        why = f"the vendor's {what} of {hours(given)} is longer than the service's of {hours(need)}"
        return Verdict(outcome="fail", because=(why,))
    return Verdict(outcome="pass")


def _or_none(length: timedelta | None) -> str:
    return "none" if length is None else hours(length)


def _last_export(service: Service, district: District, looked: Looked) -> Judgement:
    ours = [data for data in service.data_sets if kept(data.source, district)]
    if not service.data_sets:
        why = "the service declares no data"
        return Judgement("last export", Verdict(outcome="not-applicable", because=(why,)), "")
    if not ours:
        why = "the district itself keeps nothing of its data"
        return Judgement("last export", Verdict(outcome="fail", because=(why,)), "none")
    if looked.copies is None:
        why = "the copies were not asked"
        return Judgement("last export", Verdict(outcome="no-evidence", because=(why,)), "not asked")
    found = [_newest(data, looked.copies.get(data.name, ())) for data in ours]
    return Judgement("last export", worst(verdict for verdict, _ in found), ", ".join(s for _, s in found))


def _newest(data: DataSet, states: Sequence[CopyState]) -> tuple[Verdict, str]:
    """Judge a data set by the newest good recovery point in any copy that answered."""
    ages = [state.freshness.age for state in states if state.freshness.age is not None]
    if ages:
        age, rpo = min(ages), states[0].freshness.promise.in_force
        shown = f"{data.name} {hours(age)} old"
        if age <= rpo:
            return Verdict(outcome="pass"), shown
        return Verdict(outcome="fail", because=(f"{shown}; RPO {hours(rpo)}",)), shown
    if not states or any(state.error for state in states):
        why = f"{data.name}: no copy that answered holds a good recovery point, and not all of them did"
        return Verdict(outcome="no-evidence", because=(why,)), f"{data.name} not known"
    return Verdict(outcome="fail", because=(f"{data.name} has no good recovery point",)), f"{data.name} none"


def _agreement(service: Service, vendor: Vendor, day: date) -> Judgement:
    """Ask for one in force, and for ``ferpa`` where students' records are with the vendor."""
    records = any(data.privacy == "student-records" for data in service.data_sets)
    holding = {each.kind: each.expires for each in vendor.agreements if each.signed <= day <= each.expires}
    shown = ", ".join(f"{kind} until {last}" for kind, last in sorted(holding.items())) or "none in force"
    if not holding:
        why = f"no agreement with {vendor.name} is in force"
        return Judgement("agreement", Verdict(outcome="fail", because=(why,)), shown)
    if records and not in_force(vendor.agreements, ("ferpa",), day):
        why = f"student records are with {vendor.name}, and no ferpa agreement is in force"
        return Judgement("agreement", Verdict(outcome="fail", because=(why,)), shown)
    ending = [f"{kind} ends on {last}" for kind, last in sorted(holding.items()) if last - day <= _SOON]
    return Judgement("agreement", Verdict(outcome="pass", because=tuple(ending)), shown)


def _people(service: Service, vendor: Vendor, looked: Looked) -> Judgement:
    """Add what people last took, when it was timed, to the vendor's outage: they begin when it is over."""
    steps = [each for each in service.recovery_steps if isinstance(each, HumanStep)]
    wanted = [each.what for each in steps if each.occasion != "test-only"]
    if not wanted:
        why = "no human step of a real recovery is declared"
        return Judgement("people", Verdict(outcome="not-applicable", because=(why,)), "")
    times = dict(_timed(service.name, looked.exercises))
    lacking = tuple(_lacking(wanted, times, looked.now))
    shown = ", ".join(_time(*times[what]) for what in wanted if what in times)
    if lacking:
        return Judgement("people", Verdict(outcome="no-evidence", because=lacking), shown or "never timed")
    took = timedelta(seconds=sum(times[what][0] for what in wanted)) + (vendor.rto or timedelta())
    if took > service.objectives.rto:
        why = f"the vendor's outage and people's work take {hours(took)}; RTO {hours(service.objectives.rto)}"
        return Judgement("people", Verdict(outcome="fail", because=(why,)), shown)
    return Judgement("people", Verdict(outcome="pass"), shown)


def _time(seconds: float, at: datetime) -> str:
    return f"{hours(seconds)} on {at.date()}"


def _timed(service: str, exercises: Iterable[ExerciseRecord]) -> Iterator[tuple[str, tuple[float, datetime]]]:
    for record in exercises:
        for step in record.steps:
            if step.service == service and step.timing in PROVEN and step.seconds is not None:
                yield step.what, (step.seconds, record.ended)


def _lacking(
    wanted: Iterable[str], times: Mapping[str, tuple[float, datetime]], now: datetime
) -> Iterator[str]:
    for what in wanted:
        if what not in times:
            yield f"never timed in an exercise: {what}"
        elif times[what][1] - now > _CLOCKS_DIFFER:
            yield f"timed on {times[what][1].date()}, which is still to come: {what}"
        elif now - times[what][1] > TIMED_WITHIN:
            yield f"last timed on {times[what][1].date()}, more than a year ago: {what}"
