"""What an outage costs as long as it was promised to last: an estimate, from declared figures alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from drplan.declare import Service
from drplan.explain.content import Table
from drplan.explain.document import Block, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.groups import by_group, group_title, promised
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.sums import Line, money_table

_DAY = timedelta(days=1)


def exposure(matter: Matter, service: Service) -> int | None:
    """Return what the loss of a service costs until its RTO is over, in dollars, rounded up.

    ``None`` where nobody declared what a day costs.
    """
    if service.bia is None or not service.bia.dollars_a_day:
        return None
    return -(-service.bia.dollars_a_day * promised(matter, service) // _DAY)


def exposure_blocks(matter: Matter, say: Language) -> Iterator[Block]:
    """Tell it by service, dearest first; in public by what services are for."""
    rated = [each for each in matter.case.services if exposure(matter, each) is not None]
    if not rated:
        yield Paragraph(say("Nobody declared what a day without a service costs."))
        return
    yield _by_group(matter, rated, say) if matter.public else _by_service(matter, rated, say)
    yield Paragraph(
        say(
            "An estimate: what a day costs, as declared, for as long as was promised. No outage was measured."
            " Services that stand on each other are each counted: the sum is that of a loss of everything."
        )
    )
    unrated = len(matter.case.services) - len(rated)
    if unrated:
        yield Paragraph(
            say.plural(
                "Of {number} service nobody declared what a day costs: it is in no sum.",
                "Of {number} services nobody declared what a day costs: they are in no sum.",
                unrated,
            )
        )


def _by_service(matter: Matter, rated: Sequence[Service], say: Language) -> Table:
    ordered = sorted(rated, key=lambda each: (-(exposure(matter, each) or 0), each.name))
    lines = [
        Line(
            (matter.titles[each.name], say.length(promised(matter, each))),
            (_a_day(each), exposure(matter, each)),
        )
        for each in ordered
    ]
    header = (say("Service"), say("Promised back within"), say("A day costs"), say("Until then"))
    return money_table(_caption(say), header, lines, say)


def _by_group(matter: Matter, rated: Sequence[Service], say: Language) -> Table:
    lines = [
        Line(
            (group_title(group, say), say.number(len(found))),
            (sum(map(_a_day, found)), sum(exposure(matter, each) or 0 for each in found)),
        )
        for group, found in by_group(rated)
    ]
    header = (say("Needed for"), say("Services"), say("A day costs"), say("Until then"))
    return money_table(_caption(say), header, lines, say)


def _caption(say: Language) -> str:
    return say("What an outage costs until the promised time is over, estimated")


def _a_day(service: Service) -> int:
    return service.bia.dollars_a_day if service.bia else 0
