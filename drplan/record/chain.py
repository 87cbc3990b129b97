"""The chain of records: each names the head before it, so none can leave the middle unseen.

A record's *head* is the SHA-256 of its ``SHA256SUMS``. A chain that lost its newest records looks whole:
its signed head shows that (:mod:`drplan.record.head`); when an older one was put back, only a head kept
elsewhere does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drplan.record.findings import EvidenceFinding


@dataclass(frozen=True, slots=True)
class Link:
    """One record's place: the head it follows (``None`` for the first) and its own."""

    previous: str | None
    head: str


@dataclass(frozen=True)
class Chain:
    """Records' ids, first to last, and what is wrong. With findings the order is a best guess."""

    order: tuple[str, ...]
    findings: tuple[EvidenceFinding, ...]


def order_chain(links: Mapping[str, Link]) -> Chain:
    """Put the records of ``links`` (by id) in order and name every record that does not fit."""
    whole = _unbroken(links)
    if whole is not None:
        return Chain(whole, ())
    heads = {None, *(link.head for link in links.values())}
    firsts = [name for name in sorted(links) if links[name].previous is None]
    orphans = [name for name in sorted(links) if links[name].previous not in heads]
    main = _walk(links, firsts)
    walked = tuple(dict.fromkeys((*main, *_walk(links, orphans))))
    loops = tuple(name for name in sorted(links.keys() - set(walked)))
    findings = (
        *_same_head(links),
        *_forks(links),
        *_gaps(links, orphans, main),
        *(EvidenceFinding(name, "follows itself, by way of other records", "previous") for name in loops),
    )
    return Chain((*walked, *loops), findings)


def _unbroken(links: Mapping[str, Link]) -> tuple[str, ...] | None:
    """Return the order of a chain in which everything fits, ``None`` for any other."""
    after = {link.previous: name for name, link in links.items()}
    if len(after) < len(links) or len({link.head for link in links.values()}) < len(links):
        return None
    order: list[str] = []
    name = after.get(None)
    while name is not None and len(order) < len(links):
        order.append(name)
        name = after.get(links[name].head)
    return tuple(order) if len(order) == len(links) and name is None else None


def see_head(links: Mapping[str, Link], order: tuple[str, ...], head: str) -> tuple[EvidenceFinding, ...]:
    """Check a head that was kept elsewhere: the chain must still hold it, as its last or an earlier one."""
    if any(link.head == head for link in links.values()):
        return ()
    last = order[-1] if order else "(no record)"
    what = f"the chain ends here and does not hold the head {head}: newer records are gone, or were rewritten"
    return (EvidenceFinding(last, what, "head"),)


def _walk(links: Mapping[str, Link], starts: Iterable[str]) -> tuple[str, ...]:
    followers = _followers(links)
    seen: dict[str, None] = {}
    ahead = list(reversed(list(starts)))
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen[name] = None
            ahead.extend(reversed(followers[links[name].head]))
    return tuple(seen)


def _followers(links: Mapping[str, Link]) -> defaultdict[str | None, list[str]]:
    followers: defaultdict[str | None, list[str]] = defaultdict(list)
    for name in sorted(links):
        followers[links[name].previous].append(name)
    return followers


def _same_head(links: Mapping[str, Link]) -> Iterable[EvidenceFinding]:
    same: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(links):
        same[links[name].head].append(name)
    for names in same.values():
        for name in names if len(names) > 1 else ():
            yield EvidenceFinding(name, f"is a duplicate of {_others(names, name)}", "SHA256SUMS")


def _forks(links: Mapping[str, Link]) -> Iterable[EvidenceFinding]:
    ids = {links[name].head: name for name in sorted(links)}
    for previous, names in _followers(links).items():
        if len(names) > 1:
            where = "begins the chain" if previous is None else f"follows {ids.get(previous, previous)}"
            for name in names:
                what = f"{where}, and so does {_others(names, name)}: a fork, as of two clones merged"
                yield EvidenceFinding(name, what, "previous")


def _gaps(links: Mapping[str, Link], orphans: list[str], main: tuple[str, ...]) -> Iterable[EvidenceFinding]:
    before = f"; the chain before the gap ends at {main[-1]}" if main else "; no first record is here"
    for name in orphans:
        what = (
            f"a record is missing before it, or was altered: nothing here has the head {links[name].previous}"
        )
        yield EvidenceFinding(name, what + before, "previous")


def _others(names: Iterable[str], name: str) -> str:
    return ", ".join(each for each in names if each != name)
