"""``drplan inventory``: look at what is declared, and hand it on."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.deliver import deliver, form_for, to_options
from drplan.cli.frame import format_option, inventory_option, site_option
from drplan.cli.import_command import import_command
from drplan.cli.inventory_live import live_list
from drplan.cli.inventory_neighbours import neighbours_command
from drplan.cli.inventory_tables import aligned, asset_rows, data_set_rows, service_rows
from drplan.cli.inventory_things import everything, outline
from drplan.cli.verbs import Verbs
from drplan.declare import District
from drplan.declare.lookup import site_of, unknown
from drplan.explain.declaration_page import declaration_page
from drplan.explain.export import EXPORTS, narrowed
from drplan.explain.graph import service_graph
from drplan.explain.graph_html import graph_html
from drplan.explain.graph_json import graph_json
from drplan.explain.graph_svg import graph_svg
from drplan.explain.graph_text import graph_text

GRAPHS = {"text": graph_text, "json": graph_json, "svg": graph_svg, "html": graph_html}


@click.group(cls=Verbs)
def command() -> None:
    """Look at what is declared, and hand it on."""


command.add_command(import_command, "import")
command.add_command(neighbours_command)


@command.command("list")
@site_option()
@inventory_option
@format_option()
@click.option("--live", is_flag=True, help="Ask every server what it is like now, and judge that.")
def list_command(*, site: str | None, inventory: Path, form: str, live: bool) -> None:
    """List assets, services and data sets; with --live, every server as it is now."""
    district = wiring.district(inventory)
    if live:
        live_list(district, site, form)
    sites = district.sites if site is None else (site_of(district, site),)
    tables = {"assets": asset_rows(sites), "services": service_rows(sites), "data_sets": data_set_rows(sites)}
    if form == "json":
        click.echo(json.dumps({"schema": "drplan/inventory-list/1", **tables}, indent=2, ensure_ascii=False))
        return
    click.echo(
        "\n\n".join(
            f"{title.replace('_', ' ')}: {len(rows)}\n{aligned(rows)}" for title, rows in tables.items()
        )
    )


@command.command("show")
@click.argument("name")
@inventory_option
@format_option()
def show_command(*, name: str, inventory: Path, form: str) -> None:
    """Show everything declared under NAME, whatever kind of thing it is."""
    district = wiring.district(inventory)
    found = [(kind, thing) for kind, key, thing in everything(district) if key == name]
    if not found:
        known = sorted({key for _, key, _ in everything(district)})
        near = difflib.get_close_matches(name, known, n=3)
        raise unknown("declared thing", name, near or known)
    things = [{"kind": kind, "declared": thing.model_dump(mode="json")} for kind, thing in found]
    if form == "json":
        report = {"schema": "drplan/inventory-show/1", "name": name, "things": things}
        click.echo(json.dumps(report, indent=2, ensure_ascii=False))
        return
    click.echo(
        "\n\n".join(
            "\n".join((f"{kind} {name}", *outline(thing.model_dump(mode="json")))) for kind, thing in found
        )
    )


@command.command("schema")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "markdown"]),
    default="json",
    show_default=True,
    help="What to print.",
)
def schema_command(*, form: str) -> None:
    """Print what may be declared: the JSON Schema of a district, or a page for people."""
    schema = District.model_json_schema()
    click.echo(
        declaration_page(schema) if form == "markdown" else json.dumps(schema, indent=2) + "\n", nl=False
    )


@command.command("export")
@click.argument("tool", type=click.Choice(list(EXPORTS)))
@site_option()
@to_options
@inventory_option
def export_command(*, tool: str, site: str | None, to: Path | None, force: bool, inventory: Path) -> None:
    """Write the declaration the way another TOOL reads it."""
    district = narrowed(wiring.district(inventory), site)
    deliver(EXPORTS[tool](district), to, force=force)


@command.command("graph")
@site_option()
@to_options
@inventory_option
@format_option("svg", "html")
def graph_command(*, site: str | None, to: Path | None, force: bool, inventory: Path, form: str) -> None:
    """Show services in waves, what they need, and the chain that holds each longest.

    Without --format, the end of the file's name says what to write: .svg, .html, .json or text.
    """
    drawn = GRAPHS[form_for(form, to, GRAPHS)]
    deliver(drawn(service_graph(wiring.district(inventory), site)), to, force=force)
