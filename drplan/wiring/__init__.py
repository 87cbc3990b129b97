"""The one place that builds adapters. Commands ask here for what they need.

A process that acts on assets calls :func:`enter` first: while a lab is up, that moves it into the lab.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from drplan.errors import DrplanError, SecretMissing, UsageError
from drplan.wiring.beside import aws_vaults as aws_vaults
from drplan.wiring.beside import beside_ports as beside_ports
from drplan.wiring.beside import made_in_aws as made_in_aws
from drplan.wiring.beside import rehearsal_token as rehearsal_token
from drplan.wiring.configurations import configurations as configurations
from drplan.wiring.configurations import device_shelf as device_shelf
from drplan.wiring.configurations import last_told as last_told
from drplan.wiring.controls import plan_in_force as plan_in_force
from drplan.wiring.copies import custody as custody
from drplan.wiring.copies import looks as looks
from drplan.wiring.drills import circumstances as circumstances
from drplan.wiring.drills import data_ports as data_ports
from drplan.wiring.drills import drill_ports as drill_ports
from drplan.wiring.drills import inventory_sha256 as inventory_sha256
from drplan.wiring.drills import places_of_data as places_of_data
from drplan.wiring.drills import recovery_ports as recovery_ports
from drplan.wiring.engine import drill_history as drill_history
from drplan.wiring.engine import drill_runner as drill_runner
from drplan.wiring.engine import drill_worker as drill_worker
from drplan.wiring.folders import state_folder as state_folder
from drplan.wiring.integrity import attacker as attacker
from drplan.wiring.integrity import inspector as inspector
from drplan.wiring.moments import bucket_moment as bucket_moment
from drplan.wiring.pages import machine_there as machine_there
from drplan.wiring.pages import notice_texts as notice_texts
from drplan.wiring.pages import page_source as page_source
from drplan.wiring.pages import page_sums as page_sums
from drplan.wiring.pages import printing as printing
from drplan.wiring.pages import templates as templates
from drplan.wiring.people import desk as desk
from drplan.wiring.people import exercise_journal as exercise_journal
from drplan.wiring.people import exercise_journals as exercise_journals
from drplan.wiring.posture import posture_enforcer as posture_enforcer
from drplan.wiring.posture import posture_records as posture_records
from drplan.wiring.reach import reach as reach
from drplan.wiring.records import APPROVALS as APPROVALS
from drplan.wiring.records import CHECKS as CHECKS
from drplan.wiring.records import ESCROWS as ESCROWS
from drplan.wiring.records import EXERCISES as EXERCISES
from drplan.wiring.records import POSTURE as POSTURE
from drplan.wiring.records import approval_evidence as approval_evidence
from drplan.wiring.records import check_evidence as check_evidence
from drplan.wiring.records import committed_ledger as committed_ledger
from drplan.wiring.records import create_evidence_key as create_evidence_key
from drplan.wiring.records import deploy_evidence as deploy_evidence
from drplan.wiring.records import deploy_evidence_root as deploy_evidence_root
from drplan.wiring.records import escrow_evidence as escrow_evidence
from drplan.wiring.records import evidence as evidence
from drplan.wiring.records import evidence_key as evidence_key
from drplan.wiring.records import exercise_evidence as exercise_evidence
from drplan.wiring.records import heads as heads
from drplan.wiring.records import ledger as ledger
from drplan.wiring.records import operator_account as operator_account
from drplan.wiring.records import posture_evidence as posture_evidence
from drplan.wiring.records import signed_for as signed_for
from drplan.wiring.starter import starter_deploys as starter_deploys
from drplan.wiring.status import acts_in as acts_in
from drplan.wiring.status import notifier as notifier
from drplan.wiring.status import pinged as pinged
from drplan.wiring.status import told as told
from drplan.wiring.status import write_textfile as write_textfile
from drplan.wiring.trust import agent_key as agent_key
from drplan.wiring.trust import chains as chains
from drplan.wiring.trust import handover_asked as handover_asked
from drplan.wiring.trust import keep_witness as keep_witness
from drplan.wiring.trust import key_in as key_in
from drplan.wiring.trust import key_rotation as key_rotation
from drplan.wiring.trust import keychain as keychain
from drplan.wiring.trust import read_stamp as read_stamp
from drplan.wiring.trust import stamp as stamp
from drplan.wiring.trust import trails as trails
from drplan.wiring.trust import witnesses as witnesses
from drplan.wiring.unhiding import unhide_rehearsal as unhide_rehearsal
from drplan.wiring.unhiding import unhider as unhider

if TYPE_CHECKING:
    from drplan.act.network_enforcer import NetworkEnforcer
    from drplan.adapters.access import Access
    from drplan.adapters.clock import SystemClock
    from drplan.adapters.host_keys import ProjectKeys
    from drplan.adapters.hosts.standby import Standby
    from drplan.adapters.lab import Lab
    from drplan.adapters.secrets import SecretStore
    from drplan.adapters.tools import ToolFinding
    from drplan.adapters.vault import ResticVault
    from drplan.declare import District, Server
    from drplan.declare.imported import Imported
    from drplan.measure.live import Look
    from drplan.ports import Devices, Enforcer
    from drplan.validate import Place

DEPLOYS = Path("deploys")


class _Loaded:
    """Which inventory this process works with: its ``known_hosts`` goes with it."""

    folder = Path("inventories")


def district(folder: Path) -> District:
    """Load the declaration; raises ``DeclarationError``."""
    from drplan.adapters.inventory import load_district

    _Loaded.folder = folder
    return load_district(folder)


def places(folder: Path) -> Mapping[str, Place]:
    """Return the file and line of every name that is declared as a plain text."""
    from drplan.adapters.inventory_places import find_places

    return find_places(folder)


@cache
def enter() -> Access:
    """Move this process to where it will act, once, and return how assets are reached from there."""
    from drplan.adapters import access

    found = access.read_access(state_folder())
    access.enter(found)
    return found if found.where != "production" else replace(found, pinned=str(known_hosts()))


def known_hosts() -> Path:
    """Return the project's own file of host keys, beside the inventory; it need not exist."""
    from drplan.adapters.known_hosts import NAME

    return _Loaded.folder.absolute() / NAME


