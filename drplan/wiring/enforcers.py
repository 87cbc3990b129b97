"""What holds servers, network devices and accounts to their baselines, and what the baselines hold."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from drplan.errors import DrplanError
from drplan.wiring.folders import DEPLOYS, state_folder
from drplan.wiring.posture import posture_enforcer

if TYPE_CHECKING:
    from drplan.act.network_enforcer import NetworkEnforcer
    from drplan.adapters.access import Access
    from drplan.adapters.hosts.enforce import HostsEnforcer
    from drplan.adapters.hosts.standby import Standby
    from drplan.adapters.secrets import SecretStore
    from drplan.declare import District
    from drplan.ports import Devices, Enforcer


def enforcers(
    declared: District, *, confirm_within: timedelta | None = None, allow_delete: bool = False
) -> Mapping[str, Enforcer]:
    """Return what holds servers, network devices and accounts to their baselines, made when asked for.

    ``confirm_within`` is how long a network device waits for a fresh login before it goes back by itself;
    with ``allow_delete`` what an account has too much is taken away.
    """
    from drplan import wiring
    from drplan.adapters.on_demand import OnDemand
    from drplan.adapters.untried import UntriedEnforcer

    access = wiring.enter()
    # An SDK for accounts or for network gear costs more to load than a deploy of servers takes.
    tenants = {
        "aws": lambda: _aws(declared, access, allow_delete=allow_delete),
        "google-workspace": posture_enforcer,
        "microsoft-365": posture_enforcer,
    }
    if access.where == "loopback lab":
        return OnDemand({"server": UntriedEnforcer, "network": UntriedEnforcer, **tenants})
    return OnDemand(
        {
            "server": lambda: servers_enforcer(declared, access, workers(), wiring.secrets()),
            "network": lambda: network_enforcer(declared, access, within=confirm_within),
            **tenants,
        }
    )


def servers_enforcer(
    declared: District, access: Access, workers: Standby, secrets: SecretStore, *, backed_up: bool = True
) -> HostsEnforcer:
    """Return what holds servers to their baselines by those workers.

    Those that are not ``backed_up`` make no recovery points, and have no timers for it.
    """
    from drplan.adapters.agent_archive import write_archive
    from drplan.adapters.hosts.enforce import HostsEnforcer
    from drplan.adapters.tools import find_restic

    state = state_folder()
    extra = {"restic_binary": str(find_restic(state)), "agent_archive": str(write_archive(state))}
    return HostsEnforcer(DEPLOYS, declared, access, workers, extra, secrets=secrets, backed_up=backed_up)


@cache
def workers() -> Standby:
    """Return the workers that change servers, of which one is started at once: call :func:`enter` first."""
    from drplan.adapters.hosts.standby import Standby

    found = Standby(state_folder() / "deploy" / "hosts.log", DEPLOYS.absolute().parent)
    found.get_ready()
    return found


def get_ready_for_servers() -> None:
    """Start what servers will need before all else is loaded; what is wrong is said when it is used."""
    from drplan import wiring
    from drplan.adapters.access import read_access

    with contextlib.suppress(DrplanError):
        where = read_access(state_folder()).where
        if where == "lab":
            wiring.enter()
        # Production is entered where this process is; its host keys go with an inventory not yet known.
        if where != "loopback lab":
            workers()


def network_enforcer(
    declared: District,
    access: Access,
    *,
    within: timedelta | None = None,
    margin: timedelta | None = None,
) -> NetworkEnforcer:
    """Return what holds network devices to their baselines, reached by ``access``."""
    from drplan import wiring
    from drplan.act.network_change import USUAL_WITHIN
    from drplan.act.network_enforcer import Means, NetworkEnforcer
    from drplan.adapters.network.devices import SshDevices
    from drplan.adapters.network.own_address import own_address
    from drplan.adapters.network.wanted import Wanted

    wanted = Wanted(declared, DEPLOYS, wiring.secrets())
    means = Means(
        devices=SshDevices(access, wiring.secrets()),
        wanted=wanted.features,
        secrets=wanted.values,
        clock=wiring.clock(),
        user=access.ssh_user or "",
        own=own_address,
    )
    return NetworkEnforcer(declared, means, within=within or USUAL_WITHIN, margin=margin)


def devices() -> Devices:
    """Return what opens sessions with network devices, of production or of the lab that is up."""
    from drplan import wiring
    from drplan.adapters.network.devices import SshDevices

    return SshDevices(wiring.enter(), wiring.secrets())


def _aws(declared: District, access: Access, *, allow_delete: bool) -> Enforcer:
    from drplan.adapters.aws.enforce import AwsEnforcer

    mailboxes = {role.name: role.email for role in declared.roles}
    return AwsEnforcer(access, DEPLOYS, allow_delete=allow_delete, mailboxes=mailboxes)


def baseline_controls() -> list[dict[str, str]]:
    """Return what the baselines hold: each control's id, baseline, name, level and standards.

    Raises ``DeclarationError`` when a file of ``deploys/controls`` cannot be read.
    """
    from drplan.adapters.hosts.controls import read_controls

    return [vars(each) | {"name": each.name} for each in read_controls(DEPLOYS).values()]
