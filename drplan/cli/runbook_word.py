"""``drplan runbook word``: pages as Word files, uncontrolled copies to work on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.frame import inventory_option, runbooks_option, site_option
from drplan.declare.lookup import site_of, unknown
from drplan.errors import UsageError
from drplan.explain.document import Document
from drplan.explain.pages import documents
from drplan.explain.words import count
from drplan.explain.write import write_pages


@click.command("word")
@click.argument("pages", nargs=-1, metavar="[PAGE]...")
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="Write the files below this folder.",
)
@site_option()
@inventory_option
@runbooks_option
def word_command(
    *, pages: tuple[str, ...], to: Path, site: str | None, inventory: Path, runbooks: Path
) -> None:
    """Write pages as Word files, each marked an uncontrolled copy: hs/runbook becomes hs/runbook.docx.

    PAGE is a page's path below the runbooks folder, without ending; --site stands for all of a site's.
    Exit codes: 0 written; 2 no such page, a record does not verify, or a file cannot be written.
    """
    from drplan.explain.word import word

    district = wiring.district(inventory)
    if site is not None:
        site_of(district, site)
    made = documents(wiring.page_source(district, runbooks, inventory))
    chosen = {f"{name}.docx": word(made[name]) for name in _chosen(made, pages, site)}
    try:
        written = write_pages(to, chosen)
    except OSError as error:
        raise UsageError(f"cannot write below {to}: {error}", next_step="give --to another folder") from error
    click.echo(f"{count(len(chosen), 'page')} in {to}: {len(written)} written. Each is an uncontrolled copy.")


def _chosen(made: Mapping[str, Document], pages: Sequence[str], site: str | None) -> list[str]:
    asked = [name.removesuffix(".docx") for name in pages]
    asked += [name for name in made if site is not None and name.startswith(f"{site}/")]
    if not asked:
        raise UsageError("no page is named", next_step="name pages, as in hs/runbook, or give --site")
    for name in asked:
        if name not in made:
            raise unknown("page", name, sorted(made))
    return list(dict.fromkeys(asked))
