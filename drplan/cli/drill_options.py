"""Options that commands which measure a recovery share."""

from __future__ import annotations

import click

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
