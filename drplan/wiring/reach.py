"""How the declared world is asked whether it can be reached from this machine."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from drplan.wiring.folders import state_folder
from drplan.wiring.integrity import inspector

if TYPE_CHECKING:
    from drplan.act.access import Reach
    from drplan.declare import AwsAccount, NetworkDevice, Repository


def reach() -> Reach:
    """Return it for production, or for the lab that is up."""
    from drplan import wiring
    from drplan.act.access import Reach

    access = wiring.enter()

    def repository(asked: Repository) -> str:
        return f"opens, {len(inspector().show(asked).snapshots)} snapshots"

    def device(asked: NetworkDevice) -> str:
        with wiring.devices().open(asked) as session:
            facts = session.facts()
        return f"lets us in: {facts.model or asked.platform} {facts.version}".rstrip()

    def account(asked: AwsAccount) -> str:
        from drplan.adapters.aws.session import verify_account

        verify_account(asked, access)
        return f"the credentials are for {asked.account_id}"

    def free() -> tuple[int, str]:
        folder = state_folder().absolute()
        there = next(place for place in (folder, *folder.parents) if place.exists())
        return shutil.disk_usage(there).free, str(there)

    return Reach(wiring.secrets().read, repository, wiring.look_at, device, account, free)
