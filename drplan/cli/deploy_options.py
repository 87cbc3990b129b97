"""What ``drplan deploy`` is told, and which assets that means."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import click

from drplan.act.network_change import USUAL_WITHIN
from drplan.act.rollout import Limits
from drplan.cli.frame import format_option, inventory_option, site_option
from drplan.declare import District
from drplan.declare.lookup import asset_named, assets, site_of
from drplan.errors import UsageError
from drplan.ports import AnyAsset

_F = TypeVar("_F", bound=Callable[..., Any])

_USUAL = Limits()


KINDS: Mapping[str, frozenset[str]] = {
    "server": frozenset({"server"}),
    "network": frozenset({"network"}),
    "cloud": frozenset({"aws", "google-workspace", "microsoft-365"}),
    "aws": frozenset({"aws"}),
}
"""The kinds of assets that each word of ``--kind`` means."""


def choice_options(function: _F) -> _F:
    """Add what all three verbs take."""
    for option in (
        click.option(
            "--kind", type=click.Choice(list(KINDS)), help="Only assets of this kind; cloud is every tenant."
        ),
        click.option("--baseline", metavar="NAME", help="Only assets that declare this baseline."),
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


def wave_options(function: _F) -> _F:
    """Add what decides the waves."""
    for option in (
        click.option(
            "--at-once",
            type=click.IntRange(min=1),
            default=_USUAL.at_once,
            show_default=True,
            help="Assets in one wave at most.",
        ),
        click.option(
            "--canary",
            type=click.IntRange(min=0),
            default=_USUAL.canary,
            show_default=True,
            help="Assets of each kind that go first, where there are more; 0 for none.",
        ),
    ):
        function = option(function)
    return function


def risk_options(function: _F) -> _F:
    """Add how much may go wrong, and what may be overridden."""
    for option in (
        click.option(
            "--failure-budget",
            type=click.IntRange(min=0),
            help="Stop before the next wave once more assets than this failed; a canary that fails stops."
            f"  [default: {_USUAL.failure_budget}; 0 with network devices]",
        ),
        click.option(
            "--despite-freeze",
            metavar="REASON",
            callback=_reason,
            help="Apply although the calendar freezes deploys, and say why.",
        ),
    ):
        function = option(function)
    return function


def delete_option(function: _F) -> _F:
    """Add the leave to take things away."""
    return click.option(
        "--allow-delete",
        is_flag=True,
        help="Take away what an account has too much, such as a public statement or an unused key.",
    )(function)


def confirm_option(function: _F) -> _F:
    """Add how long a network device waits for a fresh login."""
    return click.option(
        "--confirm-minutes",
        type=click.IntRange(min=1, max=60),
        default=USUAL_WITHIN // timedelta(minutes=1),
        show_default=True,
        help="A change that could cut us off from a network device goes back by itself after this time.",
    )(function)


def role_option(function: _F) -> _F:
    """Add who deploys, for the record."""
    return click.option(
        "--role",
        help="Role of who runs it, for the record.  [default: systems-administrator, where declared]",
    )(function)


def _reason(_context: click.Context, _option: click.Parameter, given: str | None) -> str | None:
    if given is not None and not given.strip():
        raise click.BadParameter("an empty reason is none: say why it cannot wait")
    return given if given is None else given.strip()


def choose(
    district: District,
    *,
    site: str | None,
    names: Sequence[str],
    kind: str | None,
    baseline: str | None = None,
) -> tuple[AnyAsset, ...]:
    """Return the assets meant, in declared order; raises ``UsageError`` when there are none."""
    for name in names:
        asset_named(district, name)
    among = assets(district) if site is None else site_of(district, site).assets
    wanted = tuple(
        asset
        for asset in among
        if (not names or asset.name in names)
        and (kind is None or asset.kind in KINDS[kind])
        and (baseline is None or baseline in asset.baselines)
    )
    if not wanted:
        raise UsageError(
            "no declared asset matches --site, --kind, --baseline and --asset together",
            next_step="drplan inventory list",
        )
    return wanted


def split_bare(meant: Sequence[AnyAsset]) -> tuple[list[AnyAsset], list[str]]:
    """Return the assets that declare baselines, and the names of the others.

    Raises ``UsageError`` when there is nothing to hold any of them to.
    """
    bare = [asset.name for asset in meant if not held_to(asset)]
    if len(bare) == len(meant):
        raise UsageError(
            f"nothing to hold: {', '.join(bare)} declare{'s' * (len(bare) == 1)} no baseline",
            next_step="give it baselines, or name other assets: drplan inventory list",
        )
    return [asset for asset in meant if held_to(asset)], bare


def held_to(asset: AnyAsset) -> bool:
    """Say whether an asset declares baselines, or an office suite policies."""
    return bool(asset.baselines or getattr(asset, "holds", ()))
