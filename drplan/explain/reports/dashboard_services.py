"""The dashboard's tables of services: how each stands, what would be lost, how long it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from drplan.audit.controls.insurer_states import ANYWHERE, PRODUCTION
from drplan.audit.standing import Standing, State
from drplan.declare.calendar import Period
from drplan.declare.season import periods_on, strictest_rto
from drplan.declare.services import Service
from drplan.explain.content import Table
from drplan.explain.language import Language
from drplan.explain.reports.live import Loss
from drplan.explain.reports.matter import Matter
from drplan.explain.words import length
from drplan.measure.verdict import Outcome
from drplan.record.drill import DrillRecord, ServiceRecord

_STATES: Mapping[State, str] = {
    "proven": "proven",
    "stale": "stale",
    "failing": "failing",
    "unproven": "unproven",
}
_ALL = (*ANYWHERE, "loopback lab")
_WORST_FIRST = ("failing", "stale", "unproven", "proven")


def titles_of(matter: Matter) -> Mapping[str, str]:
    """Return what people call each service; those of the same title are told apart by their sites."""
    found = [(each, site) for site in matter.district.sites for each in site.services]
    times = Counter(each.title for each, _ in found)
    return {
        each.name: each.title if times[each.title] == 1 else f"{each.title}, {site.title}"
        for each, site in found
    }


def standing_table(matter: Matter, say: Language) -> Table:
    """Return every service's standing, what falls short first, then by tier."""
    titles = titles_of(matter)
    ordered = sorted(matter.standings, key=lambda each: (_WORST_FIRST.index(each.state), each.tier))
    rows = tuple(
        (
            titles[each.service],
            str(each.tier),
            _until(matter, each, say),
            "; ".join(each.because),
        )
        for each in ordered
    )
    return Table(
        say("How each service stands"),
        (say("Service"), say("Tier"), say("State"), say("Why")),
        rows,
    )


def _until(matter: Matter, standing: Standing, say: Language) -> str:
    state = state_words(matter, standing, say)
    if standing.state != "proven" or standing.until is None:
        return state
    return say("{state} until {day}", state=state, day=say.day(standing.until.date()))


def state_words(matter: Matter, standing: Standing, say: Language) -> str:
    """Say a standing; a lab's proof is called a lab's."""
    drills = {each.id: each for each in matter.ledger.drills}
    proof = drills.get(standing.by.id) if standing.by else None
    if standing.state == "proven" and (proof is None or proof.proven_on not in PRODUCTION):
        return say("proven in a lab")
    return say(_STATES[standing.state])


def loss_table(matter: Matter, lost: Sequence[Loss], say: Language) -> Table:
    """Return what would be lost now of each service, worst first."""
    titles = titles_of(matter)
    order = ("fail", "no-evidence", "pass", "not-applicable")
    rows = tuple(
        (
            titles[each.service],
            say("not known") if each.age is None else length(each.age),
            length(each.rpo),
            say(each.outcome),
            say(
                "{late} of {all} late or doubted, {silent} silent",
                late=each.late,
                all=each.copies,
                silent=each.silent,
            )
            if each.outcome != "pass"
            else say("all {all} are well", all=each.copies),
        )
        for each in sorted(lost, key=lambda each: order.index(each.outcome))
    )
    header = (say("Service"), say("Would be lost"), say("RPO today"), say("Verdict"), say("Copies"))
    return Table(say("What would be lost now"), header, rows)


def time_table(matter: Matter, say: Language) -> Table:
    """Return each service's last measured recovery beside the RTO that is in force on the day, worst first.

    A drill from production's copies comes before a lab's, however old; one that proves nothing any more says
    so beside its pass.
    """
    case, titles = matter.case, titles_of(matter)
    names = [each.name for each in case.services]
    shown = {**case.newest_drills(names, _ALL), **case.newest_drills(names, PRODUCTION)}
    times = [_time(matter, each, shown.get(each.name)) for each in case.services]
    states = {each.service: each.state for each in matter.standings}
    rows = tuple(
        _time_row(titles[each.service.name], each, states[each.service.name], say)
        for each in sorted(times, key=_gravity)
    )
    header = (say("Service"), say("RTA"), say("RTO today"), say("Verdict"), say("Measured"))
    return Table(say("Time to come back, as last drilled"), header, rows)


@dataclass(frozen=True)
class _Time:
    """One service's recovery: ``seconds`` is ``None`` when it was not reached, or nothing shows it."""

    service: Service
    rto: timedelta
    period: Period | None
    outcome: Outcome
    seconds: float | None = None
    drill: DrillRecord | None = None


def _time(matter: Matter, service: Service, seen: tuple[DrillRecord, ServiceRecord] | None) -> _Time:
    objectives, period = strictest_rto(service, periods_on(matter.district.calendars, matter.day))
    rto = objectives.rto
    if seen is None or seen[1].verdict.outcome not in ("pass", "fail"):
        return _Time(service, rto, period, "no-evidence")
    drill, shown = seen
    if shown.rta_seconds is None:
        return _Time(service, rto, period, "fail", None, drill)
    seconds = max(shown.rta_seconds, shown.projected.seconds if shown.projected else 0.0)
    good = shown.verdict.outcome == "pass" and seconds <= rto.total_seconds()
    return _Time(service, rto, period, "pass" if good else "fail", seconds, drill)


def _gravity(time: _Time) -> int:
    return ("fail", "pass", "no-evidence").index(time.outcome)


def _time_row(title: str, time: _Time, state: State, say: Language) -> tuple[str, ...]:
    promised = length(time.rto)
    if time.period is not None:
        promised = say("{time}, because of: {period}", time=promised, period=time.period.title)
    if time.drill is None:
        return title, "", promised, say(time.outcome), say("never")
    took = say("not reached") if time.seconds is None else length(time.seconds)
    day = say.day(time.drill.ended.date())
    real = time.drill.proven_on in PRODUCTION
    if real:
        holds = time.outcome != "pass" or state == "proven"
        outcome = say(time.outcome) if holds else f"{say(_STATES[state])}: {say(time.outcome)}"
        return title, took, promised, outcome, say("{day}, from the real copies", day=day)
    # A lab's pass is not to look like one of production's.
    outcome = say("in a lab only: {outcome}", outcome=say(time.outcome))
    return title, took, promised, outcome, say("{day}, in a lab", day=day)
