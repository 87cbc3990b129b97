"""``drplan deploy``: hold servers, network gear and accounts to their baselines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from drplan import wiring
from drplan.act.deploy import Standing, judge, plan_deploy
from drplan.act.rollout import Limits, roll_out, usual_budget
from drplan.cli.deploy_controls import controls_command
from drplan.cli.deploy_freeze import freeze_now, refuse_frozen
from drplan.cli.deploy_options import (
    choice_options,
    choose,
    confirm_option,
    delete_option,
    risk_options,
    role_option,
    split_bare,
    wave_options,
)
from drplan.cli.deploy_permissions import permissions_command
from drplan.cli.deploy_text import Deployed, as_json, as_text
from drplan.cli.deploy_trust import trust_command
from drplan.cli.frame import INTERRUPTED, Exit, finish
from drplan.cli.interrupts import stoppable
from drplan.cli.show import Lines, fold
from drplan.cli.verbs import Verbs
from drplan.declare import District
from drplan.plan.rollout import plan_rollout
from drplan.ports import AnyAsset, Enforcer
from drplan.record.deploy import ScopeRecord

if TYPE_CHECKING:
    from drplan.cli.deploy_record import Occasion

_EXITS: dict[Standing, Exit] = {
    "well": Exit.WELL,
    "falls-short": Exit.FALLS_SHORT,
    "in-part": Exit.IN_PART,
    "not-done": Exit.NOT_DONE,
}


@click.group(cls=Verbs)
def command() -> None:
    """Hold servers, network gear and accounts to their baselines."""


@command.command()
@choice_options
@wave_options
@delete_option
def plan(
    *, at_once: int, canary: int, allow_delete: bool, diff: bool | None, form: str, **chosen: Any
) -> None:
    """Say what would change, and in which waves; change nothing. Exits 0 when everything could be tried."""
    district, wanted, bare = _meant(**chosen)
    rollout = plan_rollout(district, wanted, canary=canary, at_once=at_once)
    begun = Deployed("plan", (), bare, rollout, freeze_now(district))
    done = _look(begun, district, wanted, form, allow_delete=allow_delete)
    _print(done, diff=diff is not False, form=form)
    finish(exit_of(done))


@command.command()
@choice_options
@wave_options
@risk_options
@confirm_option
@delete_option
@role_option
def apply(
    *,
    at_once: int,
    canary: int,
    failure_budget: int | None,
    confirm_minutes: int,
    allow_delete: bool,
    despite_freeze: str | None,
    role: str | None,
    diff: bool | None,
    form: str,
    **chosen: Any,
) -> None:
    """Change what differs, in waves, and record it. A second run reports no change.

    Ctrl-C sees the wave at hand through and stops before the next; a second one breaks it off.
    """
    district, wanted, bare = _meant(**chosen)
    occasion = _occasion(district, wanted, role, chosen, allow_delete=allow_delete)
    freeze = refuse_frozen(freeze_now(district), despite_freeze)
    budget = usual_budget(wanted) if failure_budget is None else failure_budget
    limits = Limits(canary=canary, at_once=at_once, failure_budget=budget)
    enforcers = wiring.enforcers(
        district, confirm_within=timedelta(minutes=confirm_minutes), allow_delete=allow_delete
    )
    begun = Deployed("apply", (), bare, freeze=freeze)
    show = partial(_print, diff=bool(diff), form=form)
    finish(exit_of(change(begun, occasion, limits, show, quiet=form == "json", enforcers=enforcers)))


def change(
    begun: Deployed,
    occasion: Occasion,
    limits: Limits,
    show: Callable[[Deployed], None],
    *,
    quiet: bool,
    enforcers: Mapping[str, Enforcer] | None = None,
) -> Deployed:
    """Change what differs on the occasion's assets, in waves; ``show`` what was done, record it, return it.

    What broke a wave off is raised again after that.
    """
    from drplan.cli.deploy_record import keep

    freeze = begun.freeze
    if freeze is not None:
        click.echo(f"  {freeze}; going on despite it: {freeze.despite}", err=True)
    enforcers = wiring.enforcers(occasion.district) if enforcers is None else enforcers
    with stoppable("stopping after this wave; Ctrl-C once more breaks it off") as asked_to_stop:
        rolled = roll_out(
            occasion.district,
            occasion.assets,
            enforcers,
            limits,
            Lines(quiet=quiet),
            asked_to_stop=asked_to_stop,
        )
        done = replace(begun, results=rolled.results, rollout=rolled.rollout)
        ended = INTERRUPTED if isinstance(rolled.broken, KeyboardInterrupt) else int(exit_of(done))
        show(done)
        keep(occasion, done, ended, limits=limits, broken=rolled.broken, quiet=quiet)
    if rolled.broken is not None:
        raise rolled.broken
    return done


@command.command()
@choice_options
@role_option
def drift(*, role: str | None, diff: bool | None, form: str, **chosen: Any) -> None:
    """Like plan, for a schedule, and recorded: exits 1 when anything differs from its baseline."""
    from drplan.cli.deploy_record import keep

    district, wanted, bare = _meant(**chosen)
    occasion = _occasion(district, wanted, role, chosen)
    done = _look(Deployed("drift", (), bare), district, wanted, form)
    _print(done, diff=diff is not False, form=form)
    keep(occasion, done, int(exit_of(done)), quiet=form == "json")
    finish(exit_of(done))


command.add_command(controls_command)
command.add_command(permissions_command)
command.add_command(trust_command)


def _meant(*, inventory: Path, **chosen: Any) -> tuple[District, list[AnyAsset], list[str]]:
    district = wiring.district(inventory)
    return district, *split_bare(choose(district, **chosen))


def _occasion(
    district: District,
    wanted: list[AnyAsset],
    role: str | None,
    chosen: Mapping[str, Any],
    *,
    allow_delete: bool = False,
) -> Occasion:
    """Note who begins what, before it begins."""
    from drplan.cli.deploy_record import Occasion, operator_role

    scope = ScopeRecord(
        site=chosen["site"],
        kind=chosen["kind"],
        baseline=chosen["baseline"],
        assets=tuple(chosen["names"]),
        allow_delete=allow_delete,
    )
    told = operator_role(district, role)
    return Occasion(district, chosen["inventory"], told, scope, tuple(wanted), wiring.clock().now())


def _look(
    done: Deployed, district: District, wanted: list[AnyAsset], form: str, *, allow_delete: bool = False
) -> Deployed:
    """Ask what would change."""
    if form == "text":
        click.echo(f"  {done.verb}: {', '.join(asset.name for asset in wanted)} …", err=True)
    enforcers = wiring.enforcers(district, allow_delete=allow_delete)
    return replace(done, results=plan_deploy(wanted, enforcers))


def _print(done: Deployed, *, diff: bool, form: str) -> None:
    click.echo(as_json(done) if form == "json" else fold(as_text(done, diff=diff)))


def exit_of(done: Deployed) -> Exit:
    """Return how a command ends that deployed this."""
    return _EXITS[judge(done.results, done.verb)]
