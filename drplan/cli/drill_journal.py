"""``drplan drill resume``, ``list``, ``show`` and ``worker``: drills that outlive their runner."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from drplan import wiring
from drplan.cli.drill_kept import go_on
from drplan.cli.drill_people import people_options
from drplan.cli.frame import Exit, finish, format_option
from drplan.cli.show import Lines, table
from drplan.errors import UsageError
from drplan.explain.table import steps_with_ids
from drplan.record.drill import StepRecord

_F = TypeVar("_F", bound=Callable[..., Any])

_LIST_HEADER = ("drill", "state", "begun", "runner", "outages", "verdict")
_STEPS_HEADER = ("began", "step", "outcome", "seconds")


def _place_option(name: str, meaning: str) -> Callable[[_F], _F]:
    return click.option(f"--{name}", type=click.Path(path_type=Path, file_okay=False), help=meaning)


_inventory = _place_option("inventory", "Where the inventory lies here, when not where it was begun.")
_runbooks = _place_option("runbooks", "Where the runbooks lie here, when not where it was begun.")


@click.command("resume", help="Go on with a drill whose runner ended before it did.")
@click.argument("drill", required=False)
@_inventory
@_runbooks
@people_options
@format_option()
def resume(*, drill: str | None, inventory: Path | None, runbooks: Path | None, form: str) -> None:
    """Bring a drill to its end; without an id the one that is not finished."""
    go_on(drill or _only_unfinished(), form, inventory=inventory, runbooks=runbooks)


def _only_unfinished() -> str:
    left = [each.id for each in wiring.drill_history().drills() if not each.finished]
    if len(left) == 1:
        return left[0]
    raise UsageError(
        f"{len(left) or 'no'} drills are not finished{': ' if left else ''}{', '.join(left)}",
        next_step="name one: drplan drill resume ID" if left else "begin one: drplan drill run --site CODE",
    )


@click.command("list", help="The drills of the journal, and how far each is.")
@format_option()
def list_drills(form: str) -> None:
    """Print a line for each drill, the oldest first."""
    rows = [_row(each) for each in wiring.drill_history().drills()]
    if form == "json":
        said = [dict(zip(_LIST_HEADER, row, strict=True)) for row in rows]
        click.echo(json.dumps({"schema": "drplan/drill-list/1", "drills": said}, indent=2))
    else:
        table(_LIST_HEADER, rows)


def _row(kept: Any) -> tuple[str, ...]:
    evidence = wiring.evidence(Path(kept.order["runbooks"]) / "evidence")
    verdict = evidence.record(kept.id).verdict.outcome if kept.id in evidence.ids() else ""
    shifts = kept.shifts
    begun = f"{shifts[0].began:%Y-%m-%d %H:%M:%S}" if shifts else ""
    runner = shifts[-1].runner if shifts else ""
    return (kept.id, _state(kept), begun, runner, str(max(len(shifts) - 1, 0)), verdict)


def _state(kept: Any) -> str:
    if kept.finished:
        return "finished"
    if not kept.held:
        return "broken off"
    silent = (datetime.now(UTC) - kept.shifts[-1].seen).total_seconds() if kept.shifts else 0.0
    return "running" if silent < 60 else f"no sign of life for {silent:.0f} s"  # noqa: PLR2004


@click.command("show", help="What is done of one drill, step by step.")
@click.argument("drill")
@format_option()
def show(drill: str, form: str) -> None:
    """Print the finished steps of a drill, in the order in which they ended; exit 3 until it is finished."""
    history = wiring.drill_history()
    kept = history.find(drill)
    if kept is None:
        raise UsageError(
            f"the journal has no drill {drill}", next_step="see which there are: drplan drill list"
        )
    brought = (value for _, _, value in history.steps(drill))
    steps = [StepRecord.model_validate(v["step"]) for v in brought if isinstance(v, dict) and "step" in v]
    if form == "json":
        said = [{"id": name} | step.model_dump(mode="json") for name, step in steps_with_ids(steps)]
        state = dict(zip(_LIST_HEADER, _row(kept), strict=True))
        click.echo(json.dumps({"schema": "drplan/drill-show/1", **state, "steps": said}, indent=2))
    else:
        table(_LIST_HEADER, [_row(kept)])
        click.echo()
        table(_STEPS_HEADER, [_step(*each) for each in steps_with_ids(steps)])
        where = Path(kept.order["runbooks"]) / "evidence" / drill
        click.echo(f"\nevidence: {where}" if kept.finished else f"\ngo on: drplan drill resume {drill}")
    finish(Exit.WELL if kept.finished else Exit.IN_PART)


def _step(said: str, step: StepRecord) -> tuple[str, ...]:
    why = "; ".join(step.verdict.because)
    outcome = f"{step.verdict.outcome}: {why}" if why else step.verdict.outcome
    return (f"{step.started:%H:%M:%S}", said, outcome, f"{step.seconds:.1f}")


@click.command("worker", help="Take over drills whose runner died, and bring them to their end.")
@_inventory
@_runbooks
@click.option("--every", default=5.0, show_default=True, help="Seconds between two looks.")
@click.option("--once", is_flag=True, help="Take over what is there now, then end; exit 3 if any is left.")
def worker(*, inventory: Path | None, runbooks: Path | None, every: float, once: bool) -> None:
    """Go on with what nobody works on, each drill in a process of its own."""
    here = {"--inventory": inventory, "--runbooks": runbooks}
    words = [word for name, path in here.items() if path for word in (name, str(path.absolute()))]
    found = wiring.drill_worker(words, Lines())
    if not once:
        found.watch(every)
    finish(Exit.IN_PART if found.look() else Exit.WELL)
