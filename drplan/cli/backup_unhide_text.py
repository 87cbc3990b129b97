"""What ``drplan backup unhide`` says: the plan, what came back, and what is to be done then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from drplan.act.unhide import Brought
from drplan.cli.show import table
from drplan.declare.protection import Repository
from drplan.plan.unhide import FOLDERS, State
from drplan.record.integrity import PARTS, CheckRecord, UnhiddenRecord

MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_SAID: tuple[State, ...] = ("hidden", "overwritten", "gone")


def plan_json(repository: Repository, brought: Brought) -> dict[str, Any]:
    """Return the plan for programs: counts by state and folder, and the first names of each."""
    tally = brought.tally
    return {
        "schema": "drplan/backup-unhide/1",
        "repository": repository.name,
        "dry_run": True,
        "since": brought.since.isoformat(),
        "files": {
            state: {folder: tally.counts[state, folder] for folder in FOLDERS if tally.counts[state, folder]}
            for state in _SAID
        },
        "names": {state: tally.names.get(state, []) for state in _SAID},
        "markers": tally.markers,
        "lost": sorted(tally.missing),
        "verdict": brought.verdict.model_dump(mode="json"),
    }


def say_plan(repository: Repository, brought: Brought) -> None:
    """Print what would come back."""
    tally = brought.tally
    say_names(brought)
    click.echo(
        f"{repository.name}: {tally.of('hidden')} hidden and {tally.of('overwritten')} overwritten files"
        f" would come back as of {brought.since:{MOMENT}}; nothing was changed"
    )
    for line in brought.verdict.because:
        click.echo(f"{repository.name}: {line}")


def say_names(brought: Brought) -> None:
    """Print counts by restic's folders, and the first names."""
    counts = brought.tally.counts
    rows = [(folder, *(str(counts[state, folder]) for state in _SAID)) for folder in FOLDERS]
    table(("files", *_SAID), rows)
    for state in _SAID:
        names = brought.tally.names.get(state, [])
        for each in names:
            click.echo(f"{state}: {each}")
        if (more := brought.tally.of(state) - len(names)) > 0:
            click.echo(f"{state}: and {more} more")


def unhidden_lines(record: CheckRecord) -> Iterator[str]:
    """Yield what was brought back, in words."""
    for seen in record.repositories:
        if seen.unhidden is None:
            continue
        done = seen.unhidden
        yield (
            f"{seen.name}: as of {done.since:{MOMENT}}: {done.markers} delete markers taken away,"
            f" {done.overwritten} files put on top again"
        )
        yield from (
            f"{each.data_set}: {each.verdict.outcome}: {each.matched} of {each.entries} entries of"
            f" {each.snapshot[:8]} are as they were kept"
            for each in done.restored
        )
        if len(done.seconds) > 1:
            took = ", ".join(f"{part} {done.seconds[part]:.1f} s" for part in PARTS if part in done.seconds)
            yield f"{seen.name}: {took}"
        yield f"{seen.name}: {'; '.join((seen.verdict.outcome, *seen.verdict.because))}"


def next_commands(repository: Repository, done: UnhiddenRecord) -> Iterator[str]:
    """Yield what is to be done now, in this order. The first should have come before all else."""
    before = f"{done.since:%Y-%m-%dT%H:%M:%S}"
    yield "next, in this order:"
    yield "  take the writers' credential back, if that is not done: with it all of this can be done again"
    yield f"  restic -r {repository.location} unlock --remove-all    (with the pruning credential)"
    yield f"  drplan backup check --repository {repository.name} --all"
    yield f"  drplan restore DATASET --to DIR --before {before}    (or earlier: before the intruder came)"
