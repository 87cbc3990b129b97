"""Whether data that came back looks as if ransomware had been at it: pure, from what was read of it.

The sanity check holds a backup against the one before it, on the host, when it is made. This holds what a
drill brought back against a recovery point of weeks ago: what crept in a little each night, what the host
was told to overlook, and what a host in other hands called good. docs/tampering.md gives the thresholds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from drplan.measure.screen_names import ending_of, note_names, swapped_endings
from drplan.ports import Entries, Facts

_FEW = 20
_LEFT = 0.25
"""What is left of a data set that was doubtless cleared: a summer's clearing takes more than half."""
_GREW_DENSE = 0.03
_REPLACED = 0.5
_REWRITTEN = 0.6
_KIND_REWRITTEN = 0.75
_KIND = 0.1
"""The share of the files that share an ending, from which on they are judged by themselves."""
_AUTHORED = frozenset(
    "doc docx xls xlsx ppt pptx odt ods odp pdf jpg jpeg png heic tif tiff psd mp4 mov mp3".split()  # noqa: SIM905
)
"""Files that people make and seldom all change; dense from the beginning, so that only this tells."""
_RESTLESS = 0.25
_FEW_OF_UNKNOWN = 200
"""So many files must have been rewritten where nobody knows how many usually are."""


@dataclass(frozen=True)
class Past:
    """An older recovery point, as its manifest tells.

    ``restless`` is the share of its entries that were rewritten in one night, as it was counted then;
    ``None`` when it was the first and nothing could be counted.
    """

    entries: Entries
    taken_at: datetime
    restless: float | None = None


@dataclass(frozen=True)
class _Pair:
    """The files of both, by name. Those declared as volatile say nothing."""

    now: Mapping[str, Facts]
    before: Mapping[str, Facts]
    since: str

    @cached_property
    def common(self) -> list[tuple[Facts, Facts]]:
        return [(self.before[name], facts) for name, facts in self.now.items() if name in self.before]


def screen(
    found: Entries,
    past: Past | None,
    canaries: Sequence[str] = (),
    *,
    ignore: Collection[str] = (),
    archives: bool = False,
) -> tuple[str, ...]:
    """Return what speaks for ransomware in ``found``, in sentences; nothing when it is clean.

    Without an older recovery point only names are judged, and whether the canaries are there at all.
    ``ignore`` are the words that are declared as saying nothing of this data set; of them only ``churned``
    is heeded here: what was told to be overlooked at night is looked at all the same. ``archives`` says
    that the files are archives, each read to its end by its own form when it was kept: they are dense, and
    new ones take the place of old ones.
    """
    doubts = [f"canary {shown(name)} is absent" for name in canaries if name not in found]
    if past is None:
        return (*doubts, *swapped_endings(_files(found), {}), *note_names(found, {}, doubted=bool(doubts)))
    pair = _Pair(_files(found), _files(past.entries), f"{past.taken_at:%Y-%m-%d}")
    doubts += _canaries(found, past, canaries)
    doubts += _vanished(found, past)
    doubts += swapped_endings(pair.now, pair.before)
    doubts += [*_grew_dense(pair), *(() if archives else _replaced(pair))]
    doubts += () if "churned" in ignore else _rewritten(pair, past.restless)
    return (*doubts, *note_names(found, past.entries, doubted=bool(doubts)))


def _files(entries: Entries) -> dict[str, Facts]:
    return {n: f for n, f in entries.items() if f.get("type") == "file" and "volatile" not in f}


def _canaries(found: Entries, past: Past, canaries: Sequence[str]) -> Iterator[str]:
    for name in canaries:
        if name in found and name in past.entries and _content(found[name]) != _content(past.entries[name]):
            yield f"canary {shown(name)} is not what it was on {past.taken_at:%Y-%m-%d}"


def _content(facts: Facts) -> dict[str, str | int]:
    told = ("sha256", "checksum", "rows", "target", "version", "etag")
    return {name: facts[name] for name in told if name in facts} or dict(facts)


def _vanished(found: Entries, past: Past) -> Iterator[str]:
    """Doubt what was cleared, by files and bytes, and by rows where there are rows."""
    now, before = _sizes(found), _sizes(past.entries)
    for what, here in now.items():
        if before[what] - here >= _least(what) and here < before[what] * _LEFT:
            yield f"{here:,} {what} are left of {before[what]:,} on {past.taken_at:%Y-%m-%d}"
            return


def _sizes(entries: Entries) -> dict[str, int]:
    facts = [*entries.values()]
    return {
        "entries": len(facts),
        "bytes": sum(int(each.get("size", 0)) for each in facts),
        "rows": sum(int(each.get("rows", 0)) for each in facts),
    }


def _least(what: str) -> int:
    return 4096 if what == "bytes" else 2


def _grew_dense(pair: _Pair) -> Iterator[str]:
    grown = sum(1 for before, now in pair.common if "dense" in now and "dense" not in before)
    if grown >= max(few(len(pair.before)), _GREW_DENSE * len(pair.before)):
        yield f"{grown:,} of {len(pair.before):,} files turned into what looks encrypted since {pair.since}"


def _replaced(pair: _Pair) -> Iterator[str]:
    """Doubt names given way to others with dense content; what only moved keeps its content."""
    gone = [facts for name, facts in pair.before.items() if name not in pair.now]
    came = [facts for name, facts in pair.now.items() if name not in pair.before and "dense" in facts]
    kept = {facts.get("sha256") for facts in pair.before.values()}
    moved = {facts.get("sha256") for facts in pair.now.values()}
    lost = sum(1 for facts in gone if facts.get("sha256") not in moved)
    dense = sum(1 for facts in came if facts.get("sha256") not in kept)
    if min(lost, dense) >= max(few(len(pair.before)), _REPLACED * len(pair.before)):
        yield (
            f"{lost:,} of {len(pair.before):,} files gave way to {dense:,} that look encrypted "
            f"since {pair.since}"
        )


def _rewritten(pair: _Pair, restless: float | None) -> Iterator[str]:
    """Doubt the same names with other content, unless each night looks like that here."""
    if restless is not None and restless >= _RESTLESS:
        return
    changed = sum(1 for before, now in pair.common if before.get("sha256") != now.get("sha256"))
    least = _FEW_OF_UNKNOWN if restless is None else few(len(pair.common))
    if changed >= max(least, _REWRITTEN * len(pair.common)):
        yield f"{changed:,} of {len(pair.common):,} files have other content than on {pair.since}"
    elif changed >= least:
        yield from _rewritten_kind(pair)


def _rewritten_kind(pair: _Pair) -> Iterator[str]:
    kept: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for name, facts in pair.now.items():
        if name in pair.before and (ending := ending_of(name)) in _AUTHORED:
            kept[ending] += 1
            changed[ending] += facts.get("sha256") != pair.before[name].get("sha256")
    for ending, count in changed.most_common():
        large = kept[ending] >= max(_FEW, _KIND * len(pair.before))
        if large and count >= _KIND_REWRITTEN * kept[ending]:
            yield f"{count:,} of {kept[ending]:,} .{ending} files have other content than on {pair.since}"
            return


def few(before: int) -> int:
    """Return how many files are too few to mean anything; of a handful, half."""
    return min(_FEW, max(2, before // 2))


def shown(name: str) -> str:
    """Keep a hostile file name from breaking a line of a report."""
    return name if name.isprintable() else ascii(name)
