"""``drplan init``: from a few answers to a repository whose plan holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import ValidationError

from drplan import wiring
from drplan.cli.frame import Exit, as_of_option, finish, format_option
from drplan.cli.init_questions import QUESTIONS, Answers, Question, answers, keep
from drplan.cli.runbook import current_pages, left_out, say_left_out
from drplan.declare import District
from drplan.errors import DeclarationError, DrplanError, UsageError
from drplan.explain.starter.files import RUN, starter_files
from drplan.explain.starter.first_plan import first_plan
from drplan.explain.starter.start import Start
from drplan.explain.write import write_pages
from drplan.validate import examine

_F = TypeVar("_F", bound=Callable[..., Any])


def _asked(command: _F) -> _F:
    for each in reversed(QUESTIONS):
        command = click.option(f"--{each.option}", metavar="WORDS", help=f"{each.asks}.")(command)
    return command


@click.command(name="init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@_asked
@click.option(
    "--answers",
    "file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="A CSV file of answers, one a line: the option without its dashes, a comma, the answer.",
)
@click.option("--age", metavar="KEYS", help="age public keys that secrets are encrypted to, with commas.")
@click.option(
    "--install",
    metavar="WHAT",
    help="What pip install is told in CI: a version, or an address.  [default: what makes the same pages]",
)
@as_of_option
@format_option()
def command(
    *,
    folder: Path,
    file: Path | None,
    age: str | None,
    install: str | None,
    as_of: date,
    form: str,
    **given: str | None,
) -> None:
    """Write the repository of a district into FOLDER, new or empty: a plan that holds, and its pages.

    What is not given is asked for on a terminal. Exit codes: 0 written, and the plan holds; 2 nothing was
    written.
    """
    _refuse(folder)
    plan = _planned(answers(given, file, _refusal), as_of, folder)
    install = install or ("drplan" if left_out() else "drplan[pdf]")
    files = starter_files(plan, as_of, install=install, age=age, deploys=wiring.starter_deploys())
    pages = _write(folder, files)
    _print(folder, plan, len(files), pages, form)
    finish(Exit.WELL)


def _planned(answered: Answers, today: date, folder: Path) -> District:
    """Return the plan; what a person typed is kept when it does not hold. Raises what ``_start`` does."""
    try:
        return _plan(_start(answered.told), today)
    except DrplanError as error:
        if not answered.typed:
            raise
        file = folder.with_name(f"{folder.name}-answers.csv")
        keep(answered.told, file)
        again = f"your answers are in {file}: mend them, then drplan init {folder} --answers {file}"
        raise UsageError(error.message, next_step=f"{error.next_step}; {again}") from error


def _nested(told: Mapping[str, str]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for each in QUESTIONS:
        *outer, last = each.field
        inner = nested.setdefault(outer[0], {}) if outer else nested
        if each.name in told:
            inner[last] = told[each.name]
    return nested


def _refusal(question: Question, said: str) -> str:
    """Say why this answer alone will not do; what others it fits is seen when all are there."""
    try:
        Start.model_validate(_nested({question.name: said}))
    except ValidationError as error:
        wrong = (each for each in error.errors() if each["loc"] == question.field)
        return next((_because(question, each["msg"], each["type"]) for each in wrong), "")
    return ""


def _because(question: Question, message: str, kind: str) -> str:
    if kind == "string_pattern_mismatch" and question.option in _SPELT:
        return _SPELT[question.option]
    if kind.startswith("date_"):
        return "a day is written as year, month and day, as in 2026-07-01"
    if kind.endswith("_parsing"):
        return "a number is wanted here, in digits"
    return message.removeprefix("Value error, ")


_SPELT = {
    "domain": "a domain is written in small letters with a dot, as in maple.example",
    "time-zone": "a time zone is written as a region and a city, as in America/Chicago",
    "site": "a code has small letters, digits and hyphens, and begins with a letter, as in hs",
    "server": "a name has small letters, digits and hyphens, and begins with a letter, as in hs-file1",
}
"""How what has a pattern is spelt, for people."""


def _start(told: Mapping[str, str]) -> Start:
    try:
        return Start.model_validate(_nested(told))
    except ValidationError as error:
        first = error.errors()[0]
        asked = {each.field: each for each in QUESTIONS}.get(tuple(str(part) for part in first["loc"]))
        if asked is None:
            raise UsageError(
                f"the contract: {first['msg'].removeprefix('Value error, ')}",
                next_step="give --contract-from and --contract-until in their order",
            ) from None
        because = _because(asked, first["msg"], first["type"])
        raise UsageError(f"--{asked.option}: {because}", next_step=f"give another: {asked.asks}") from None


def _plan(start: Start, today: date) -> District:
    try:
        plan = first_plan(start, today)
    except ValidationError as error:
        raise DeclarationError(
            f"these answers do not fit together: {error.errors()[0]['msg']}",
            next_step="use other names for the building, the server and the copies",
        ) from None
    wrong = next(iter(examine(plan, today).findings), None)
    if wrong is not None:
        raise DeclarationError(
            f"such a plan would not hold: {wrong.subject.name} {wrong.message}",
            next_step=f"give other answers: {wrong.rule} in docs/rules.md says why and what would do",
        )
    return plan


def _refuse(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty", next_step="name a new folder, or empty it")


def _write(folder: Path, files: Mapping[str, bytes]) -> int:
    """Write all of it and the pages made of it; returns how many pages."""
    write_pages(folder, files)
    for name in RUN:
        (folder / name).chmod(0o755)
    inventory, runbooks = folder / "inventories", folder / "runbooks"
    wanted = current_pages(wiring.district(inventory), inventory, runbooks)
    write_pages(runbooks, wanted)
    return len(wanted)


def _print(folder: Path, plan: District, files: int, pages: int, form: str) -> None:
    if form == "json":
        told = {"folder": str(folder), "files": files, "pages": pages, "borne": len(plan.waivers)}
        click.echo(json.dumps({"schema": "drplan/init/1", **told}, indent=2))
        return
    click.echo(f"{folder}: {files} files, {pages} pages. The plan holds.")
    say_left_out()
    click.echo(
        f"{len(plan.waivers)} things are not known yet: waivers in inventories/district.py, for 90 days."
    )
    click.echo(f"next: cd {folder}, git init, make validate; then follow README.md there, step by step")
