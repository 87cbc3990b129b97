"""A district's evidence after its key was rotated, countersigned by a partner; and changes to it, as data.

Drills ``a`` and ``b`` are signed by the first key, then it is handed over, and ``c`` is signed by the second.
A change (see ``tests/cases/keys``) is a list of one-key objects; paths are below the runbooks.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from drplan.adapters.evidence_disk import read_folder
from drplan.adapters.evidence_folder import EvidenceFolder
from drplan.adapters.evidence_trust import keep_witness, read_trails
from drplan.adapters.key_rotation import Asked, KeyRotation
from drplan.adapters.keys import NAME, KeyFile
from drplan.record.canonical import record_bytes
from drplan.record.check import CheckedChain
from drplan.record.drill import DrillRecord
from drplan.record.handover import Handover, handover_bytes, key_name
from drplan.record.head import HEAD, HEAD_SIGNATURE, HeadFiles, head_bytes
from drplan.record.heads import HEADS, heads_of, heads_text
from drplan.record.signers import signer_line
from drplan.record.sshsig import NAMESPACE
from drplan.record.sums import RECORD, SIGNATURE, SUMS, sha256, write_sums
from drplan.record.witness import COUNTERSIGN

SAMPLE = DrillRecord.model_validate_json(
    (Path(__file__).parents[1] / "cases/evidence/record.json").read_bytes()
)
IDENTITY, PARTNER = "evidence@cedarvalley.example", "evidence@riverbend.example"
HANDED = datetime(2026, 11, 2, tzinfo=UTC)


class Desk:
    """The evidence below ``root``, and the private keys of everybody, those of an intruder among them."""

    def __init__(self, root: Path) -> None:
        self.root, self.runbooks, self.keys = root, root / "runbooks", root / "state/keys"
        self.evidence = EvidenceFolder(self.runbooks / "evidence")
        self.signers: dict[str, KeyFile] = {}

    def begin(self) -> None:
        """Build it all."""
        KeyFile.create(self.keys, IDENTITY)
        self.append("a", "2026-10-01")
        self.append("b", "2026-11-01")
        self.rotate(HANDED)
        for who in ("stranger", "another"):
            KeyFile.create(self.root / who, IDENTITY)
        KeyFile.create(self.root / "partner", PARTNER)
        self.append("c", "2026-11-03")
        self.open().countersign("partner")

    def open(self) -> Self:
        """Read everybody's keys."""
        old = next(self.keys.glob(f"{NAME}.until-*"))
        self.signers = {"first": KeyFile.read(old), "second": KeyFile.load(self.keys)}
        for who in ("stranger", "another", "partner"):
            self.signers[who] = KeyFile.load(self.root / who)
        return self

    def append(self, name: str, day: str) -> None:
        self.evidence.append_next(_record(name, day), {}, KeyFile.load(self.keys))

    def rotate(self, now: datetime, *, compromised: bool = False) -> Handover:
        rotation = KeyRotation(self.runbooks, {"drill": self.evidence}, self.keys)
        asked = Asked("cedarvalley.example", "yearly", compromised)
        return rotation.rotate(KeyFile.load(self.keys), None, asked, now)

    def heads(self) -> bytes:
        trails = read_trails({"drill": self.evidence.root}, self.runbooks)
        return heads_text(heads_of("cedarvalley.example", trails))

    def countersign(self, who: str) -> Path:
        key, heads = self.signers[who], self.heads()
        line = signer_line(key.identity, key.public, COUNTERSIGN)
        files = {
            HEADS: heads,
            f"{HEADS}.sig": key.sign(heads, COUNTERSIGN).encode(),
            "allowed_signers": f"{line}\n".encode(),
        }
        return keep_witness(self.runbooks, "river-bend", files)

    def change(self, steps: Sequence[Mapping[str, Any]]) -> None:
        for step in steps:
            ((verb, what),) = step.items()
            getattr(self, f"_{verb}")(*([what] if isinstance(what, str) else what))

    def _remove(self, path: str) -> None:
        there = self.runbooks / path
        shutil.rmtree(there) if there.is_dir() else there.unlink()

    def _move(self, old: str, new: str) -> None:
        (self.runbooks / old).rename(self.runbooks / new)

    def _copy(self, old: str, new: str) -> None:
        source = self.runbooks / old
        (shutil.copytree if source.is_dir() else shutil.copy)(source, self.runbooks / new)

    def _replace(self, path: str, old: str, new: str) -> None:
        text = (self.runbooks / path).read_text()
        assert old in text
        (self.runbooks / path).write_text(text.replace(old, new))

    def _sign(self, message: str, signature: str, who: str, namespace: str = NAMESPACE) -> None:
        data = (self.runbooks / message).read_bytes()
        (self.runbooks / signature).write_text(self.signers[who].sign(data, namespace))

    def _allow(self, path: str, who: str, namespace: str = NAMESPACE) -> None:
        key = self.signers[who]
        with (self.runbooks / path).open("a") as lines:
            lines.write(f"{signer_line(key.identity, key.public, namespace)}\n")

    def _forge(self, name: str, day: str, who: str) -> None:
        """Put a record on the chain's end, well-formed in all, as whoever has a key can."""
        last = read_trails({"drill": self.evidence.root}, self.runbooks)["drill"][-1]
        record = _record(name, day).model_copy(update={"previous": last.head})
        folder, data = self.evidence.root / name, record_bytes(record)
        folder.mkdir()
        (folder / RECORD).write_bytes(data)
        (folder / SUMS).write_bytes(write_sums({RECORD: sha256(data)}))
        (folder / SIGNATURE).write_text(self.signers[who].sign((folder / SUMS).read_bytes()))
        self._head(who)

    def _head(self, who: str) -> None:
        """Sign the chain's head anew, over what is there now."""
        root = self.evidence.root
        folders = [read_folder(root / name, DrillRecord) for name in self.evidence.ids()]
        end = CheckedChain.of(folders, (), HeadFiles()).end("drill")
        assert end is not None
        (root / HEAD).write_bytes(head_bytes(end))
        (root / HEAD_SIGNATURE).write_text(self.signers[who].sign(head_bytes(end)))

    def _handover(self, number: int, old: str, new: str) -> None:
        """State a hand-over between two keys, signed by both, as whoever has them can."""
        first = self.runbooks / "keys/0001/handover.json"
        told = Handover.model_validate_json(first.read_bytes())
        pair = [key_name(IDENTITY, self.signers[who].public) for who in (old, new)]
        before = sha256(first.read_bytes()) if number > 1 else None
        update = {"number": number, "old": pair[0], "new": pair[1], "previous": before}
        data = handover_bytes(told.model_copy(update=update))
        folder = self.runbooks / f"keys/{number:04d}"
        folder.mkdir(exist_ok=True)
        (folder / "handover.json").write_bytes(data)
        (folder / "handover.old.sig").write_text(self.signers[old].sign(data))
        (folder / "handover.new.sig").write_text(self.signers[new].sign(data))


def _record(name: str, day: str) -> DrillRecord:
    moment = datetime.fromisoformat(f"{day}T09:00:00+00:00")
    return SAMPLE.model_copy(update={"id": name, "started": moment, "ended": moment})
