"""Options that commands which measure a recovery share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from drplan.cli.frame import site_option
from drplan.declare import District
from drplan.errors import UsageError
from drplan.plan.drill import Terms
from drplan.plan.points import LATEST, Rule
from drplan.plan.quarter import quarter_of
from drplan.plan.scope import Asked, Scope, scope_of

_F = TypeVar("_F", bound=Callable[..., Any])
_MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]

copy_option = click.option("--copy", help="Come back from this repository instead of the nearest.")

role_option = click.option(
    "--role", default="systems-administrator", show_default=True, help="Role of who runs it."
)

patience_option = click.option(
    "--patience", default=90.0, show_default=True, help="Seconds a recovered service may take to show health."
)

id_option = click.option(
    "--id",
    "drill",
    metavar="ID",
    help="The drill's id, e.g. 2026-q4: the same again goes on with it, or shows that it is finished.",
)

rehearsed_option = click.option(
    "--as-of",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    callback=lambda _context, _option, given: given.date() if given else None,
    metavar="DATE",
    help="Hold services to what they promise on that day, as in 2026-12-14, instead of today.",
)


def scope_options(function: _F) -> _F:
    """Add what a drill is of; :func:`scope_asked` reads it."""
    for option in (
        click.option("--all", "everything", is_flag=True, help="Every service of the district."),
        click.option("--exercise", metavar="NAME", help="The services of a declared exercise."),
        click.option("--scenario", metavar="NAME", help="What a declared scenario takes away."),
        click.option("--service", metavar="NAME", help="A service and all that it depends on."),
        site_option(),
    ):
        function = option(function)
    return function


def _moment_option(name: str, meaning: str) -> Callable[[_F], _F]:
    """Build an option that gives a moment in UTC as ISO 8601 text: an order keeps it as JSON."""
    return click.option(
        f"--{name}",
        type=click.DateTime(_MOMENTS),
        callback=lambda _context, _option, given: given and given.replace(tzinfo=UTC).isoformat(),
        metavar="MOMENT",
        help=meaning,
    )


def terms_options(function: _F) -> _F:
    """Add which recovery points, and how much of the data; :func:`terms_asked` reads it."""
    for option in (
        click.option("--sampled", is_flag=True, help="Only the part of the data whose quarter it is."),
        click.option("--seed", metavar="WORD", help="What --point random draws by.  [default: the quarter]"),
        _moment_option(
            "before", "From the newest good ones made before this moment (UTC), that of a compromise."
        ),
        _moment_option("at", "From the newest good ones that are not after this moment (UTC)."),
        click.option(
            "--point",
            type=click.Choice(["latest", "random"]),
            default="latest",
            show_default=True,
            help="From the newest good recovery points, or from any good ones.",
        ),
        copy_option,
    ):
        function = option(function)
    return function


despite_freeze_option = click.option(
    "--despite-freeze", metavar="REASON", help="Drill although the calendar freezes drills, and say why."
)


def as_document(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a command's options as JSON values: whole paths and days as texts."""
    return {name: _told(value) for name, value in options.items()}


def _told(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value.absolute())
    return value.isoformat() if isinstance(value, date) else value


def scope_asked(district: District, options: Mapping[str, Any]) -> Scope:
    """Return what a drill's options ask for; raises ``UsageError`` unless that is exactly one thing."""
    return scope_of(district, Asked(**{name: options[name] for name in Asked._fields}))


def terms_asked(options: Mapping[str, Any], day: date) -> Terms:
    """Return the terms that a drill's options ask for, ``day`` saying which quarter it is.

    Raises ``UsageError`` when recovery points are asked for in two ways.
    """
    point, seed = options["point"], options["seed"]
    moments = {how: options[how] for how in ("at", "before") if options[how]}
    ways = [f"--point {point}"] * (point != "latest") + [f"--{how}" for how in moments]
    if len(ways) > 1 or (seed and point != "random"):
        raise UsageError(
            f"recovery points are chosen in one way, not by {' and '.join(ways + ['--seed'] * bool(seed))}",
            next_step="give one of --at, --before and --point random; --seed goes with the last",
        )
    quarter = quarter_of(day)
    rule = Rule("random", seed=seed or str(quarter)) if point == "random" else LATEST
    if "at" in moments:
        rule = Rule("at", datetime.fromisoformat(moments["at"]))
    if "before" in moments:
        rule = Rule("before", datetime.fromisoformat(moments["before"]))
    return Terms(rule, quarter if options["sampled"] else None, options.get("despite_freeze"))
