"""Section 5: showing that what is back is right, handing it over, and ending the plan."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.content import Step, Table
from drplan.explain.document import Block, Links, Paragraph, Steps
from drplan.explain.iscp.acceptance import accept_steps, reopen_steps
from drplan.explain.iscp.deactivation_steps import DEACTIVATION
from drplan.explain.iscp.extent import (
    LINE,
    SUPERINTENDENT,
    Extent,
    numbered,
    table_or,
    to_section,
)
from drplan.explain.iscp.introduction import tier_words
from drplan.explain.iscp.sections import heading
from drplan.explain.iscp.validation_steps import VALIDATION
from drplan.explain.people import DIRECTOR
from drplan.explain.words import count


def reconstitution(extent: Extent) -> Iterator[Block]:
    """Lay out section 5; the ids of its steps count through all of it."""
    yield heading("5")
    first = 1
    for number, steps in (*VALIDATION.items(), *DEACTIVATION.items()):
        found = numbered(extent, "reconstitute", tuple(steps(extent)), first)
        first += len(found)
        yield heading(number)
        yield from _around(extent, number, found)


def _around(extent: Extent, number: str, steps: tuple[Step, ...]) -> Iterator[Block]:
    yield Steps(steps)
    if number == "5.2":
        yield Links((to_section("The checks, by name", "E", extent.path),))
    elif number == "5.3":
        yield from _functions(extent)
    elif number == "5.4":
        yield from _signatures(extent)


def _functions(extent: Extent) -> Iterator[Block]:
    if extent.site is None:
        yield Paragraph(
            "These hold for the whole district, whatever was lost. None is skipped because time is short.",
            "Before students and staff log in",
        )
        yield Steps(reopen_steps(extent))
        return
    steps = accept_steps(extent)
    if steps:
        yield Paragraph("Each owner looks at what people use, and not only at what a probe sees.")
        yield Steps(steps)
    else:
        yield Paragraph("No service is declared for this site: there is none to accept.")
    yield Links((to_section("What holds for the whole district before students log in", "5.3"),))


def _signatures(extent: Extent) -> Iterator[Block]:
    if extent.site:
        rows = [(each.title, extent.called(each.owner), LINE, LINE, LINE) for each in extent.services]
        header = ("Service", "Owner", "Data right: time", "Works: time", "Accepted: signature")
        yield table_or(Table("Acceptance", header, tuple(rows)), "No service is declared for this site.")
        ends: tuple[tuple[str, ...], ...] = (
            (f"{extent.title} is open as usual", extent.called(extent.site.contact), LINE, LINE),
        )
    else:
        tiers = sorted({each.tier for each in extent.services})
        counted = ((tier, sum(each.tier == tier for each in extent.services)) for tier in tiers)
        ends = (
            *(
                (
                    f"{tier_words(tier)}: {count(number, 'service')} accepted",
                    extent.called(DIRECTOR),
                    LINE,
                    LINE,
                )
                for tier, number in counted
            ),
            ("Schools are open as usual", extent.called(SUPERINTENDENT), LINE, LINE),
            ("The plan is out of force", extent.called(DIRECTOR), LINE, LINE),
        )
    yield Table("Sign-off", ("What", "Role", "Time", "Signature"), ends)
