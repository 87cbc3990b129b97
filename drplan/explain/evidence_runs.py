"""What records of drills, deploys and assessments saw, laid out."""

from __future__ import annotations

from drplan.explain.content import Table
from drplan.explain.document import Paragraph
from drplan.explain.evidence_parts import Blocks, because, table
from drplan.explain.table import (
    DATA_HEADER,
    DRILL_HEADER,
    STEP_HEADER,
    data_table,
    drill_summary,
    drill_table,
    step_table,
)
from drplan.explain.words import listing, moment
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord
from drplan.record.posture import PostureRecord


def drilled(record: DrillRecord) -> Blocks:
    """Yield what a drill saw."""
    yield Paragraph(drill_summary(record))
    yield Table("Promised and measured", DRILL_HEADER, tuple(row.cells() for row in drill_table(record)))
    yield from table("Data that came back", DATA_HEADER, data_table(record))
    yield from table("Every step", STEP_HEADER, tuple(step_table(record)))


def deployed(record: DeployRecord) -> Blocks:
    """Yield what a deploy did."""
    yield Paragraph(f"{record.verb}, ended {record.standing} with exit code {record.exit_code}.")
    if record.freeze is not None:
        yield Paragraph(
            f"{record.freeze.period} until {record.freeze.last}: {record.freeze.despite}", "Freeze passed"
        )
    rows = tuple(
        (each.name, each.kind, listing(each.baselines), str(each.held), each.verdict.outcome, because(each))
        for each in record.assets
    )
    yield from table("Assets", ("Asset", "Kind", "Baselines", "Held", "Verdict", "Why"), rows)
    done = tuple(
        (each.name, one.name, one.outcome, str(one.detail_lines), one.detail_sha256 or "", one.reason)
        for each in record.assets
        for one in each.operations
    )
    header = ("Asset", "Operation", "Outcome", "Lines that differed", "Their SHA-256", "Reason")
    yield from table("Operations that were not as wanted", header, done)
    calls = tuple(
        (each.name, one.name, call) for each in record.assets for one in each.operations for call in one.calls
    )
    yield from table("API calls", ("Asset", "Operation", "Call"), calls)


def assessed(record: PostureRecord) -> Blocks:
    """Yield what an assessment of a tenant found."""
    yield Paragraph(
        f"{record.tenant} ({record.declared_as}), as {record.tool} {record.tool_version} saw it at "
        f"{moment(record.ran)}. SHA-256 of the file: {record.file_sha256}."
    )
    rows = tuple(
        (each.id, each.result, str(each.passed), str(each.failed), str(each.unchecked))
        for each in record.results
    )
    yield from table("Results", ("Policy or check", "Result", "Passed", "Failed", "Not checked"), rows)
