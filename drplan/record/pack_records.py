"""Whether a pack's records and summaries hold, and are the ones that its list of chains names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC

from drplan.errors import EvidenceError
from drplan.record.canonical import read_record
from drplan.record.chain import Link
from drplan.record.check import RecordFiles, check_folder, link
from drplan.record.findings import EvidenceFinding
from drplan.record.pack import KINDS, ChainLine, PackManifest, district_of, read_kept
from drplan.record.signers import AllowedSigner
from drplan.record.summary import PublicSummary
from drplan.record.sums import RECORD

_Place = tuple[str, str]
_PARTS = 4


def check_records(
    files: Mapping[str, bytes],
    lines: tuple[ChainLine, ...],
    manifest: PackManifest,
    signers: tuple[AllowedSigner, ...],
) -> Iterator[EvidenceFinding]:
    """Check every record of a restricted pack by itself, and that these are the ones that are listed."""
    folders: dict[_Place, dict[str, bytes]] = {}
    for name, data in files.items():
        first, noun, record, below = (*name.split("/", _PARTS - 1), "", "", "")[:_PARTS]
        if first == "records":
            folders.setdefault((noun, record), {})[below] = data
    links: dict[_Place, Link] = {}
    for (noun, record), content in sorted(folders.items()):
        if noun not in KINDS:
            yield EvidenceFinding(f"{noun}/{record}", "is of no kind that drplan knows", "records")
            continue
        folder = RecordFiles(record, content, kind=KINDS[noun])
        yield from (_in_pack(noun, each) for each in check_folder(folder, signers))
        try:
            links[noun, record] = link(folder)
        except EvidenceError:
            continue
        yield from _outside(noun, folder, manifest)
    yield from _listed(lines, links)


def check_summaries(
    files: Mapping[str, bytes], lines: tuple[ChainLine, ...], manifest: PackManifest
) -> Iterator[EvidenceFinding]:
    """Check every summary of a public pack, and that these are the ones that are listed."""
    links: dict[_Place, Link] = {}
    for name in sorted(each for each in files if each.startswith("summaries/")):
        try:
            told = read_kept(name, files[name], PublicSummary)
        except EvidenceError as error:
            yield EvidenceFinding(name, error.message.removeprefix(f"{name} "), "summary")
            continue
        place = f"{told.number:07d}"
        if name != f"summaries/{told.noun}/{place}.json":
            yield EvidenceFinding(name, f"says {told.noun} {told.number}: it was renamed", "number")
        if not manifest.first_day <= told.day <= manifest.last_day:
            yield EvidenceFinding(name, f"is of {told.day}: not in the pack's period", "day")
        links[told.noun, place] = Link(told.previous, told.head)
    yield from _listed(lines, links)


def _listed(lines: tuple[ChainLine, ...], links: Mapping[_Place, Link]) -> Iterator[EvidenceFinding]:
    listed = {(line.noun, line.name): Link(line.previous, line.head) for line in lines if line.here}
    for noun, name in sorted(listed.keys() | links.keys()):
        there, told = links.get((noun, name)), listed.get((noun, name))
        record = f"{noun}/{name}"
        if there is None:
            yield EvidenceFinding(record, "is listed as here and cannot be read here", "chains.txt")
        elif told is None:
            yield EvidenceFinding(record, "is here and not listed as here", "chains.txt")
        elif there != told:
            what = "head" if there.head != told.head else "previous"
            yield EvidenceFinding(record, "is not what is listed: it was replaced", what)


def _outside(noun: str, folder: RecordFiles, manifest: PackManifest) -> Iterator[EvidenceFinding]:
    record = read_record(folder.files[RECORD], folder.kind)
    day = record.started.astimezone(UTC).date().isoformat()
    if not manifest.first_day <= day <= manifest.last_day:
        yield EvidenceFinding(f"{noun}/{folder.id}", f"is of {day}: not in the pack's period", "started")
    district = district_of(record)
    if district not in manifest.names:
        what = f"is of {district}, which the pack does not name"
        yield EvidenceFinding(f"{noun}/{folder.id}", what, "district")


def _in_pack(noun: str, finding: EvidenceFinding) -> EvidenceFinding:
    return EvidenceFinding(f"{noun}/{finding.record_id}", finding.what, finding.field)
