"""All of an auditor's pack but its signature: a pure function of the records and what was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from drplan.declare import District
from drplan.explain.content import Table
from drplan.explain.document import Document
from drplan.explain.evidence_page import evidence_page
from drplan.explain.how_to_check import how_to_check
from drplan.explain.html import rendered
from drplan.explain.markdown import markdown_of
from drplan.explain.summary_page import summary_page
from drplan.explain.words import count, moment
from drplan.record.canonical import canonical_json
from drplan.record.gather import Gathered
from drplan.record.pack import (
    CHAINS,
    HOW_TO,
    HOW_TO_PAGE,
    INDEX,
    MANIFEST,
    VERIFIER,
    ChainLine,
    Edition,
    LeftOut,
    PackManifest,
    district_of,
    packed_chains,
    write_lines,
)
from drplan.record.signers import SIGNERS
from drplan.record.summary import WITHHELD, Hidden, PublicSummary, summarize
from drplan.record.sums import SUMS, sha256, write_sums


@dataclass(frozen=True)
class Asked:
    """What a pack is to be of. Days are as in ``2026-12-08``; ``control`` ``None`` means all records."""

    edition: Edition
    first_day: str
    last_day: str
    control: str | None


@dataclass(frozen=True)
class PackSource:
    """What a pack is made of.

    ``signed_for`` says by noun and id whom a record is signed for; ``signers`` is the ``allowed_signers``;
    ``plan`` the runbooks by name, ``trust`` the hand-overs of keys and what witnesses left; ``verifier`` the
    ``verify.py`` that goes with it.
    """

    district: District
    inventory_sha256: str
    tools: Mapping[str, str]
    chains: tuple[Gathered, ...]
    signed_for: Mapping[tuple[str, str], tuple[str, ...]]
    signers: bytes
    plan: Mapping[str, bytes]
    trust: Mapping[str, bytes]
    verifier: bytes


@dataclass(frozen=True)
class _Row:
    href: str
    title: str
    started: str
    verdict: str
    head: str


def pack_name(asked: Asked) -> str:
    """Return the name of a pack's folder."""
    control = f"-{asked.control}" if asked.control else ""
    safe = "".join(each if each.isalnum() or each in ".-" else "_" for each in control)
    return f"evidence-{asked.first_day}-to-{asked.last_day}{safe}-{asked.edition}"


def pack_moment(source: PackSource) -> int:
    """Return the end of the newest record in the pack, in seconds since 1970: the time of all its files."""
    return max(int(record.ended.timestamp()) for chain in source.chains for record in chain.records.values())


def own_files(verifier: bytes) -> dict[str, bytes]:
    """Return the files that every pack of this version holds as they are."""
    page = how_to_check(verifier)
    return {
        HOW_TO: markdown_of("pack_how_to.md.j2", page),
        HOW_TO_PAGE: _page(page, up=""),
        VERIFIER: verifier,
    }


def pack_files(source: PackSource, asked: Asked) -> dict[str, bytes]:
    """Return the pack's files by name, ``SHA256SUMS`` with them."""
    public = asked.edition == "public"
    lines = tuple(_lines(source.chains, public=public))
    summaries = dict(_summaries(source)) if public else {}
    manifest = PackManifest(
        district=source.district.name,
        names=_names(source),
        edition=asked.edition,
        first_day=asked.first_day,
        last_day=asked.last_day,
        control=asked.control,
        chains=packed_chains(lines),
        left_out=tuple(_left_out(source, asked, summaries)),
        inventory_sha256=source.inventory_sha256,
        tools=dict(source.tools),
    )
    plan = {} if public else {f"plan/{name}": data for name, data in source.plan.items()}
    told = dict(_public(summaries, manifest)) if public else dict(_restricted(source))
    files = {
        **own_files(source.verifier),
        **plan,
        **({} if public else source.trust),
        **told,
        MANIFEST: canonical_json(manifest.model_dump(mode="python")),
        CHAINS: write_lines(lines),
        SIGNERS: source.signers,
        INDEX: _index(manifest, tuple(_rows(source, summaries)), tuple(sorted(plan))),
    }
    return {**files, SUMS: write_sums({name: sha256(data) for name, data in files.items()})}