def key_ring() -> ProjectKeys:
    """Return what machines show by way of host keys, and what is known of them.

    Raises ``UsageError`` in a lab, whose hosts have the keys that it gave them.
    """
    from drplan.adapters.host_keys import ProjectKeys

    access = enter()
    if access.where != "production":
        raise UsageError(
            "a lab is up, and its hosts are known by the keys it gave them",
            next_step="to meet the district's own machines: drplan lab down",
        )
    return ProjectKeys(access, known_hosts(), Path("~/.ssh/known_hosts").expanduser())


def clock() -> SystemClock:
    """Return the machine's clock."""
    from drplan.adapters.clock import SystemClock

    return SystemClock()


@cache
def secrets() -> SecretStore:
    """Return the one reader of secrets in this process."""
    from drplan.adapters.secrets import SecretStore

    return SecretStore()


def repository_secrets(declared: District) -> tuple[str, ...]:
    """Return the secrets that no record may ever hold; user names and certificates are none.

    A secret that this process cannot read is in nothing it writes either.
    """
    found = []
    asked = ((r.password, r.user_secret, r.prune_secret) for r in declared.repositories)
    for secret in (secret for each in asked for secret in each if secret):
        with contextlib.suppress(SecretMissing):
            found.append(secrets().read(secret))
    return tuple(found)


def probe_secrets(declared: District) -> tuple[str, ...]:
    """Return the passwords that probes have asked with so far; no record may hold them either."""
    from drplan.declare.lookup import services
    from drplan.declare.probes import passwords_of

    probes = (probe for service in services(declared) for probe in service.probes)
    return secrets().known_of(each for probe in probes for each in passwords_of(probe))


def lab(*, loopback: bool = False) -> Lab:
    """Return the lab of this state folder, up or not; ``loopback`` asks for no hosts and no routers."""
    from drplan.adapters.lab import Lab

    return Lab(state_folder(), loopback=loopback)


