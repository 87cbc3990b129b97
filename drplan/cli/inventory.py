"""``drplan inventory``: look at what is declared, and hand it on."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from drplan import wiring
from drplan.cli.frame import format_option, inventory_option, site_option
from drplan.declare import AwsAccount, District, Site
from drplan.declare.base import Declared
from drplan.declare.lookup import site_of, unknown
from drplan.explain.export import EXPORTS, narrowed
from drplan.explain.export_file import write_export
from drplan.explain.graph import service_graph
from drplan.explain.graph_json import graph_json
from drplan.explain.graph_svg import graph_svg
from drplan.explain.graph_text import graph_text

Row = dict[str, str]
_F = TypeVar("_F", bound=Callable[..., Any])

GRAPHS = {"text": graph_text, "json": graph_json, "svg": graph_svg}


def to_options(command: _F) -> _F:
    """Add ``--to FILE`` and ``--force``."""
    to = click.option(
        "--to", type=click.Path(path_type=Path, dir_okay=False), help="Write this file instead of printing."
    )
    return to(click.option("--force", is_flag=True, help="Replace the file when it is there.")(command))


@click.group()
def command() -> None:
    """Look at what is declared, and hand it on."""


@command.command("list")
@site_option()
@inventory_option
@format_option()
def list_command(*, site: str | None, inventory: Path, form: str) -> None:
    """List assets, services and data sets."""
    district = wiring.district(inventory)
    sites = district.sites if site is None else (site_of(district, site),)
    tables = {"assets": _assets(sites), "services": _services(sites), "data_sets": _data_sets(sites)}
    if form == "json":
        click.echo(json.dumps({"schema": "drplan/inventory-list/1", **tables}, indent=2, ensure_ascii=False))
        return
    click.echo(
        "\n\n".join(
            f"{title.replace('_', ' ')}: {len(rows)}\n{_aligned(rows)}" for title, rows in tables.items()
        )
    )


@command.command("show")
@click.argument("name")
@inventory_option
@format_option()
def show_command(*, name: str, inventory: Path, form: str) -> None:
    """Show everything declared under NAME, whatever kind of thing it is."""
    district = wiring.district(inventory)
    found = [(kind, thing) for kind, key, thing in _everything(district) if key == name]
    if not found:
        known = sorted({key for _, key, _ in _everything(district)})
        near = difflib.get_close_matches(name, known, n=3)
        raise unknown("declared thing", name, near or known)
    things = [{"kind": kind, "declared": thing.model_dump(mode="json")} for kind, thing in found]
    if form == "json":
        report = {"schema": "drplan/inventory-show/1", "name": name, "things": things}
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
        return
    click.echo(
        "\n\n".join(
            "\n".join((f"{kind} {name}", *_outline(thing.model_dump(mode="json")))) for kind, thing in found
        )
    )


@command.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of a district."""
    click.echo(json.dumps(District.model_json_schema(), indent=2))


@command.command("export")
@click.argument("tool", type=click.Choice(list(EXPORTS)))
@site_option()
@to_options
@inventory_option
def export_command(*, tool: str, site: str | None, to: Path | None, force: bool, inventory: Path) -> None:
    """Write the declaration the way another TOOL reads it."""
    district = narrowed(wiring.district(inventory), site)
    _deliver(EXPORTS[tool](district), to, force=force)


@command.command("graph")
@site_option()
@to_options
@inventory_option
@format_option("svg")
def graph_command(*, site: str | None, to: Path | None, force: bool, inventory: Path, form: str) -> None:
    """Show services in waves, what they need, and the chain that holds each longest.

    Without --format, the end of the file's name says what to write: .svg, .json or text.
    """
    chosen = click.get_current_context().get_parameter_source("form") is not ParameterSource.DEFAULT
    ending = to.suffix.lstrip(".") if to else ""
    drawn = GRAPHS[form if chosen or ending not in GRAPHS else ending]
    _deliver(drawn(service_graph(wiring.district(inventory), site)), to, force=force)


def _deliver(text: str, to: Path | None, *, force: bool) -> None:
    """Print, or write the file and say so."""
    if to is None:
        click.echo(text, nl=False)
        return
    write_export(to, text, force=force)
    click.echo(f"written: {to}")


def _assets(sites: Sequence[Site]) -> list[Row]:
    return [
        {
            "site": site.code,
            "asset": asset.name,
            "kind": asset.kind,
            "address": asset.account_id if isinstance(asset, AwsAccount) else str(asset.address),
            "owner": asset.owner,
            "baselines": ", ".join(asset.baselines),
        }
        for site in sites
        for asset in site.assets
    ]


def _services(sites: Sequence[Site]) -> list[Row]:
    return [
        {
            "site": site.code,
            "service": service.name,
            "tier": str(int(service.tier)),
            "rto": str(service.objectives.rto),
            "rpo": str(service.objectives.rpo),
            "runs on": ", ".join(service.runs_on),
            "depends on": ", ".join(service.depends_on),
        }
        for site in sites
        for service in site.services
    ]


def _data_sets(sites: Sequence[Site]) -> list[Row]:
    return [
        {
            "site": site.code,
            "data set": data.name,
            "service": service.name,
            "source": data.source.kind,
            "policy": data.policy,
            "privacy": data.privacy,
        }
        for site in sites
        for service in site.services
        for data in service.data_sets
    ]


def _aligned(rows: Sequence[Row]) -> str:
    if not rows:
        return "  none declared"
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )
    return "\n".join(f"  {line}".rstrip() for line in padded)


def _everything(district: District) -> list[tuple[str, str, Declared]]:
    """Return kind, name and value of everything that has a name."""
    services = [service for site in district.sites for service in site.services]
    return [
        *(("site", site.code, site) for site in district.sites),
        *(("asset", asset.name, asset) for site in district.sites for asset in site.assets),
        *(("service", service.name, service) for service in services),
        *(("data set", data.name, data) for service in services for data in service.data_sets),
        *(("role", role.name, role) for role in district.roles),
        *(("repository", each.name, each) for each in district.repositories),
        *(("policy", policy.name, policy) for policy in district.policies),
    ]


def _outline(value: Any, depth: int = 1) -> list[str]:
    """Write a JSON value as indented lines."""
    indent = "  " * depth
    if isinstance(value, dict):
        return [line for key, each in value.items() for line in _entry(f"{key}:", each, depth)]
    if isinstance(value, list):
        return [line for each in value for line in _entry("-", each, depth)]
    return [f"{indent}{value}"]


def _entry(label: str, value: Any, depth: int) -> list[str]:
    indent = "  " * depth
    if isinstance(value, dict | list) and value:
        return [f"{indent}{label}", *_outline(value, depth + 1)]
    shown = "none" if value in (None, [], {}) else value
    return [f"{indent}{label} {shown}"]
