"""Money that adds up: exact shares of a sum, and tables whose last row is the sum of the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drplan.explain.content import Table
from drplan.explain.language import Language

_SHOWN = 20
"""How many rows of one table are written out; the rest is one row, so that the sum is still right."""


@dataclass(frozen=True)
class Line:
    """One row: what it is, in cells, and amounts in dollars, ``None`` where nobody declared one."""

    cells: tuple[str, ...]
    dollars: tuple[int | None, ...]


def split(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Share whole dollars out by weight, so that the shares are the total, to the dollar.

    Each share is rounded down, and what is left goes to the largest remainders, the first ones first.
    Without any weight all get alike.
    """
    if not weights:
        return ()
    parts = weights if sum(weights) else [1] * len(weights)
    whole = sum(parts)
    shares = [total * part // whole for part in parts]
    order = sorted(range(len(parts)), key=lambda place: (-(total * parts[place] % whole), place))
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return tuple(shares)


def added(lines: Iterable[Line]) -> tuple[int, ...]:
    """Add each column up; what nobody declared counts as nothing."""
    columns = zip(*(line.dollars for line in lines), strict=True)
    return tuple(sum(each or 0 for each in column) for column in columns)


def money_table(caption: str, header: tuple[str, ...], lines: Sequence[Line], say: Language) -> Table:
    """Lay lines out under their sum; beyond twenty, the rest is one row. There is at least one line."""
    shown, rest = lines[:_SHOWN], lines[_SHOWN:]
    rows = [(*line.cells, *(_amount(each, say) for each in line.dollars)) for line in shown]
    blank = ("",) * (len(lines[0].cells) - 1)
    if rest:
        title = say.plural("{number} more", "{number} more", len(rest))
        rows.append((title, *blank, *(say.money(each) for each in added(rest))))
    rows.append((say("Total"), *blank, *(say.money(each) for each in added(lines))))
    return Table(caption, header, tuple(rows))


def _amount(dollars: int | None, say: Language) -> str:
    return say("not declared") if dollars is None else say.money(dollars)
