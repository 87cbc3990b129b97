"""What ``drplan init`` wants to know: given by options, in a file, or asked for on a terminal."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from drplan.errors import UsageError
from drplan.explain.words import count


@dataclass(frozen=True)
class Question:
    """One thing to know: the option it is given by, and how it is asked for on a terminal.

    ``suggests`` is what Enter answers, with other answers' names in braces; ``opens`` a heading above it.
    """

    option: str
    asks: str
    field: tuple[str, ...]
    suggests: str = ""
    opens: str = ""

    @property
    def name(self) -> str:
        """Return what click calls it."""
        return self.option.replace("-", "_")


QUESTIONS = (
    Question("district", "The district's name", ("district",), opens="The district"),
    Question("domain", "Its domain, as in maple.example", ("domain",)),
    Question("time-zone", "Its time zone, as in America/Chicago", ("time_zone",)),
    Question("director-phone", "The technology director's telephone", ("director", "phone")),
    Question("director-email", "The technology director's e-mail", ("director", "email")),
    Question("administrator-phone", "The systems administrator's telephone", ("administrator", "phone")),
    Question("administrator-email", "The systems administrator's e-mail", ("administrator", "email")),
    Question(
        "site",
        "A short code for the first building, small letters, as in hs",
        ("site",),
        suggests="hs",
        opens="Its first building, with one server",
    ),
    Question("site-title", "What people call that building", ("site_title",)),
    Question(
        "site-kind",
        "Its kind: district-office, high-school, middle-school or elementary-school",
        ("site_kind",),
    ),
    Question("students", "How many students are enrolled there", ("students",)),
    Question("server", "The name of its first server", ("server",), suggests="{site}-file1"),
    Question("address", "That server's IPv4 address, as in 10.20.0.11", ("address",)),
    Question("link-mbit-s", "The Internet line's upload, in megabits a second", ("link_mbit_s",)),
    Question(
        "onsite",
        "Where the nearby copy lies (rest:https://… or a folder)",
        ("onsite",),
        opens="Its two copies, as restic writes their places",
    ),
    Question("offsite", "Where the copy far away lies (s3:https://…/bucket)", ("offsite",)),
    Question(
        "lock-days",
        "For how many days nobody can delete from it (object lock)",
        ("lock_days",),
        suggests="30",
    ),
    Question("keeper", "Who keeps the copy far away: the vendor's name", ("keeper",)),
    Question("keeper-phone", "The vendor's emergency telephone", ("keeper_contact", "phone")),
    Question("keeper-email", "The vendor's emergency e-mail", ("keeper_contact", "email")),
    Question("contract-from", "First day of the contract with it, as in 2026-07-01", ("contract_from",)),
    Question("contract-until", "Last day of that contract, as in 2027-06-30", ("contract_until",)),
)
"""In the order in which they are asked."""


Refusal = Callable[[Question, str], str]
"""Says why an answer will not do; nothing when it will."""


@dataclass(frozen=True)
class Answers:
    """An answer to each question, by its name, and whether a person typed one of them."""

    told: Mapping[str, str]
    typed: bool


def answers(given: Mapping[str, str | None], file: Path | None, refused: Refusal) -> Answers:
    """Return an answer to each question: what was given, else what the file says, else what a person types.

    Raises ``UsageError`` naming all that is missing where nobody can be asked.
    """
    known = {**(_in_file(file) if file else {}), **{name: said for name, said in given.items() if said}}
    missing = [each for each in QUESTIONS if each.name not in known]
    if missing and not attended():
        raise UsageError(
            f"not given: {', '.join(f'--{each.option}' for each in missing)}",
            next_step="give them, write them into a file for --answers, or run this on a terminal and answer",
        )
    if missing:
        _greet(len(missing))
    for each in missing:
        known[each.name] = _ask(each, known, refused)
    return Answers({each.name: known[each.name] for each in QUESTIONS}, typed=bool(missing))


def attended() -> bool:
    """Say whether somebody sits there to answer."""
    return sys.stdin.isatty()


def _greet(questions: int) -> None:
    click.echo(f"{count(questions, 'question')}. Enter takes the answer in [brackets]; an answer that")
    click.echo("cannot be is asked for again; Ctrl-C ends this, and nothing is written.")


def _ask(question: Question, known: Mapping[str, str], refused: Refusal) -> str:
    def checked(said: str) -> str:
        because = refused(question, said)
        if because:
            raise click.BadParameter(because)
        return said

    if question.opens:
        click.echo(f"\n{question.opens}")
    suggested = question.suggests.format_map(known) or None
    answer: str = click.prompt(f"  {question.asks}", default=suggested, value_proc=checked)
    return answer


def keep(told: Mapping[str, str], file: Path) -> None:
    """Write answers as ``--answers`` reads them, so that nobody types them twice."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows((each.option, told[each.name]) for each in QUESTIONS)


def _in_file(file: Path) -> dict[str, str]:
    """Read lines of ``option,answer``; one without an answer is asked for."""
    try:
        rows = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{file} cannot be read: {error}", next_step="give a CSV file in UTF-8") from error
    names = {each.option: each.name for each in QUESTIONS}
    found = {}
    for number, row in enumerate(rows, start=1):
        if not row or not "".join(row).strip():
            continue
        if len(row) != 2 or row[0].strip() not in names:  # noqa: PLR2004 - an option and its answer
            raise UsageError(
                f"{file}:{number}: not an option and its answer with a comma between",
                next_step=f"write one of these first: {', '.join(names)}",
            )
        if row[1].strip():
            found[names[row[0].strip()]] = row[1].strip()
    return found
