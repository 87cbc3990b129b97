"""How the figures of an assessment are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from drplan.explain.assessment.parts import Share, Stake
from drplan.explain.words import count, listing
from drplan.validate import Subject

SHOWN = 5
"""How many names of a list are written out before the rest is counted."""


def first_few(names: Iterable[str]) -> str:
    """Write the first five names: ``a, b, c, d, e and 9 more``."""
    every = list(names)
    rest = len(every) - SHOWN
    return listing(every[:SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")


def kinds(subjects: Iterable[Subject]) -> str:
    """Write how many there are of each kind: ``2 policies, 12 servers``."""
    counts = Counter(each.kind for each in subjects)
    return listing(
        count(number, kind) if number == 1 or not kind.endswith("y") else f"{number:,} {kind[:-1]}ies"
        for kind, number in sorted(counts.items())
    )


def share_words(share: Share) -> str:
    """Write ``12 of 14``; where there is nothing to count, that."""
    return f"{share.have:,} of {share.of:,}" if share.of else "none declared"


def stake_words(stake: Stake) -> str:
    """Write harm, tier and students: ``safety: severe; tier 0; 2,300 students``."""
    students = count(stake.students, "student") if stake.students else "students not counted"
    tier = f"; tier {stake.tier}" if stake.rated else ""
    return f"{stake.harm_words}{tier}; {students}"


def dollars(amount: int) -> str:
    """Write whole dollars: ``$12,500``; a dash for none."""
    return f"${amount:,}" if amount else "-"
