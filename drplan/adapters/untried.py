"""What a loopback lab cannot hold is never contacted: its declared addresses could be somebody's."""

from __future__ import annotations

from collections.abc import Sequence

from drplan.adapters.access import Access
from drplan.errors import Unreachable
from drplan.ports import AnyAsset, AssetResult

WHY = "not tried: lab hosts and routers need root"


class UntriedEnforcer:
    """Implements :class:`drplan.ports.Enforcer` by trying nothing and saying so."""

    def plan(self, assets: Sequence[AnyAsset]) -> Sequence[AssetResult]:
        """Say of each asset that it was not tried."""
        return [AssetResult(asset.name, error=WHY) for asset in assets]

    apply = plan


def refuse_untried(access: Access, name: str) -> None:
    """Raise ``Unreachable`` instead of contacting a host or device from a loopback lab."""
    if access.where == "loopback lab":
        raise Unreachable(f"{name}: {WHY}", next_step="run drplan lab up as root")
