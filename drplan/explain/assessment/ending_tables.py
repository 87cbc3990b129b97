"""What ends when, as tables: how much, for how much money, and which."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.assessment.parts import Assessment, Cliff
from drplan.explain.assessment.phrases import dollars, first_few
from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Paragraph

_BLANKS = ("lifecycle", "support", "replacement")
_SORTS = (("support", "support ends"), ("warranty", "warranty ends"), ("replacement", "due for replacement"))
_NO_MONEY = "No replacement is declared, so what replacing them costs is not known."


def ending_blocks(assessment: Assessment) -> Iterator[Block]:
    """Lay out the cliffs by school year, July to June, overdue first, then what is not known."""
    cliffs = assessment.cliffs
    if not cliffs:
        yield Paragraph("No end of support or warranty and no replacement is declared: nothing is known.")
    else:
        yield _counts(cliffs)
        yield _money(cliffs) if any(each.of("replacement") for each in cliffs) else Paragraph(_NO_MONEY)
        yield _which(cliffs)
    unknown = [gap for gap in assessment.gaps if gap.key in _BLANKS]
    if unknown:
        yield Paragraph("Not in these figures, because it is not known:")
        yield Bullets(tuple(f"{gap.title}: {len(gap.subjects)} of {gap.of}." for gap in unknown))


def _year(cliff: Cliff) -> str:
    return "Overdue" if cliff.overdue else cliff.year


def _counts(cliffs: tuple[Cliff, ...]) -> Table:
    return Table(
        "How many, by school year (July to June)",
        (
            "School year",
            "Support ends",
            "Warranty ends",
            "Replacements due",
            "Of these: no replacement planned",
        ),
        tuple(
            (_year(each), *(str(len(each.of(sort))) for sort, _ in _SORTS), str(len(each.unplanned())))
            for each in cliffs
        ),
    )


def _money(cliffs: tuple[Cliff, ...]) -> Table:
    return Table(
        "Declared cost of the replacements due (E-rate 1 and 2: its categories)",
        (
            "School year",
            "Cost",
            "Funded",
            "Not funded",
            "Capital",
            "Operating",
            "E-rate 1",
            "E-rate 2",
        ),
        tuple(
            (
                _year(each),
                dollars(each.dollars()),
                dollars(each.dollars(funded=True)),
                dollars(each.dollars(funded=False)),
                dollars(each.dollars(budget="capital")),
                dollars(each.dollars(budget="operating")),
                dollars(each.dollars(e_rate_category=1)),
                dollars(each.dollars(e_rate_category=2)),
            )
            for each in cliffs
            if each.of("replacement")
        ),
    )


def _which(cliffs: tuple[Cliff, ...]) -> Table:
    return Table(
        "Which",
        ("School year", "What", "Which"),
        tuple(
            (_year(cliff), words, first_few(f"{each.asset} ({each.day})" for each in cliff.of(sort)))
            for cliff in cliffs
            for sort, words in _SORTS
            if cliff.of(sort)
        ),
    )