def enforcers(
    declared: District, *, confirm_within: timedelta | None = None, allow_delete: bool = False
) -> Mapping[str, Enforcer]:
    """Return what holds servers, network devices and accounts to their baselines, made when asked for.

    ``confirm_within`` is how long a network device waits for a fresh login before it goes back by itself;
    with ``allow_delete`` what an account has too much is taken away.
    """
    from drplan.adapters.on_demand import OnDemand
    from drplan.adapters.untried import UntriedEnforcer

    access = enter()
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
            "server": lambda: _hosts(declared, access),
            "network": lambda: network_enforcer(declared, access, within=confirm_within),
            **tenants,
        }
    )


def _hosts(declared: District, access: Access) -> Enforcer:
    from drplan.adapters.agent_archive import write_archive
    from drplan.adapters.hosts.enforce import HostsEnforcer
    from drplan.adapters.tools import find_restic

    state = state_folder()
    extra = {"restic_binary": str(find_restic(state)), "agent_archive": str(write_archive(state))}
    return HostsEnforcer(DEPLOYS, declared, access, workers(), extra, secrets=secrets())


@cache
def workers() -> Standby:
    """Return the workers that change servers, of which one is started at once: call :func:`enter` first."""
    from drplan.adapters.hosts.standby import Standby

    found = Standby(state_folder() / "deploy" / "hosts.log", DEPLOYS.absolute().parent)
    found.get_ready()
    return found


def get_ready_for_servers() -> None:
    """Start what servers will need before all else is loaded; what is wrong is said when it is used."""
    from drplan.adapters.access import read_access

    with contextlib.suppress(DrplanError):
        where = read_access(state_folder()).where
        if where == "lab":
            enter()
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
    from drplan.act.network_change import USUAL_WITHIN
    from drplan.act.network_enforcer import Means, NetworkEnforcer
    from drplan.adapters.network.devices import SshDevices
    from drplan.adapters.network.own_address import own_address
    from drplan.adapters.network.wanted import Wanted

    wanted = Wanted(declared, DEPLOYS, secrets())
    means = Means(
        devices=SshDevices(access, secrets()),
        wanted=wanted.features,
        secrets=wanted.values,
        clock=clock(),
        user=access.ssh_user or "",
        own=own_address,
    )
    return NetworkEnforcer(declared, means, within=within or USUAL_WITHIN, margin=margin)


def devices() -> Devices:
    """Return what opens sessions with network devices, of production or of the lab that is up."""
    from drplan.adapters.network.devices import SshDevices

    return SshDevices(enter(), secrets())


def _aws(declared: District, access: Access, *, allow_delete: bool) -> Enforcer:
    from drplan.adapters.aws.enforce import AwsEnforcer

    mailboxes = {role.name: role.email for role in declared.roles}
    return AwsEnforcer(access, DEPLOYS, allow_delete=allow_delete, mailboxes=mailboxes)


def controls() -> list[dict[str, str]]:
    """Return what the baselines hold: each control's id, baseline, name, level and standards.

    Raises ``DeclarationError`` when a file of ``deploys/controls`` cannot be read.
    """
    from drplan.adapters.hosts.controls import read_controls

    return [vars(each) | {"name": each.name} for each in read_controls(DEPLOYS).values()]


def vault(declared: District) -> ResticVault:
    """Return what makes recovery points and finds them; raises ``ToolMissing`` without restic."""
    from drplan.adapters.tools import find_restic
    from drplan.adapters.vault import ResticVault

    state = state_folder()
    return ResticVault(declared, enter(), secrets(), restic=find_restic(state), state=state)


def examine_machine() -> list[ToolFinding]:
    """Return what this machine has and lacks."""
    from drplan.adapters.tools import examine

    return examine(state_folder())


def imported(tool: str, source: Path) -> Imported:
    """Return what another tool's files say; raises ``DeclarationError``."""
    from drplan.adapters.imports.readers import read_import

    return read_import(tool, source)


def look_at(servers: Sequence[Server]) -> tuple[Look, ...]:
    """Return what each server says of itself now, or why it does not answer, in their order."""
    from drplan.adapters import live

    return live.look_at(enter(), servers)
