"""What keeping copies costs a year: by where they lie, and shared out to the data by its declared size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from drplan.declare import DataSet, Repository
from drplan.explain.content import Table
from drplan.explain.document import Block, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.sums import Line, money_table, split

Class = tuple[str, str]
"""A site's code and a privacy class; both empty for what keeps nothing."""


def shared_out(matter: Matter) -> Mapping[Class, int]:
    """Share each repository's yearly cost among the data it keeps, by declared size, to the dollar.

    What keeps nothing, and data whose sizes nobody declared, is shared evenly. All shares together are
    what all repositories with a declared cost take.
    """
    found: defaultdict[Class, int] = defaultdict(int)
    for repository in matter.district.repositories:
        cost, kept = repository.dollars_a_year or 0, kept_there(matter, repository)
        if not kept:
            found["", ""] += cost
        for data, share in zip(kept, split(cost, [each.size or 0 for each in kept]), strict=True):
            found[matter.index.data_site(data), data.privacy] += share
    return {each: dollars for each, dollars in sorted(found.items()) if dollars}


def kept_there(matter: Matter, repository: Repository) -> list[DataSet]:
    """Return the data sets that a repository keeps."""
    policies = {each.name for each in matter.district.policies if repository.name in each.copies}
    return [each for each in matter.case.data_sets if each.policy in policies]


def copies_blocks(matter: Matter, say: Language) -> Iterator[Block]:
    """Tell it by repository, in the restricted edition, and by site and class of data."""
    repositories = matter.district.repositories
    if not repositories:
        yield Paragraph(say("No place of copies is declared."))
        return
    if not matter.public:
        yield _by_repository(matter, say)
    shares = shared_out(matter)
    if shares:
        lines = [Line(_class_words(matter, each, say), (dollars,)) for each, dollars in shares.items()]
        header = (say("Site"), say("Data"), say("Each year"))
        yield money_table(say("The same cost, shared out by the size of the data"), header, lines, say)
    missing = sum(each.dollars_a_year is None for each in repositories)
    if missing:
        yield Paragraph(
            say.plural(
                "Of {number} place of copies nobody declared what it costs: it is in no sum.",
                "Of {number} places of copies nobody declared what they cost: they are in no sum.",
                missing,
            )
        )


def _by_repository(matter: Matter, say: Language) -> Table:
    lines = [
        Line(
            (
                each.name,
                each.media,
                say.number(len(kept_there(matter, each))),
                each.funding.source if each.funding else say("nobody declared"),
                budget_words(each.funding.budget if each.funding else None, say),
            ),
            (each.dollars_a_year,),
        )
        for each in matter.district.repositories
    ]
    header = (
        say("Copies"),
        say("Kept on"),
        say("Data sets"),
        say("Who pays"),
        say("Budget"),
        say("Each year"),
    )
    return money_table(say("What keeping copies costs a year"), header, lines, say)


def budget_words(budget: str | None, say: Language) -> str:
    """Write which budget pays."""
    if budget is None:
        return say("none yet")
    return say("capital") if budget == "capital" else say("operating")


def _class_words(matter: Matter, of: Class, say: Language) -> tuple[str, str]:
    code, privacy = of
    if not code:
        return say("none"), say("nothing is kept there")
    words = {
        "student-records": say("Student records"),
        "staff-records": say("Staff records"),
        "internal": say("Internal"),
        "public": say("Open to all"),
    }
    return matter.index.sites[code].title, words[privacy]
