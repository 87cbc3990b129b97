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

rehearsed_option = click.option(
    "--as-of",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    callback=lambda _context, _option, given: given.date() if given else None,
    metavar="DATE",
    help="Hold services to what they promise on that day, as in 2026-12-14, instead of today.",
)
