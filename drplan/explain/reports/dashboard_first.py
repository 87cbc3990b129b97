"""What a director looks at first: everything that falls short, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drplan.audit.kpi import Kpi
from drplan.audit.standing import State
from drplan.explain.document import Block, Bullets, Heading, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.dashboard_services import titles_of
from drplan.explain.reports.live import Loss
from drplan.explain.reports.matter import Matter

_FEW = 5


def first_blocks(
    matter: Matter, lost: Sequence[Loss], found: Sequence[Kpi], say: Language
) -> Iterator[Block]:
    """Yield what falls short by sort, each with its first names; what is not known is in its own part."""
    yield Heading(2, say("Look at this first"), "first")
    lines = tuple(_lines(matter, lost, found, say))
    yield Bullets(lines) if lines else Paragraph(say("Nothing falls short, as far as is known."))


def _lines(matter: Matter, lost: Sequence[Loss], found: Sequence[Kpi], say: Language) -> Iterator[str]:
    titles = titles_of(matter)

    def stand(state: State) -> list[str]:
        return [titles[each.service] for each in matter.standings if each.state == state]

    late = [titles[each.service] for each in lost if each.outcome == "fail"]
    overdue = [each.name for each in matter.overdue_actions]
    short = [say(each.definition.title) for each in found if each.reading.outcome == "fail"]
    for what, names in (
        (say("Failing"), stand("failing")),
        (say("Copies late or doubted"), late),
        (say("Mending overdue"), overdue),
        (say("Stale"), stand("stale")),
        (say("Short of their target"), short),
    ):
        if names:
            yield f"{what} ({say.number(len(names))}): {_few(names, say)}"


def _few(names: Sequence[str], say: Language) -> str:
    told = "; ".join(names[:_FEW])
    more = len(names) - _FEW
    return say("{names} and {number} more", names=told, number=say.number(more)) if more > 0 else told
