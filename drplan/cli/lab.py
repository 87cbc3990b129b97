"""``drplan lab``: raise a site on this machine, look at it, fill it, take it down."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.frame import Exit, finish, format_option, inventory_option, site_option
from drplan.cli.verbs import Verbs
from drplan.declare.lookup import site_of
from drplan.spelled import one_line


class _Lines:
    """Progress as plain lines."""

    def say(self, subject: str, message: str) -> None:
        """Print one line."""
        click.echo(f"{subject}: {one_line(message)}")


@click.group(cls=Verbs)
def command() -> None:
    """Raise a site on this machine to rehearse on: real hosts, routers, repositories, an account."""


@command.command()
@site_option(required=True)
@inventory_option
@click.option("--loopback", is_flag=True, help="Repositories and account only, as without root.")
def up(*, site: str, inventory: Path, loopback: bool) -> None:
    """Raise a site. One lab a machine; a lab that is up is left alone. Hosts and routers need root."""
    district = wiring.district(inventory)
    not_tried = wiring.lab(loopback=loopback).up(district, site_of(district, site), _Lines())
    _finish_with(not_tried)


@command.command()
def down() -> None:
    """Take the lab away, whole, also after a command was killed. The image stays in the cache."""
    removed = wiring.lab().down()
    for line in removed:
        click.echo(f"removed {line}")
    if not removed:
        click.echo("no lab here")


@command.command()
@format_option()
def status(form: str) -> None:
    """Say what is up and what answers. Exit code 1 when a part does not, or no lab is up."""
    found = wiring.lab().status()
    if form == "json":
        click.echo(json.dumps(asdict(found) if found else None, indent=1))
    elif found is None:
        click.echo("no lab here")
    else:
        click.echo(f"site {found.site}: {'up' if found.whole else 'not whole'}")
        for part in found.parts:
            answer = "answers" if part.answers else "no answer"
            click.echo(f"{part.name:<16} {part.kind:<12} {part.address}:{part.port:<6} {answer}")
    finish(Exit.WELL if found and found.whole else Exit.FALLS_SHORT)


@command.command()
@site_option(required=True)
@inventory_option
def fill(site: str, inventory: Path) -> None:
    """Put a school's data on the hosts and into the account, after a deploy. Twice changes nothing."""
    district = wiring.district(inventory)
    not_tried = wiring.lab().fill(site_of(district, site), _Lines())
    _finish_with(not_tried)


def _finish_with(not_tried: list[str]) -> None:
    for line in not_tried:
        click.echo(line)
    finish(Exit.IN_PART if not_tried else Exit.WELL)
