"""What stands beside the chains, on disk: hand-overs of keys, and what witnesses signed or stamped.

::

    RUNBOOKS/keys/NNNN/handover.json, handover.old.sig, handover.new.sig
    RUNBOOKS/witnesses/NNNN-PARTNER/heads.txt, heads.txt.sig, allowed_signers
    RUNBOOKS/witnesses/NNNN-stamp/heads.txt, heads.txt.tsr, ca.pem
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from drplan.adapters.evidence_disk import failed, locked, sync_folder, write_file
from drplan.record.chain import Link, order_chain
from drplan.record.handover import KEYS, KeptHandover, statement_sum
from drplan.record.heads import KEY, Place, Trails
from drplan.record.keychain import Keychain, read_keychain
from drplan.record.sshsig import claimed_key
from drplan.record.sums import RECORD, SIGNATURE, SUMS, sha256
from drplan.record.witness import WITNESSES, KeptWitness

_STAGING = ".staging-"
_ODD = b""

K = TypeVar("K")


def read_trails(chains: Mapping[str, Path], runbooks: Path) -> Trails:
    """Return the places of each chain, by noun, from its folder, and of the hand-overs below ``runbooks``.

    Nothing is verified here: what cannot be read is left out, and of a broken chain the order is a guess.
    """
    handed = tuple(Place(each.name, statement_sum(each)) for each in _folders(runbooks / KEYS, KeptHandover))
    return {noun: _places(root) for noun, root in chains.items()} | {KEY: handed}


def read_keys(runbooks: Path) -> Keychain:
    """Return the hand-overs of the district's keys; raises ``EvidenceError`` when the disk refuses."""
    return read_keychain(_folders(runbooks / KEYS, KeptHandover))


def read_witnesses(runbooks: Path) -> list[KeptWitness]:
    """Return what witnesses left, by name; raises ``EvidenceError`` when the disk refuses."""
    return _folders(runbooks / WITNESSES, KeptWitness)


def keep_witness(runbooks: Path, who: str, files: Mapping[str, bytes]) -> Path:
    """Keep what a witness signed or stamped, under the next number; returns its folder."""
    root = runbooks / WITNESSES
    try:
        root.mkdir(parents=True, exist_ok=True)
        with locked(root):
            number = len(_names(root)) + 1
            return keep_folder(root, f"{number:04d}-{who}", files)
    except OSError as error:
        raise failed(f"write to {root}", error) from error


def keep_folder(root: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Write a folder whole or not at all; whoever calls holds the lock on ``root``."""
    for left in root.glob(f"{_STAGING}*"):
        shutil.rmtree(left)
    staged = root / f"{_STAGING}{name}"
    try:
        for each, data in files.items():
            write_file(staged / each, data)
        sync_folder(staged)
        staged.rename(root / name)
    except OSError:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    sync_folder(root)
    return root / name


def _names(root: Path) -> list[str]:
    if not root.is_dir():
        return []
    return sorted(path.name for path in root.iterdir() if path.name[0] != ".")


def _folders(root: Path, kind: Callable[[str, Mapping[str, bytes]], K]) -> list[K]:
    try:
        return [kind(name, _files(root / name)) for name in _names(root)]
    except OSError as error:
        raise failed(f"read {root}", error) from error


def _files(folder: Path) -> dict[str, bytes]:
    """Read a folder; what is no plain file is named as a file without content, never followed."""
    if folder.is_symlink() or not folder.is_dir():
        return {}
    return {
        path.name: path.read_bytes() if path.is_file() and not path.is_symlink() else _ODD
        for path in folder.iterdir()
    }


def _places(root: Path) -> tuple[Place, ...]:
    names = (
        sorted(path.name for path in root.iterdir() if path.is_dir() and path.name[0] != ".")
        if root.is_dir()
        else []
    )
    links: dict[str, Link] = {}
    for name in names:
        try:
            previous = json.loads((root / name / RECORD).read_bytes())["previous"]
            links[name] = Link(previous, sha256((root / name / SUMS).read_bytes()))
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            continue
    return tuple(Place(name, links[name].head, _key(root / name)) for name in order_chain(links).order)


def _key(folder: Path) -> bytes | None:
    try:
        return claimed_key((folder / SIGNATURE).read_bytes())
    except OSError:
        return None
