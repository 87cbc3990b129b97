"""``drplan runbook``: write the pages, and see whether those on disk are current."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from drplan import extras, wiring
from drplan.cli.frame import (
    Exit,
    finish,
    format_option,
    inventory_option,
    runbooks_option,
    site_option,
)
from drplan.cli.runbook_notice import command as notice
from drplan.cli.runbook_packet import packet_command
from drplan.cli.runbook_word import word_command
from drplan.cli.verbs import Verbs
from drplan.declare import District
from drplan.declare.lookup import site_of
from drplan.explain.on_disk import left_over, pages_there, stale
from drplan.explain.pages import Chooses, Printing, every_page, of_site, pages
from drplan.explain.write import remove_pages, write_pages


@click.group(cls=Verbs)
def command() -> None:
    """Write the pages people need on the worst day."""


command.add_command(packet_command)
command.add_command(word_command)
command.add_command(notice)


@command.command("build")
@site_option()
@inventory_option
@runbooks_option
@format_option()
def build(*, site: str | None, inventory: Path, runbooks: Path, form: str) -> None:
    """Write the pages that changed, of all sites or of one.

    Built for all sites, pages that no site asks for any more are removed. The evidence is never touched.
    Without the extra pdf no PDF is made, which is said; where PDFs are already, nothing is done.
    Exit codes: 0 the pages are current; 2 a record does not verify, or a page could not be made.
    """
    printing = wiring.printing(inventory, keeping=True)
    district = wiring.district(inventory)
    chosen = every_page if site is None else of_site(site_of(district, site).code)
    wanted = current_pages(district, inventory, runbooks, chosen, printing)
    written = write_pages(runbooks, wanted)
    removed = remove_pages(runbooks, left_over(runbooks, wanted)) if site is None else []
    if site is None:
        printing.press.forget_the_rest()
    if form == "json":
        report = {
            "pages": sorted(wanted),
            "made": printing.press.printed,
            "written": written,
            "removed": removed,
            "left_out": left_out(),
        }
        click.echo(json.dumps({"schema": "drplan/runbook-build/1", **report}, indent=2))
        return
    for name in written:
        click.echo(f"wrote    {runbooks / name}")
    for name in removed:
        click.echo(f"removed  {runbooks / name}")
    click.echo(
        f"{len(wanted)} pages in {runbooks}: {len(written)} written, {len(wanted) - len(written)} current"
    )
    say_left_out()


@command.command("check")
@inventory_option
@runbooks_option
@format_option()
def check(*, inventory: Path, runbooks: Path, form: str) -> None:
    """See whether the pages on disk are what the declaration and the signed records say.

    Exit codes: 0 they are; 1 some are missing, changed or left over, one a line; 2 a record does not verify.
    """
    district = wiring.district(inventory)
    wanted = current_pages(district, inventory, runbooks)
    lines = stale(runbooks, wanted)
    if form == "json":
        report = {
            "schema": "drplan/runbook-check/1",
            "pages": len(wanted),
            "stale": lines,
            "left_out": left_out(),
        }
        click.echo(json.dumps({"schema": "drplan/runbook-check/1", **report}, indent=2))
    else:
        for line in lines:
            click.echo(line)
        click.echo(
            f"{len(wanted)} pages, {len(lines)} stale" + ("; next: drplan runbook build" if lines else "")
        )
        say_left_out()
    finish(Exit.FALLS_SHORT if lines else Exit.WELL)


def left_out() -> list[str]:
    """Return the endings of pages that cannot be made here, nor looked for."""
    return [] if extras.there("pdf") else ["pdf"]


def makeable(runbooks: Path, chosen: Chooses = every_page) -> Chooses:
    """Choose of the pages what can be made here: all of it, or all but PDFs.

    Raises ``ExtraMissing`` when PDFs lie there that can be neither renewed nor checked: beside newer pages
    they would tell another story.
    """
    if not left_out():
        return chosen
    if any(name.endswith(".pdf") for name in pages_there(runbooks)):
        raise extras.ExtraMissing("pdf")
    return lambda name: chosen(name) and not name.endswith(".pdf")


def say_left_out() -> None:
    """Say that PDFs were not made, where they were not."""
    if left_out():
        click.echo("no PDFs, and no links to them: pip install 'drplan[pdf]', then build again")


def current_pages(
    district: District,
    inventory: Path,
    runbooks: Path,
    chosen: Chooses = every_page,
    printing: Printing | None = None,
) -> dict[str, bytes]:
    """Return the ``chosen`` pages as the declaration and the signed records ask for them.

    Those that cannot be made here are left out, as ``makeable`` says. Raises ``EvidenceError`` when a record
    is not signed: nothing unsigned gets onto a page.
    """
    source = wiring.page_source(district, runbooks, inventory)
    how = replace(printing or wiring.printing(inventory), paper=not left_out())
    return pages(source, makeable(runbooks, chosen), how)
