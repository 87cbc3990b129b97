"""``drplan deploy``: hold servers, network gear and accounts to their baselines."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from drplan import wiring
from drplan.act.deploy import DeployVerb, Standing, apply_deploy, judge, plan_deploy
from drplan.cli.frame import Exit, finish, format_option, inventory_option, site_option
from drplan.declare import District
from drplan.declare.lookup import asset_named, assets, site_of
from drplan.errors import UsageError
from drplan.ports import AnyAsset, AssetResult, OperationOutcome, OperationResult

_F = TypeVar("_F", bound=Callable[..., Any])

_EXITS: dict[Standing, Exit] = {
    "well": Exit.WELL,
    "falls-short": Exit.FALLS_SHORT,
    "in-part": Exit.IN_PART,
    "not-done": Exit.NOT_DONE,
}

_WORDS: dict[OperationOutcome, str] = {
    "ok": "ok",
    "changed": "changed",
    "would-change": "would change",
    "error": "error",
    "not-run": "not run",
}


@click.group()
def command() -> None:
    """Hold servers, network gear and accounts to their baselines."""


def _options(function: _F) -> _F:
    """Add what all three verbs take."""
    for option in (
        click.option(
            "--kind", type=click.Choice(["server", "network", "aws"]), help="Only assets of this kind."
        ),
        click.option("--asset", "names", multiple=True, metavar="NAME", help="Only this asset; repeatable."),
        click.option(
            "--diff/--no-diff",
            default=None,
            help="With or without the lines that differ.  [default: with, for apply without]",
        ),
        format_option(),
        inventory_option,
        site_option(),
    ):
        function = option(function)
    return function


@command.command()
@_options
def plan(**chosen: Any) -> None:
    """Say what would change; change nothing. Exits 0 when everything could be tried."""
    _deploy("plan", **chosen)


@command.command()
@_options
def apply(**chosen: Any) -> None:
    """Change what differs. A second run reports no change."""
    _deploy("apply", **chosen)


@command.command()
@_options
def drift(**chosen: Any) -> None:
    """Like plan, for a schedule: exits 1 when anything differs from its baseline."""
    _deploy("drift", **chosen)


def _deploy(
    verb: DeployVerb,
    *,
    inventory: Path,
    site: str | None,
    names: tuple[str, ...],
    kind: str | None,
    diff: bool | None,
    form: str,
) -> None:
    district = wiring.district(inventory)
    meant = choose(district, site=site, names=names, kind=kind)
    wanted = [asset for asset in meant if asset.baselines]
    bare = [asset.name for asset in meant if not asset.baselines]
    if not wanted:
        raise UsageError(
            f"nothing to hold: {', '.join(bare)} declare{'s' * (len(bare) == 1)} no baseline",
            next_step="give it baselines, or name other assets: drplan inventory list",
        )
    conduct = apply_deploy if verb == "apply" else plan_deploy
    if form == "text":
        click.echo(f"  {verb}: {', '.join(asset.name for asset in wanted)} …", err=True)
    results = conduct(wanted, wiring.enforcers(district))
    shown = verb != "apply" if diff is None else diff
    click.echo(as_json(verb, results, bare) if form == "json" else as_text(verb, results, bare, diff=shown))
    finish(_EXITS[judge(results, verb)])


def choose(
    district: District, *, site: str | None, names: Sequence[str], kind: str | None
) -> tuple[AnyAsset, ...]:
    """Return the assets meant, in declared order; raises ``UsageError`` when there are none."""
    for name in names:
        asset_named(district, name)
    among = assets(district) if site is None else site_of(district, site).assets
    wanted = tuple(
        asset for asset in among if (not names or asset.name in names) and kind in (None, asset.kind)
    )
    if not wanted:
        raise UsageError(
            "no declared asset matches --site, --kind and --asset together",
            next_step="drplan inventory list",
        )
    return wanted


def as_json(verb: DeployVerb, results: Sequence[AssetResult], bare: Sequence[str] = ()) -> str:
    """Return the stable document ``drplan/deploy/1``; ``bare`` names assets that declare no baseline."""
    return json.dumps(
        {
            "schema": "drplan/deploy/1",
            "verb": verb,
            "standing": judge(results, verb),
            "assets": [
                {
                    "name": result.asset,
                    "error": result.error,
                    "operations": [vars(operation) for operation in result.operations],
                }
                for result in results
            ],
            "not_applicable": list(bare),
        },
        indent=2,
    )


def as_text(
    verb: DeployVerb, results: Sequence[AssetResult], bare: Sequence[str] = (), *, diff: bool = True
) -> str:
    """Return one aligned line an asset, what is not ``ok`` indented under it, and a summary at the end.

    Without ``diff`` only errors show their lines. ``bare`` names assets that declare no baseline.
    """
    width = max((len(result.asset) for result in results), default=0)
    lines = []
    for result in results:
        lines.append(f"{result.asset:<{width}}  {_counts(result)}")
        lines += [line for operation in result.operations for line in _operation_lines(operation, diff=diff)]
    left_out = f"; not applicable to {len(bare)} without a baseline" if bare else ""
    return "\n".join([*lines, "", _summary(verb, results) + left_out])


def _counts(result: AssetResult) -> str:
    if result.error is not None:
        return f"not tried: {result.error}"
    counted = [(result.count(outcome), word) for outcome, word in _WORDS.items()]
    return ", ".join(f"{count} {word}" for count, word in counted if count) or "no operations"


def _operation_lines(operation: OperationResult, *, diff: bool) -> list[str]:
    if operation.outcome == "ok":
        return []
    head = f"    {_WORDS[operation.outcome]:<12}  {operation.name}"
    if not diff and operation.outcome != "error":
        return [head]
    return [head, *(f"        {line}" for line in operation.detail.splitlines())]


def _summary(verb: DeployVerb, results: Sequence[AssetResult]) -> str:
    tried = [result for result in results if result.error is None]
    outcome: OperationOutcome = "changed" if verb == "apply" else "would-change"
    changes = sum(result.count(outcome) for result in tried)
    failed = sum(result.count("error", "not-run") for result in tried)
    parts = [
        f"{len(tried)} of {len(results)} assets tried",
        f"{changes} {_WORDS[outcome]}" if changes else ("no drift" if verb == "drift" else "no change"),
    ]
    if failed:
        parts.append(f"{failed} failed or not run")
    if verb == "drift" and not changes and (failed or len(tried) < len(results)):
        parts[1] = "no drift seen where it could be looked for"
    return f"{verb}: {', '.join(parts)}"
