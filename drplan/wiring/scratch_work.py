"""What works in a scratch room, by whoever is in it, and what looks at production from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from drplan.wiring.enforcers import network_enforcer, servers_enforcer
from drplan.wiring.folders import DEPLOYS, state_folder

if TYPE_CHECKING:
    from drplan.act.drill_scratch import ScratchPorts
    from drplan.adapters.access import Access
    from drplan.adapters.scratch.isolation import Isolation
    from drplan.adapters.scratch.room import ScratchRoom, Standing
    from drplan.adapters.scratch.room_accounts import RoomAccounts
    from drplan.adapters.secrets import SecretStore
    from drplan.declare import District
    from drplan.ports import Enforcer, Prober, Progress


@dataclass(frozen=True)
class There:
    """A room that is up, ``told`` in words, who reaches production and looks at it, who works on accounts."""

    room: ScratchRoom
    told: str
    production: Access
    watcher: Prober
    standing: Standing
    isolation: Isolation
    accounts: RoomAccounts


def work_in(declared: District, there: There, progress: Progress) -> ScratchPorts:
    """Build what works in a room, by whoever is in it."""
    from drplan import wiring
    from drplan.act.drill_scratch import ScratchPorts
    from drplan.adapters.probes import Prober
    from drplan.adapters.programs_there import ProgramsThere
    from drplan.adapters.scratch.ground import ScratchGround
    from drplan.adapters.scratch.room_accounts import ScratchProber
    from drplan.adapters.secrets import SecretStore
    from drplan.adapters.tools import find_restic
    from drplan.adapters.vault import ResticVault

    # What production's secrets were read as stays out: a room's hosts get words of their own.
    state, secrets, access = state_folder(), SecretStore(), there.standing.access
    ground = ScratchGround(there.room, there.standing, there.isolation, there.accounts)
    return ScratchPorts(
        district=declared,
        clock=wiring.clock(),
        enforcers=_enforcers(declared, access, secrets, there.accounts),
        vault=ResticVault(
            declared,
            access,
            secrets,
            restic=find_restic(state),
            state=state,
            kept_by=there.production,
            controls=there.accounts.controls,
        ),
        prober=ScratchProber(Prober(declared, access), there.watcher, there.accounts),
        programs=ProgramsThere(declared, access),
        progress=progress,
        ground=ground,
        production=there.watcher,
        look_out=ground.look_out,
        gone=lambda: there.room.gone,
        reserved=there.told,
    )


def _enforcers(
    declared: District, access: Access, secrets: SecretStore, accounts: RoomAccounts
) -> Mapping[str, Enforcer]:
    from drplan.adapters.hosts.standby import Standby
    from drplan.adapters.on_demand import OnDemand
    from drplan.adapters.scratch.room_accounts import ScratchAwsEnforcer

    # Workers live where they were started: those that reach production are not asked here.
    workers = Standby(state_folder() / "deploy" / "scratch.log", DEPLOYS.absolute().parent)
    workers.get_ready()
    return OnDemand(
        {
            "server": lambda: servers_enforcer(declared, access, workers, secrets, backed_up=False),
            "network": lambda: network_enforcer(declared, access),
            "aws": lambda: ScratchAwsEnforcer(accounts),
        }
    )
