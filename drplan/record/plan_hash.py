"""The one hash that stands for a plan: what a board approves, and what an approval record holds.

It is the SHA-256 of a list in the form of ``SHA256SUMS``: first a line with the inventory's own hash and the
word ``inventory``, then one line a page, by its path below the runbooks folder, sorted by the bytes of the
path. With coreutils, in the runbooks folder, where ``PAGES`` are the paths of the pages in any order::

    (echo "INVENTORY_SHA256  inventory"; sha256sum PAGES | LC_ALL=C sort -k 2) | sha256sum

The plan is the pages that are made from the declaration alone: ``plan`` and each site's. Runbooks show the
times of the last drill, and the record of the plan its approvals: were they of it, a drill or an approval
would make the plan another than the approved one. What runbooks are made from counts by the inventory's hash.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from drplan.record.sums import sha256, write_sums

_OF_IT = re.compile(r"([^/]+/)?plan\.(html|md|pdf)")


def is_of_the_plan(page: str) -> bool:
    """Say of a page, by its path, whether it is of the plan."""
    return _OF_IT.fullmatch(page) is not None


def of_the_plan(pages: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return those of a district's pages, by their paths, that are the plan."""
    return {name: content for name, content in pages.items() if is_of_the_plan(name)}


def plan_sha256(plan: Mapping[str, bytes], inventory_sha256: str) -> str:
    """Return the plan's hash in lower-case hexadecimal; ``plan`` holds each of its pages' bytes by its path.

    Pages without the inventory they were made from, or an inventory without pages, are another plan. Raises
    ``EvidenceError`` for a path that ``sha256sum`` would escape.
    """
    sums = write_sums({name: sha256(content) for name, content in plan.items()})
    return sha256(f"{inventory_sha256}  inventory\n".encode() + sums)
