"""What is due: drills on the school calendar, exercises, corrective actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from drplan.audit.due import Due, drills_due
from drplan.explain.content import Table
from drplan.explain.document import Block, Facts, Heading, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.dashboard_services import titles_of
from drplan.explain.reports.kinds import kind_words
from drplan.explain.reports.matter import Matter
from drplan.plan.freeze import frozen, next_frozen, open_day

_AHEAD = timedelta(days=92)


def due_blocks(matter: Matter, say: Language) -> Iterator[Block]:
    """Yield what is due within a quarter of a year, and what is overdue."""
    yield Heading(2, say("Drills due"), "drills")
    due = drills_due(matter.standings, matter.district, matter.day)
    yield Facts(tuple(_calendar(matter, due, say)))
    yield _drills(matter, due, say) or Paragraph(say("No proof ends within 92 days."))
    yield _exercises(matter, say) or Paragraph(say("No exercise is planned within 92 days."))
    yield Heading(2, say("Corrective actions"), "actions")
    yield _actions(matter, say) or Paragraph(say("None is open."))


def _calendar(matter: Matter, due: Sequence[Due], say: Language) -> Iterator[tuple[str, str]]:
    now_due = sum(each.now for each in due)
    yield (
        say("Due now"),
        say.plural("{number} service that is not proven", "{number} services that are not proven", now_due)
        if now_due
        else say("none"),
    )
    now = frozen(matter.district, "drill", matter.day)
    if now is not None:
        yield say("No drills now"), say("{period}, until {day}", period=now.title, day=say.day(now.last))
    yield say("Next day for drills"), say.day(open_day(matter.district, "drill", matter.day))
    coming = next_frozen(matter.district, "drill", matter.day)
    if coming is not None:
        span = say(
            "{period}, {first} to {last}",
            period=coming.title,
            first=say.day(coming.first),
            last=say.day(coming.last),
        )
        yield say("Next time without drills"), span


def _drills(matter: Matter, due: Sequence[Due], say: Language) -> Table | None:
    titles = titles_of(matter)
    rows = tuple(
        (titles[each.service], say.day(each.last))
        for each in due
        if each.last is not None and each.last <= matter.day + _AHEAD
    )
    if not rows:
        return None
    return Table(say("Proofs that end within 92 days"), (say("Service"), say("Drill it by")), rows)


def _exercises(matter: Matter, say: Language) -> Table | None:
    roles = {each.name: each.title for each in matter.district.roles}
    coming = sorted(
        (day, each.title, roles.get(each.led_by, each.led_by))
        for each in matter.district.exercises
        for day in each.dates
        if matter.day <= day <= matter.day + _AHEAD
    )
    header = (say("Day"), say("Exercise"), say("Led by"))
    rows = tuple((say.day(day), title, role) for day, title, role in coming)
    return Table(say("Exercises planned within 92 days"), header, rows) if rows else None


def _actions(matter: Matter, say: Language) -> Table | None:
    late = {each.id for each in matter.overdue_actions}
    roles = {each.name: each.title for each in matter.district.roles}
    rows = tuple(
        (
            kind_words(each.kind, say) + each.subject.removeprefix(each.kind),
            say("overdue") if each.id in late else say("open"),
            say.day(each.due),
            roles.get(each.owner_role, each.owner_role),
            each.issue,
        )
        for each in sorted(matter.open_actions, key=lambda each: (each.due, each.id))
    )
    header = (say("Of"), say("State"), say("Due by"), say("Who mends it"), say("What fell short"))
    return Table(say("Open corrective actions"), header, rows) if rows else None
