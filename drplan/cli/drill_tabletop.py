"""``drplan drill tabletop``: a facilitator's script from the plan, and the exercise held by it."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from drplan import wiring
from drplan.act.tabletop import Room, hold
from drplan.act.tabletop_account import Held, exercise_record
from drplan.act.tabletop_end import close
from drplan.cli.frame import (
    Exit,
    as_of_option,
    finish,
    format_option,
    inventory_option,
    runbooks_option,
)
from drplan.cli.recorded import say_where
from drplan.cli.tabletop_text import EXITS, say_exercise, script_json
from drplan.declare import District
from drplan.declare.lookup import role_named
from drplan.desk import Paused
from drplan.errors import UsageError
from drplan.explain.markdown import markdown_page
from drplan.explain.tabletop import script_page
from drplan.explain.write import write_pages
from drplan.plan.loss import Loss, loss_in_exercise, loss_in_scenario
from drplan.plan.tabletop import Script, rehearsed_on
from drplan.plan.tabletop_script import script_for
from drplan.record.auditor import verification_command
from drplan.record.exercise import ExerciseRecord, open_actions
from drplan.record.kept import record_id


@dataclass(frozen=True)
class _Case:
    """What is held, from where, and who leads it."""

    district: District
    inventory: Path
    runbooks: Path
    script: Script
    facilitator: str
    form: str


@click.command("tabletop")
@click.option("--scenario", help="Talk this declared scenario through.")
@click.option("--exercise", help="Hold this declared exercise.")
@click.option(
    "--script", "only_script", is_flag=True, help="Print the facilitator's script, and hold nothing."
)
@click.option(
    "--to",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the script into this file instead (Markdown).",
)
@click.option(
    "--answers",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Take the answers from this file instead of asking.",
)
@click.option("--resume", is_flag=True, help="Go on with the one that was stopped.")
@click.option("--anew", is_flag=True, help="Begin again, and leave the one that was stopped where it is.")
@as_of_option
@click.option("--role", help="Role of who leads it.  [default: the role it is led by, as declared]")
@inventory_option
@runbooks_option
@format_option()
def tabletop(
    *,
    scenario: str | None,
    exercise: str | None,
    only_script: bool,
    page: Path | None,
    answers: Path | None,
    resume: bool,
    anew: bool,
    as_of: date,
    role: str | None,
    inventory: Path,
    runbooks: Path,
    form: str,
) -> None:
    """Lead a tabletop: the script from the plan, each decision and human step timed, the record signed.

    Type `pause` at any question to stop for now; what was answered is kept. Exit codes: 0 every objective
    met; 1 one was not; 2 it could not be held; 3 stopped for now, or something was not tried.
    """
    district = wiring.district(inventory)
    loss = _loss(district, scenario, exercise)
    journal = None if only_script or page else _stopped(loss.name, resume=resume, anew=anew)
    day = _day_of(journal) if journal else rehearsed_on(loss, as_of)
    script = script_for(district, loss, day)
    if only_script or page:
        _print_script(script, district, page, form)
    case = _Case(
        district, inventory, runbooks, script, role_named(district, role or script.sponsor).name, form
    )
    _hold(case, journal, answers)


def _loss(district: District, scenario: str | None, exercise: str | None) -> Loss:
    if (scenario is None) == (exercise is None):
        raise UsageError(
            "a tabletop is of one scenario or of one exercise",
            next_step="name it: --scenario NAME or --exercise NAME; see what is declared: "
            "drplan inventory show scenarios",
        )
    return loss_in_scenario(district, scenario) if scenario else loss_in_exercise(district, exercise or "")


def _print_script(script: Script, district: District, page: Path | None, form: str) -> NoReturn:
    told = markdown_page(script_page(script, district))
    if page is not None:
        write_pages(page.parent, {page.name: told})
        click.echo(f"written: {page}")
    elif form == "json":
        click.echo(json.dumps(script_json(script), indent=2))
    else:
        click.echo(told.decode(), nl=False)
    finish(Exit.WELL)


def _stopped(name: str, *, resume: bool, anew: bool) -> Any:
    """Return the newest journal that was stopped, ``None`` to begin one; raises ``UsageError`` in doubt."""
    if resume and anew:
        raise UsageError("--resume goes on and --anew begins again", next_step="give one of them")
    found = [each for each in wiring.exercise_journals() if each.entries()[0]["id"] == name]
    if resume and not found:
        raise UsageError(f"no exercise of {name} was stopped", next_step="leave --resume out to begin one")
    if found and not resume and not anew:
        raise UsageError(
            f"an exercise of {name} was stopped ({found[-1].path.stem})",
            next_step="go on with it: --resume; or begin another: --anew",
        )
    return found[-1] if resume else None


def _day_of(journal: Any) -> date:
    return date.fromisoformat(journal.entries()[0]["day"])


def _hold(case: _Case, stopped: Any, answers: Path | None) -> NoReturn:
    if answers is None and not sys.stdin.isatty():
        raise UsageError(
            "nobody is at a terminal to be asked",
            next_step="run it at a terminal, give --answers FILE, or print the script: --script",
        )
    signer, clock = wiring.evidence_key(), wiring.clock()
    about = wiring.circumstances(case.district, case.inventory, case.facilitator)
    desk = wiring.desk(answers)
    journal = _journal(case, stopped, clock.now(), about.inventory_sha256, kept=desk.attended)
    room = Room(desk, clock, journal, tuple(role.name for role in case.district.roles))
    evidence = wiring.exercise_evidence(case.runbooks / wiring.EXERCISES)
    earlier = open_actions(each for each in evidence.records() if each.name == case.script.name)
    try:
        hold(case.script.items, room)
        close(case.script.objectives, earlier, room)
    except (Paused, KeyboardInterrupt):
        click.echo(f"\nstopped; all answers are kept in {journal.path}\ngo on: add --resume", err=True)
        finish(Exit.IN_PART)
    desk.finish()
    begun = datetime.fromisoformat(journal.entries()[0]["at"])
    held = Held(journal.entries(), begun, clock.now(), case.facilitator, desk.attended)
    record = _keep(case, exercise_record(case.script, held, about), signer)
    journal.remove()
    finish(EXITS[record.verdict.outcome])


def _journal(case: _Case, stopped: Any, now: datetime, inventory: str, *, kept: bool) -> Any:
    """Return the journal to write into; raises ``UsageError`` when the plan changed since it was stopped."""
    if stopped is None:
        journal = wiring.exercise_journal(record_id(now, case.script.name) if kept else None)
        begun = {"at": now.isoformat(), "day": case.script.day.isoformat(), "inventory_sha256": inventory}
        journal.add({"entry": "begun", "id": case.script.name, **begun})
        return journal
    if stopped.entries()[0]["inventory_sha256"] != inventory:
        raise UsageError(
            "the declaration changed since the exercise was stopped: its questions may be others now",
            next_step="bring the declaration of that day back with git, or begin again: --anew",
        )
    stopped.add({"entry": "resumed", "id": "", "at": now.isoformat()})
    return stopped


def _keep(case: _Case, record: ExerciseRecord, signer: Any) -> ExerciseRecord:
    evidence = wiring.exercise_evidence(case.runbooks / wiring.EXERCISES)
    evidence.allow(signer.allowed_signer())
    page = markdown_page(script_page(case.script, case.district))
    hidden = wiring.repository_secrets(case.district)
    folder = evidence.append_next(record, {"script.md": page}, signer, secrets=hidden)
    kept = evidence.record(folder.name)
    if case.form == "json":
        click.echo(kept.model_dump_json(indent=2))
        return kept
    say_exercise(kept)
    say_where(folder, verification_command(str(folder), signer.identity))
    return kept
