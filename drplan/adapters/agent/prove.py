"""Proving a recovery point without its host: what restic gives is read here, beside the manifest.

Two ways. ``prove-scratch`` has restic restore into an empty scratch folder and reads that once.
``prove-stream`` needs no disk: restic writes a tar, which is read as it goes by. What is piped into snapshots
of its own (databases) is in both ways read to its end by what knows its form: :mod:`prove_streams`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import snapshot_read
from .fault import Fault
from .manifest import Entry
from .prove_sample import WHOLE, Part
from .restic_call import Manner
from .restic_process import MOVING

Entries = Mapping[str, Entry]
RESTIC = Manner(seconds=MOVING.whole, also={"GOGC": "200"})
"""How restic is called: with as much time as data takes, and some 100 MB more for less collecting."""
_STREAMED = frozenset(("postgres", "postgres-cluster", "mariadb", "ldap", "sqlite", "command"))


@dataclass(frozen=True)
class Proof:
    """What a way of proving brings: what it can show of the manifest, and what it found instead.

    ``size`` counts the bytes that were read; ``notes`` say what was not carried, and so not compared.
    """

    expected: Entries
    found: Entries
    size: int
    notes: tuple[str, ...] = field(default=())


ProveTree = Callable[[Mapping[str, Any], Part], tuple[snapshot_read.Kept, Proof]]


def scratch(request: Mapping[str, Any]) -> dict[str, Any]:
    """Restore below the empty folder ``into`` and compare; nothing else is written, and nothing started.

    The request holds ``repository``, ``snapshot``, ``data_set``, ``signers``, ``source`` (``kind`` and its
    fields), ``canaries`` and, for a sample, ``sample`` (``part`` and ``parts``). The answer has ``expected``
    and ``found`` as after a restore, ``size``, ``notes``, and ``whole``: the whole manifest. Raises ``Fault``
    when restic did not give all of it.
    """
    from .prove_scratch import prove

    return _answer(request, prove)


def stream(request: Mapping[str, Any]) -> dict[str, Any]:
    """Read all of it as it goes by, without a scratch disk; the same request and answer, without ``into``."""
    from .prove_tree import prove

    return _answer(request, prove)


def _answer(request: Mapping[str, Any], prove_tree: ProveTree) -> dict[str, Any]:
    part = Part.read(request)
    if request["source"].get("kind", "") in _STREAMED:
        from .prove_streams import prove

        kept = snapshot_read.look_into(request)
        proof = prove(request, kept)
    else:
        kept, proof = prove_tree(request, part)
        if kept.streams:
            raise Fault(
                "source", "this recovery point is a stream: it was made when its source was another kind"
            )
    if not proof.expected:
        raise Fault("source", "nothing of this recovery point could be held against its manifest")
    said = (*kept.notes, *proof.notes, *(() if part == WHOLE else (part.shown(len(kept.entries)),)))
    return {
        "expected": proof.expected,
        "found": proof.found,
        "size": proof.size,
        "notes": said,
        "whole": kept.entries,
    }
