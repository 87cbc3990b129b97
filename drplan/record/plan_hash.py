"""The one hash that stands for a plan: what a board approves, and what an approval record holds.

It is the SHA-256 of a list in the form of ``SHA256SUMS``: first a line with the inventory's own hash and the
word ``inventory``, then one line a page, by its path below the runbooks folder, sorted by the bytes of the
path. With coreutils, in the runbooks folder, where ``PAGES`` are the paths of the pages in any order::

    (echo "INVENTORY_SHA256  inventory"; sha256sum PAGES | LC_ALL=C sort -k 2) | sha256sum

Pages about the plan are not among them: the record of the plan shows its approvals, and the search finds the
words of that page. Were they in it, recording an approval would make the plan another than the approved one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from drplan.record.sums import sha256, write_sums

_ABOUT_IT = re.compile(r"plan-record\.(html|md|pdf)|search\.html")


def is_of_the_plan(page: str) -> bool:
    """Say whether a page, by its path, is of the plan, and not about it."""
    return not _ABOUT_IT.fullmatch(page)


def plan_sha256(pages: Mapping[str, bytes], inventory_sha256: str) -> str:
    """Return the plan's hash in lower-case hexadecimal; ``pages`` holds each page's bytes by its path.

    Pages about the plan may be among them, and do not count. Pages without the inventory they were made from,
    or an inventory without pages, are another plan. Raises ``EvidenceError`` for a path that ``sha256sum``
    would escape.
    """
    counted = {name: sha256(content) for name, content in pages.items() if is_of_the_plan(name)}
    sums = write_sums(counted)
    return sha256(f"{inventory_sha256}  inventory\n".encode() + sums)