def _lines(chains: tuple[Gathered, ...], *, public: bool) -> Iterator[ChainLine]:
    for chain in sorted(chains, key=lambda each: each.noun):
        for number, (name, link) in enumerate(chain.links.items(), start=1):
            shown = f"{number:07d}" if public else name
            yield ChainLine(chain.noun, shown, link.previous, link.head, name in chain.chosen)


def _names(source: PackSource) -> tuple[str, ...]:
    found = {district_of(record) for chain in source.chains for record in chain.records.values()}
    return tuple(sorted(found | {source.district.name}))


def _summaries(source: PackSource) -> Iterator[tuple[str, PublicSummary]]:
    hidden = Hidden.of(source.district)
    for chain in source.chains:
        for number, (name, link) in enumerate(chain.links.items(), start=1):
            if name in chain.records:
                told = summarize(chain.noun, number, chain.records[name], link, hidden)
                yield f"{chain.noun}/{number:07d}", told


def _left_out(source: PackSource, asked: Asked, summaries: Mapping[str, PublicSummary]) -> Iterator[LeftOut]:
    for chain in source.chains:
        for number, why in (
            (chain.outside, "begun on other days"),
            (chain.unasked, f"no evidence for {asked.control}"),
        ):
            if number:
                yield LeftOut(what=count(number, f"{chain.noun} record"), why=why)
    if asked.edition == "public":
        yield LeftOut(what="the signed records", why="they name machines, places and accounts")
        yield LeftOut(what="the plan", why="the public edition has none")
        if source.trust:
            yield LeftOut(what="hand-overs of keys and what witnesses left", why="they name records by id")
    elif not source.plan:
        yield LeftOut(what="the plan", why="no runbook lies beside the records")
    withheld = sum(each.title == WITHHELD for told in summaries.values() for each in told.services)
    if withheld:
        yield LeftOut(what=count(withheld, "title") + " of services", why="a machine or a copy is named")


def _public(summaries: Mapping[str, PublicSummary], manifest: PackManifest) -> Iterator[tuple[str, bytes]]:
    for name, told in summaries.items():
        yield f"summaries/{name}.json", canonical_json(told.model_dump(mode="python"))
        yield f"pages/{name}.html", _page(summary_page(told, manifest.district), up="../../")


def _restricted(source: PackSource) -> Iterator[tuple[str, bytes]]:
    for chain in source.chains:
        for name, folder in chain.chosen.items():
            place = f"{chain.noun}/{name}"
            for file, data in folder.files.items():
                yield f"records/{place}/{file}", data
            signed = source.signed_for.get((chain.noun, name), ())
            page = evidence_page(chain.records[name], chain.links[name], signed)
            yield f"pages/{place}.html", _page(page, up="../../")


def _rows(source: PackSource, summaries: Mapping[str, PublicSummary]) -> Iterator[_Row]:
    for name, told in summaries.items():
        yield _Row(f"pages/{name}.html", f"{told.noun} {told.number}", told.day, told.verdict, told.head)
    for chain in source.chains if not summaries else ():
        for name, link in chain.links.items():
            if name in chain.records:
                seen, title = chain.records[name], f"{chain.noun} {name}"
                place = f"pages/{chain.noun}/{name}.html"
                yield _Row(place, title, moment(seen.started), seen.verdict.outcome, link.head)


def _page(page: Document, *, up: str) -> bytes:
    return rendered("pack_page.html.j2", page=page, up=up).encode()


def _index(manifest: PackManifest, rows: tuple[_Row, ...], plan: tuple[str, ...]) -> bytes:
    header = ("Chain", "Records in all", "In this pack", "Head before the first here", "Newest head")
    chains = Table(
        "The chains",
        header,
        tuple(
            (noun, str(each.count), str(each.here), each.before or "none", each.newest)
            for noun, each in sorted(manifest.chains.items())
        ),
    )
    left_out = Table("Left out", ("What", "Why"), tuple((each.what, each.why) for each in manifest.left_out))
    page = rendered(
        "pack_index.html.j2", manifest=manifest, rows=rows, chains=chains, left_out=left_out, plan=plan
    )
    return page.encode()
