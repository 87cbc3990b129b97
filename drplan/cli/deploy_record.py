"""Keeping the record of a deploy, after everything of it was printed: what cannot be kept hides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from drplan import wiring
from drplan.act.deploy import DeployVerb, judge
from drplan.act.deploy_account import DeployRun, deploy_record
from drplan.act.rollout import Limits
from drplan.cli.deploy_text import Deployed, Freeze
from drplan.cli.recorded import say_where
from drplan.declare import District, Secret
from drplan.declare.lookup import role_named
from drplan.errors import DrplanError
from drplan.ports import AnyAsset
from drplan.record.auditor import verification_command
from drplan.record.deploy import FreezeRecord, ScopeRecord

_RECORDED: Mapping[DeployVerb, Literal["apply", "drift"]] = {"apply": "apply", "drift": "drift"}

_USUAL_ROLE = "systems-administrator"


def operator_role(district: District, given: str | None) -> str:
    """Return the role of whoever deploys; raises ``UsageError`` for a role that is not declared.

    Without one given it is ``systems-administrator`` where that is declared, else it stays unsaid: nobody
    is kept from deploying by a name.
    """
    if given is not None:
        return role_named(district, given).name
    return _USUAL_ROLE if any(role.name == _USUAL_ROLE for role in district.roles) else "unsaid"


@dataclass(frozen=True)
class Occasion:
    """What is known before a deploy begins: of what, asked by whom, of which assets, when."""

    district: District
    inventory: Path
    role: str
    scope: ScopeRecord
    assets: tuple[AnyAsset, ...]
    started: datetime


def keep(
    occasion: Occasion,
    done: Deployed,
    exit_code: int,
    *,
    limits: Limits | None = None,
    broken: BaseException | None = None,
    quiet: bool,
) -> None:
    """Sign and keep the record, and say where; where it cannot be, say so on standard error and go on."""
    try:
        signer = wiring.evidence_key()
        record = deploy_record(
            _run(occasion, done, exit_code, limits, broken),
            wiring.circumstances(occasion.district, occasion.inventory, occasion.role),
            where=wiring.enter().where,
            account=wiring.operator_account(),
        )
        known = wiring.secrets().known_but(_user_names(occasion.district))
        folder = wiring.deploy_evidence().append_next(record, {}, signer, secrets=known)
    except DrplanError as error:
        _say_unrecorded(error.message, error.next_step)
    except Exception as error:  # noqa: BLE001 - what was deployed has been printed, and its exit code stands
        _say_unrecorded(f"{type(error).__name__}: {error}", "report this: it is a fault of drplan's own")
    else:
        if not quiet:
            say_where(folder, verification_command(str(folder), signer.identity))


def _user_names(district: District) -> Iterator[Secret]:
    """Yield what a repository's user is called: not secret, and often a word that a record holds anyway."""
    for each in district.repositories:
        yield from (name for name in (each.user, each.prune_user) if name is not None)


def _run(
    occasion: Occasion, done: Deployed, exit_code: int, limits: Limits | None, broken: BaseException | None
) -> DeployRun:
    return DeployRun(
        verb=_RECORDED[done.verb],
        scope=occasion.scope,
        assets=occasion.assets,
        results=done.results,
        started=occasion.started,
        ended=wiring.clock().now(),
        standing=judge(done.results, done.verb),
        exit_code=exit_code,
        bare=done.bare,
        rollout=done.rollout,
        limits=limits,
        freeze=_freeze(done.freeze),
        broken_off=None if broken is None else type(broken).__name__,
    )


def _freeze(freeze: Freeze | None) -> FreezeRecord | None:
    if freeze is None or freeze.despite is None:
        return None
    return FreezeRecord(period=freeze.period, last=str(freeze.last), despite=freeze.despite)


def _say_unrecorded(why: str, next_step: str) -> None:
    click.echo(f"not recorded as evidence: {why}", err=True)
    click.echo(f"next: {next_step}", err=True)
