"""``drplan drill run --data-only``: prove every data set against its manifest, and start nothing."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from drplan import wiring
from drplan.act.account import drill_record
from drplan.act.drill import prepare
from drplan.act.drill_data import Way, conduct_data
from drplan.cli.drill_text import EXITS, keeping, print_record
from drplan.cli.frame import Exit, finish
from drplan.cli.show import Lines, table
from drplan.declare.lookup import role_named, site_of
from drplan.errors import UsageError
from drplan.explain.data_table import DATA_HEADER, data_table
from drplan.record.drill import DrillRecord

_F = TypeVar("_F", bound=Callable[..., Any])


def data_options(command: _F) -> _F:
    """Add ``--data-only``, ``--stream`` and ``--scratch-dir``."""
    for option in (
        click.option(
            "--scratch-dir",
            type=click.Path(path_type=Path, file_okay=False),
            help="Restore below this folder (a tmpfs is fast where the data fits).",
        ),
        click.option(
            "--stream", is_flag=True, help="With --data-only: read the data without a scratch disk."
        ),
        click.option(
            "--data-only",
            is_flag=True,
            help="Prove every data set against its manifest and start nothing: in production too.",
        ),
    ):
        command = option(command)
    return command


@dataclass(frozen=True)
class DataDrill:
    """What was asked for: whose data, from where, as which role, and how it is proven."""

    inventory: Path
    site: str
    copy: str | None
    role: str
    runbooks: Path
    form: str
    data_only: bool
    stream: bool
    scratch_dir: Path | None


def run_data(asked: DataDrill) -> NoReturn:
    """Conduct a data drill; exit 1 when data failed, else 3: what it serves was not rehearsed."""
    _refuse_unclear(asked)
    district = wiring.district(asked.inventory)
    where, operator = site_of(district, asked.site), role_named(district, asked.role)
    keep = keeping(district, asked.runbooks, asked.form)
    circumstances = wiring.circumstances(district, asked.inventory, operator.name)
    ports = wiring.data_ports(district, Lines(quiet=asked.form == "json"))
    below = asked.scratch_dir or wiring.state_folder() / "scratch"
    way = Way(None if asked.stream else below.absolute())
    # What systemd and CI stop ends as a Ctrl-C does: restic first, then the scratch folder.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    record = drill_record(conduct_data(prepare(where, ports, copy=asked.copy), ports, way), circumstances)
    _print(record, asked.form)
    keep(record)
    finish(EXITS.get(record.verdict.outcome, Exit.IN_PART))


def _refuse_unclear(asked: DataDrill) -> None:
    if not asked.data_only:
        raise UsageError(
            "--stream and --scratch-dir are for a drill of data alone",
            next_step="add --data-only, or leave them out",
        )
    if asked.stream and asked.scratch_dir is not None:
        raise UsageError(
            "--stream needs no --scratch-dir", next_step="give one of the two: stream, or restore to a folder"
        )


def _print(record: DrillRecord, form: str) -> None:
    if form == "text":
        table(DATA_HEADER, data_table(record))
        click.echo()
    print_record(record, form)
