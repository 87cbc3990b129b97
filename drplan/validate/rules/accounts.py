"""Cloud accounts keep a record of who did what in them, and tell somebody before they cost too much."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import AwsAccount
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.registry import RULES


@RULES.add(
    "DRP150",
    "An AWS account that holds data or copies declares no trail, or no budget",
    severity="warning",
    why="A thief with its keys leaves no trace that he cannot delete, and what he runs there is first seen on"
    " the bill.",
    source="NIST SP 800-53 Rev. 5, AU-9 and AU-12; CIS Amazon Web Services Foundations Benchmark 3.0.0, 3.1",
    fix="declare the account's trail, with a bucket of its own, and its budget, with who is told",
)
def account_unwatched(index: Index) -> Iterator[Flaw]:
    """Ask accounts that data sets are read from, and those that repositories lie in."""
    hosts = {repository.host for repository in index.repositories.values()}
    for name, account in index.accounts.items():
        if name in index.backed_up | hosts:
            for what in _missing(account):
                yield Flaw(index.asset(name), f"holds data, and declares no {what}")


def _missing(account: AwsAccount) -> Iterator[str]:
    if account.trail is None:
        yield "trail"
    if account.budget is None:
        yield "budget"
