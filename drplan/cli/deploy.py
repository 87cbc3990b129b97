"""``drplan deploy``: hold servers, network gear and accounts to their baselines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import click

from drplan import wiring
from drplan.act.deploy import Standing, judge, plan_deploy
from drplan.act.rollout import Limits, roll_out
from drplan.cli.deploy_controls import controls_command
from drplan.cli.deploy_options import choice_options, choose, risk_options, split_bare, wave_options
from drplan.cli.deploy_text import Deployed, Freeze, as_json, as_text
from drplan.cli.frame import Exit, finish
from drplan.cli.show import Lines
from drplan.declare import District
from drplan.errors import UsageError
from drplan.plan.freeze import frozen, open_day
from drplan.plan.rollout import plan_rollout
from drplan.ports import AnyAsset

_EXITS: dict[Standing, Exit] = {
    "well": Exit.WELL,
    "falls-short": Exit.FALLS_SHORT,
    "in-part": Exit.IN_PART,
    "not-done": Exit.NOT_DONE,
}


@click.group()
def command() -> None:
    """Hold servers, network gear and accounts to their baselines."""


@command.command()
@choice_options
@wave_options
def plan(*, at_once: int, canary: int, diff: bool | None, form: str, **chosen: Any) -> None:
    """Say what would change, and in which waves; change nothing. Exits 0 when everything could be tried."""
    district, wanted, bare = _meant(**chosen)
    rollout = plan_rollout(district, wanted, canary=canary, at_once=at_once)
    done = Deployed("plan", (), bare, rollout, _freeze(district))
    _look(done, district, wanted, diff=diff, form=form)


@command.command()
@choice_options
@wave_options
@risk_options
def apply(
    *,
    at_once: int,
    canary: int,
    failure_budget: int,
    despite_freeze: str | None,
    diff: bool | None,
    form: str,
    **chosen: Any,
) -> None:
    """Change what differs, in waves. A second run reports no change."""
    district, wanted, bare = _meant(**chosen)
    freeze = refuse_frozen(_freeze(district), despite_freeze)
    if freeze is not None:
        click.echo(f"  {freeze}; going on despite it: {freeze.despite}", err=True)
    limits = Limits(canary=canary, at_once=at_once, failure_budget=failure_budget)
    lines = Lines(quiet=form == "json")
    rolled = roll_out(district, wanted, wiring.enforcers(district), limits, lines)
    _print(Deployed("apply", rolled.results, bare, rolled.rollout, freeze), diff=bool(diff), form=form)


@command.command()
@choice_options
def drift(*, diff: bool | None, form: str, **chosen: Any) -> None:
    """Like plan, for a schedule: exits 1 when anything differs from its baseline."""
    district, wanted, bare = _meant(**chosen)
    _look(Deployed("drift", (), bare), district, wanted, diff=diff, form=form)


command.add_command(controls_command)


def freeze_on(district: District, day: date) -> Freeze | None:
    """Return the freeze of deploys on that day; its text names the first open day after it."""
    period = frozen(district, "deploy", day)
    if period is None:
        return None
    return Freeze(period.name, period.title, period.last, open_day(district, "deploy", day))


def refuse_frozen(freeze: Freeze | None, despite: str | None) -> Freeze | None:
    """Return the freeze with the reason that lets an apply pass it; ``None`` when there is none.

    Raises ``UsageError`` naming the period and its last day when no reason was given.
    """
    if freeze is None:
        return None
    if despite is None:
        raise UsageError(
            str(freeze),
            next_step=f"apply on {freeze.opens}, or say why it cannot wait: --despite-freeze REASON",
        )
    return replace(freeze, despite=despite)


def _freeze(district: District) -> Freeze | None:
    """Judge today by this machine's own day. A lab is not production: nothing is frozen there."""
    if wiring.enter().where != "production":
        return None
    return freeze_on(district, wiring.clock().now().astimezone().date())


def _meant(
    *, inventory: Path, site: str | None, names: tuple[str, ...], kind: str | None
) -> tuple[District, list[AnyAsset], list[str]]:
    district = wiring.district(inventory)
    return district, *split_bare(choose(district, site=site, names=names, kind=kind))


def _look(
    done: Deployed, district: District, wanted: list[AnyAsset], *, diff: bool | None, form: str
) -> NoReturn:
    """Ask what would change, and print it."""
    if form == "text":
        click.echo(f"  {done.verb}: {', '.join(asset.name for asset in wanted)} …", err=True)
    results = plan_deploy(wanted, wiring.enforcers(district))
    _print(replace(done, results=results), diff=diff is not False, form=form)


def _print(done: Deployed, *, diff: bool, form: str) -> NoReturn:
    click.echo(as_json(done) if form == "json" else as_text(done, diff=diff))
    finish(_EXITS[judge(done.results, done.verb)])
