"""How services stand, by what they are for; what is overdue, by who answers; what is exercised next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from drplan.audit.actions import Action
from drplan.declare import Role, Service
from drplan.explain.content import Table
from drplan.explain.language import Language
from drplan.explain.reports.groups import by_group, group_title
from drplan.explain.reports.kept import coming_exercises
from drplan.explain.reports.kinds import exercise_words
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.measured import proven
from drplan.explain.reports.people_of import role_title

_NEXT = 6


def states_table(matter: Matter, services: Iterable[Service], say: Language) -> Table:
    """Count how services stand, by group; the last column is the one that production's copies show."""
    state = {each.service: each.state for each in matter.standings}
    real = proven(matter)
    rows = []
    for group, found in by_group(services):
        counted = Counter(state[each.name] for each in found)
        rows.append(
            (
                group_title(group, say),
                say.number(len(found)),
                *(say.number(counted[each]) for each in ("proven", "stale", "failing", "unproven")),
                say.number(sum(each.name in real for each in found)),
            )
        )
    header = (
        say("Needed for"),
        say("Services"),
        say("Proven anywhere"),
        say("Stale"),
        say("Failing"),
        say("Unproven"),
        say("Proven from production's copies"),
    )
    return Table(say("Services by what they are for, and how far each is proven"), header, tuple(rows))


def actions_table(matter: Matter, say: Language) -> Table | None:
    """Count open and overdue actions by who answers for them, most overdue first; ``None`` without any."""
    found: defaultdict[str, list[Action]] = defaultdict(list)
    for action in matter.open_actions:
        found[action.owner_role].append(action)
    if not found:
        return None
    late = Counter(each.owner_role for each in matter.overdue_actions)
    ordered = sorted(found, key=lambda name: (-late[name], name))
    rows = tuple(
        (
            role_title(matter, name, say),
            say.number(len(found[name])),
            say.number(late[name]),
            say.day(min(each.due for each in found[name])),
        )
        for name in ordered
    )
    header = (say("Who answers"), say("Open"), say("Past their day"), say("First one due"))
    return Table(say("Corrective actions, by who answers for them"), header, rows)


def exercises_table(matter: Matter, say: Language, role: Role | None = None) -> Table | None:
    """List the next exercises, or those that a role leads or takes part in; ``None`` without any."""
    coming = [
        each
        for each in coming_exercises(matter)
        if role is None or role.name in (each.exercise.led_by, *each.exercise.roles)
    ]
    rows = tuple(
        (
            say.day(each.day),
            each.exercise.title,
            exercise_words(each.exercise.kind, say),
            role_title(matter, each.exercise.led_by, say),
        )
        for each in coming[:_NEXT]
    )
    header = (say("Day"), say("Exercise"), say("Kind"), say("Led by"))
    caption = say("Exercises of {role}", role=role.title) if role else say("The next exercises")
    return Table(caption, header, rows) if rows else None
