"""Holding AWS accounts to their baselines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.aws.hold import hold_all
from drplan.adapters.aws.operations import operations_of
from drplan.adapters.aws.session import verify_account
from drplan.adapters.clock import SystemClock
from drplan.declare import AwsAccount
from drplan.errors import DeclarationError, DrplanError
from drplan.ports import AnyAsset, AssetResult, Clock


class AwsEnforcer:
    """Holds AWS accounts to the baselines in ``deploys/aws``.

    Nothing is read or changed before the credentials are seen to be for the declared account. The process is
    already where ``access`` leads (see ``access.enter``); boto3 reads its environment. ``mailboxes`` maps
    each declared role to where it reads its mail.
    """

    def __init__(
        self,
        access: Access,
        deploys: Path = Path("deploys"),
        *,
        allow_delete: bool = False,
        mailboxes: Mapping[str, str] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._access = access
        self._deploys = deploys
        self._allow_delete = allow_delete
        self._mailboxes = mailboxes or {}
        self._clock = clock or SystemClock()

    def plan(self, assets: Sequence[AnyAsset]) -> list[AssetResult]:
        """Say what would change; change nothing. Assets must be AWS accounts."""
        return [self._hold_account(asset, write=False) for asset in assets]

    def apply(self, assets: Sequence[AnyAsset]) -> list[AssetResult]:
        """Change what differs, and read it back.

        A second call reports every operation ``ok``, but for those that only people can set.
        """
        return [self._hold_account(asset, write=True) for asset in assets]

    def _hold_account(self, asset: AnyAsset, *, write: bool) -> AssetResult:
        if not isinstance(asset, AwsAccount):
            raise TypeError(f"{asset.name} is not an AWS account")
        try:
            operations = operations_of(_with_mailboxes(asset, self._mailboxes), self._deploys)
            verify_account(asset, self._access)
        except DrplanError as error:
            return AssetResult(asset.name, error=f"{error.message}; next: {error.next_step}")
        held = hold_all(
            operations,
            write=write,
            allow_delete=self._allow_delete,
            lab=self._access.where != "production",
            now=self._clock.now(),
        )
        return AssetResult(asset.name, tuple(held))


def _with_mailboxes(account: AwsAccount, mailboxes: Mapping[str, str]) -> AwsAccount:
    """Put mailboxes in the place of roles; raises ``DeclarationError`` for a role that has none."""
    if account.budget is None:
        return account
    told = tuple(each if "@" in each else mailboxes.get(each, "") for each in account.budget.told)
    if "" in told:
        nobody = account.budget.told[told.index("")]
        raise DeclarationError(
            f"{account.name}: its budget is told to {nobody}, which has no mailbox",
            next_step="declare that role, or name a mailbox",
        )
    budget = account.budget.model_copy(update={"told": told})
    return account.model_copy(update={"budget": budget})
