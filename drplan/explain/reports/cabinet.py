"""The cabinet's report: for each department what it owns, what falls short, and what it keeps current."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from drplan.audit.actions import Action
from drplan.audit.standing import Standing
from drplan.declare import Role, Service
from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Document, Facts, Heading, Notice, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.frame import laid_out
from drplan.explain.reports.gaps import Gap, gaps
from drplan.explain.reports.groups import promised
from drplan.explain.reports.kinds import gap_words, kind_words, state_words
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.measured import proven
from drplan.explain.reports.people_of import stand_in
from drplan.explain.reports.registry import REPORTS
from drplan.explain.reports.states import exercises_table

_FEW = 12


@dataclass(frozen=True)
class _Seen:
    """What every department's part is told from."""

    proven: frozenset[str]
    standings: Mapping[str, Standing]
    gaps: tuple[Gap, ...]


@REPORTS.add(
    "cabinet",
    "For each department what it owns, what falls short, what it keeps current, what it takes part in.",
    editions=("restricted",),
)
def cabinet(matter: Matter, say: Language) -> Document:
    """Make the cabinet's report."""
    return laid_out(matter, say("For the cabinet: each department's part"), _blocks(matter, say))


def _blocks(matter: Matter, say: Language) -> Iterator[Block]:
    departments = [each for each in matter.district.roles if _has_a_part(matter, each)]
    seen = _Seen(proven(matter), {each.service: each for each in matter.standings}, gaps(matter))
    yield Notice(
        say.plural(
            "{number} department; {proven} of {services} services are proven from production's copies.",
            "{number} departments; {proven} of {services} services are proven from production's copies.",
            len(departments),
            proven=say.number(len(seen.proven)),
            services=say.number(len(matter.case.services)),
        )
    )
    for role in departments:
        yield Heading(2, role.title, f"role.{role.name}")
        yield from _department(matter, role, seen, say)


def _has_a_part(matter: Matter, role: Role) -> bool:
    return any(
        (
            _owned(matter, role),
            _answers(matter, role),
            any(role.name == each.keeper for service in matter.case.services for each in service.papers),
            any(role.name in (each.led_by, *each.roles) for each in matter.district.exercises),
        )
    )


def _department(matter: Matter, role: Role, seen: _Seen, say: Language) -> Iterator[Block]:
    yield Facts(tuple(_facts(matter, role, say)))
    if _owned(matter, role):
        yield _services(matter, role, seen, say)
        yield _without(matter, role, say)
    short = tuple(_short(matter, role, seen, say))
    if short:
        yield Paragraph(say("What falls short, and by when it is to be mended:"))
        yield Bullets(short)
    papers = _papers(matter, role, say)
    if papers is not None:
        yield papers
    exercises = exercises_table(matter, say, role)
    if exercises is not None:
        yield exercises


def _owned(matter: Matter, role: Role) -> tuple[Service, ...]:
    return tuple(each for each in matter.case.services if each.owner == role.name)


def _answers(matter: Matter, role: Role) -> tuple[Action, ...]:
    return tuple(each for each in matter.open_actions if each.owner_role == role.name)


def _facts(matter: Matter, role: Role, say: Language) -> Iterator[tuple[str, str]]:
    yield say("Phone"), role.phone
    yield say("Stands in"), stand_in(matter, role, say)
    yield say("Services it owns"), say.number(len(_owned(matter, role)))
    equipment = sum(each.owner == role.name for each in matter.index.assets.values())
    if equipment:
        yield say("Equipment it owns"), say.number(equipment)


def _services(matter: Matter, role: Role, seen: _Seen, say: Language) -> Table:
    rows = tuple(
        (
            matter.titles[each.name],
            say.length(promised(matter, each)),
            state_words(seen.standings[each.name].state, say),
            say("yes") if each.name in seen.proven else say("no"),
        )
        for each in _owned(matter, role)
    )
    header = (
        say("Service"),
        say("Promised back within"),
        say("How it stands"),
        say("Proven from production's copies"),
    )
    return Table(say("Services of {role}", role=role.title), header, rows)


def _without(matter: Matter, role: Role, say: Language) -> Table:
    rows = tuple((matter.titles[each.name], each.impact, each.workaround) for each in _owned(matter, role))
    header = (say("Service"), say("While it is down"), say("What people do meanwhile"))
    return Table(say("Without the services of {role}", role=role.title), header, rows)


def _short(matter: Matter, role: Role, seen: _Seen, say: Language) -> Iterator[str]:
    """Tell open actions with their day, then what else falls short of what the role owns."""
    for action in _answers(matter, role)[:_FEW]:
        due = say("Due on {day}", day=say.day(action.due))
        late = f" ({say('past its day')})" if action.due < matter.day else ""
        yield f"{due}{late}: {kind_words(action.kind, say)} {action.name}: {action.issue}"
    mine = {each.name for each in _owned(matter, role)}
    mine |= {each.name for each in matter.index.assets.values() if each.owner == role.name} | {role.name}
    for gap in [each for each in seen.gaps if each.why != "action" and each.name in mine][:_FEW]:
        yield f"{kind_words(gap.kind, say)} {gap.name}: {gap_words(gap.why, say)}"


def _papers(matter: Matter, role: Role, say: Language) -> Table | None:
    rows = tuple(
        (
            each.title,
            matter.titles[service.name],
            each.place,
            say.day(each.renewed_on) if each.renewed_on else say("never"),
            say.day(each.renewed_on + each.renew_within) if each.renewed_on else say("now"),
        )
        for service in matter.case.services
        for each in service.papers
        if each.keeper == role.name
    )
    header = (
        say("Paper"),
        say("Needed without"),
        say("Where it lies"),
        say("Last printed"),
        say("Print again by"),
    )
    caption = say("Papers that {role} keeps current", role=role.title)
    return Table(caption, header, rows) if rows else None
