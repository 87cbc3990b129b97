"""``drplan deploy controls``: what the baselines hold."""

from __future__ import annotations

import json

import click

from drplan import wiring
from drplan.explain.baselines_page import baselines_page


@click.command("controls")
@click.option("--level", type=click.Choice(["essential", "strict"]), help="Only controls of this level.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="What to print.",
)
def controls_command(*, level: str | None, form: str) -> None:
    """List what the baselines hold, with the standards each control serves."""
    wanted = [each for each in wiring.baseline_controls() if level in (None, each["level"])]
    if form == "markdown":
        click.echo(baselines_page(wanted), nl=False)
    elif form == "json":
        click.echo(json.dumps({"schema": "drplan/controls/1", "controls": wanted}, indent=2))
    else:
        width = max((len(each["id"]) for each in wanted), default=0)
        for each in wanted:
            click.echo(f"{each['id']:<{width}}  {each['level']:<9}  {each['name']}")
