"""The lab as a place where a drill may destroy and rebuild."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from drplan.adapters.access import Access
from drplan.adapters.lab import Lab
from drplan.adapters.lab.gear import REAL
from drplan.declare.assets import NetworkDevice
from drplan.declare.tenants import AwsAccount, GoogleWorkspace, Microsoft365
from drplan.errors import UsageError
from drplan.gear import PLATFORMS
from drplan.ports import AnyAsset


class LabGround:
    """Implements :class:`drplan.ports.Ground`; cannot be built while no lab is up.

    ``held`` are the names of the assets of the site that the lab is of.
    """

    where: Literal["lab", "loopback lab"]

    def __init__(self, lab: Lab, access: Access, held: Collection[str]) -> None:
        if access.where == "production":
            raise UsageError(
                "a drill destroys what it rehearses, and never touches production",
                next_step="raise a lab first: drplan lab up --site CODE",
            )
        self.where = access.where
        self._lab = lab
        self._access = access
        self._held = held

    def excuse(self, asset: AnyAsset) -> str | None:
        """Say why an asset cannot be rehearsed: the lab does not hold it, or hosts and routers need root."""
        if isinstance(asset, GoogleWorkspace | Microsoft365):
            return f"{asset.name}: no lab can hold a tenant of {asset.kind}"
        if asset.name not in self._held:
            return f"{asset.name} is not in the lab, which holds site {self._access.site}"
        if self.where == "loopback lab" and not isinstance(asset, AwsAccount):
            return f"{asset.name} needs a lab host, and lab hosts need root"
        return None

    def stands_in(self, asset: AnyAsset) -> str | None:
        """Say so of a device that a program stands in for: it holds lines and moves no frame."""
        if not isinstance(asset, NetworkDevice) or asset.platform in REAL:
            return None
        title = PLATFORMS[asset.platform].pack.title
        return (
            f"{asset.name} is a stand-in for {title}: it shows whether its configuration comes back whole, "
            "and not whether it forwards anything"
        )

    def destroy(self, asset: AnyAsset) -> str:
        """Cut the power and wipe the disk, erase the configuration, or let a thief into the buckets."""
        if isinstance(asset, AwsAccount):
            from drplan.adapters.aws.bucket import S3BucketSource

            thief = S3BucketSource(self._access)
            return "; ".join(f"{b}: {thief.lose(asset, b)}" for b in asset.buckets)
        return self._lab.destroy(asset)

    def blank(self, asset: AnyAsset) -> str:
        """Put a blank host or device there. An account itself survives: its keys are changed by people."""
        if isinstance(asset, AwsAccount):
            return "the account is still there; its objects are not"
        return self._lab.blank(asset)
