"""What a data drill showed of each data set, for the terminal."""

from __future__ import annotations

from drplan.explain.words import length
from drplan.record.drill import DataSetRecord, DrillRecord

DATA_HEADER = ("Data set", "Proof", "Entries", "Bytes", "Age", "Took", "Verdict", "Why")


def data_table(record: DrillRecord) -> list[tuple[str, ...]]:
    """Return one row a data set that was read, in the order of recovery."""
    took = {step.subject: step.seconds for step in record.steps if step.action in ("restore", "verify")}
    return [
        (
            each.name,
            _proof(each),
            f"{each.matched:,} of {each.entries:,}",
            f"{each.size:,}",
            length(record.disrupted - each.taken_at),
            f"{took.get(each.name, 0):.1f} s",
            each.verdict.outcome,
            "; ".join(each.verdict.because),
        )
        for service in record.services
        for each in service.data_sets
        if each.proof
    ]


def _proof(data_set: DataSetRecord) -> str:
    sample = data_set.sample
    part = f", part {sample.part + 1} of {sample.parts}" if sample else ""
    return f"{data_set.proof or 'in its place'}{part}"
