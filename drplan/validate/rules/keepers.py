"""What was agreed with whoever keeps a copy, and what a protocol can hold to."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import Partner, Repository
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.keeping import keeper, out_of_reach
from drplan.validate.registry import RULES
from drplan.validate.units import listed


@RULES.add(
    "DRP056",
    "A partner keeps a copy on terms that are not declared",
    severity="warning",
    why="A neighbour's disk that fills or line that chokes ends the help, on a day nobody chose.",
    source="NIST SP 800-53 Rev. 5, SA-9 and CP-6; CIS Controls v8.1, safeguards 11.3 and 11.4",
    fix="agree on quota and limit_mbit_s, and have the partner serve it append-only; declare all of it",
)
def without_terms(index: Index) -> Iterator[Flaw]:
    """Ask a partner's copies for a quota, a bandwidth, encryption, and writers that cannot delete."""
    for name, each in index.repositories.items():
        outsider = keeper(index, each)
        if isinstance(outsider, Partner) and (missing := _missing(each)):
            yield Flaw(Subject("repository", name), f"is kept by partner {outsider.name} {listed(missing)}")


def _missing(copy: Repository) -> list[str]:
    return [
        what
        for what, lacks in (
            ("without a quota", copy.quota is None),
            ("without an agreed bandwidth", copy.limit_mbit_s is None),
            ("where its writers can delete it", not out_of_reach(copy)),
            ("unencrypted", not copy.encrypted),
        )
        if lacks
    ]


@RULES.add(
    "DRP057",
    "A copy is declared append-only over a protocol that cannot be",
    severity="error",
    why="Whoever may write over SFTP may delete: the declaration only comforts.",
    source="restic 0.18, Security considerations in append-only mode; NIST SP 800-53 Rev. 5, CP-9(8)",
    fix="serve it with rclone serve restic --append-only, or rest-server; or take append_only out",
)
def append_only_in_name(index: Index) -> Iterator[Flaw]:
    """Look at locations that begin with ``sftp:``."""
    for name, each in index.repositories.items():
        if each.append_only and each.location.startswith("sftp:"):
            yield Flaw(Subject("repository", name), "is append-only in the declaration and reached over SFTP")


@RULES.add(
    "DRP058",
    "A copy is filled from a repository that has nothing for it",
    severity="error",
    why="No host writes to it and nothing is copied into it: the copy exists on paper.",
    source="NIST SP 800-53 Rev. 5, CP-9; CIS Controls v8.1, safeguard 11.1",
    fix="fill it from a repository that hosts write to and that is in the same policies' copies",
)
def filled_from_nothing(index: Index) -> Iterator[Flaw]:
    """See that hosts write to the source, under each policy that names the copy."""
    for name, each in index.repositories.items():
        source = index.repositories.get(each.filled_from or "")
        if source is None:
            continue
        if source.filled_from is not None:
            yield Flaw(
                Subject("repository", name), f"is filled from {source.name}, which no host writes to either"
            )
        for policy in index.policies.values():
            if name in policy.copies and source.name not in policy.copies:
                yield Flaw(
                    Subject("repository", name),
                    f"is filled from {source.name}, which policy {policy.name} has no copy in",
                )
