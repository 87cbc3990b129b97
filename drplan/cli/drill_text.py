"""What commands print and keep of a drill, of a real recovery, and of the plan for either."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.frame import Exit
from drplan.cli.recorded import say_where
from drplan.cli.show import fold, table
from drplan.declare import District
from drplan.explain.data_table import DATA_HEADER, data_table
from drplan.explain.drill_notes import FULL_HEADER, full_table, notes
from drplan.explain.table import DRILL_HEADER, STEP_HEADER, drill_summary, drill_table, step_table
from drplan.explain.walked import walked_lines
from drplan.plan.drill import DrillPlan
from drplan.record.auditor import verification_command
from drplan.record.drill import DrillRecord

EXITS = {"pass": Exit.WELL, "fail": Exit.FALLS_SHORT, "no-evidence": Exit.IN_PART}
PLAN_KEYS = ("wave", "service", "assets", "data_set", "because")
_PLAN_HEADER = ("wave", "service", "runs on", "data set", "recovery point")


def plan_rows(found: DrillPlan, excused: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return a row for each data set, in the order of recovery, in the order of :data:`PLAN_KEYS`.

    ``excused`` says of services why they cannot be rehearsed.
    """
    return [
        (str(number), service.name, ", ".join(found.ground_of(service)), data, because)
        for number, wave in enumerate(found.waves, start=1)
        for service in wave
        for data, because in [(d.name, found.choices[d.name].because) for d in found.data_of(service)]
        or [("", excused.get(service.name, "no data of its own"))]
    ]


def print_plan(rows: list[tuple[str, ...]]) -> None:
    """Print the rows of a plan as a table."""
    table(_PLAN_HEADER, rows)


def print_record(record: DrillRecord, form: str) -> None:
    """Print what was measured; of one host also step by step. Of ``events`` the last one has said it."""
    if form == "events":
        return
    if form == "json":
        click.echo(record.model_dump_json(indent=2))
        return
    if record.host is not None:
        table(STEP_HEADER, step_table(record))
        click.echo()
    if data := data_table(record):
        table(DATA_HEADER, data)
        click.echo()
    table(DRILL_HEADER, [row.cells() for row in drill_table(record)])
    for line in walked_lines(record):
        click.echo(fold(line))
    if full := full_table(record):
        click.echo()
        table(FULL_HEADER, full)
    for line in ("", drill_summary(record), *notes(record)):
        click.echo(fold(line))


def keeping(district: District, runbooks: Path, form: str) -> Callable[[DrillRecord], None]:
    """Make ready to keep a record, before anything is lost; returns what signs and adds it.

    That says how to verify it, too. Raises ``SecretMissing`` when there is no key; what it returns raises
    ``EvidenceError`` when the record cannot be kept.
    """
    add, identity = adding(district, runbooks), wiring.evidence_key().identity

    def keep(record: DrillRecord) -> None:
        folder = add(record)
        if form == "text":
            say_where(folder, verification_command(str(folder), identity))

    return keep


def adding(district: District, runbooks: Path) -> Callable[[DrillRecord], Path]:
    """Make ready to add a record to the evidence, before anything is lost; what it returns adds it once.

    A record whose id is there was added before its runner could note that. Raises as :func:`keeping`.
    """
    signer = wiring.evidence_key()
    wiring.enter()
    hidden = wiring.repository_secrets(district)
    evidence = wiring.evidence(runbooks / "evidence")

    def add(record: DrillRecord) -> Path:
        if record.id in evidence.ids():
            return evidence.path(record.id)
        words = (*hidden, *wiring.probe_secrets(district))
        return evidence.append_next(record, {}, signer, secrets=words)

    return add
