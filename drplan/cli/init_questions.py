"""What ``drplan init`` wants to know: given by options, in a file, or asked for on a terminal."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from drplan.errors import UsageError


@dataclass(frozen=True)
class Question:
    """One thing to know: the option it is given by, and how it is asked for on a terminal."""

    option: str
    asks: str
    field: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return what click calls it."""
        return self.option.replace("-", "_")


QUESTIONS = (
    Question("district", "The district's name", ("district",)),
    Question("domain", "Its domain, as in maple.example", ("domain",)),
    Question("time-zone", "Its time zone, as in America/Chicago", ("time_zone",)),
    Question("director-phone", "The director of technology's telephone", ("director", "phone")),
    Question("director-email", "The director's mailbox", ("director", "email")),
    Question("administrator-phone", "The systems administrator's telephone", ("administrator", "phone")),
    Question("administrator-email", "The administrator's mailbox", ("administrator", "email")),
    Question("site", "A short code of the first building, as in hs", ("site",)),
    Question("site-title", "What people call it", ("site_title",)),
    Question(
        "site-kind",
        "What it is: district-office, high-school, middle-school or elementary-school",
        ("site_kind",),
    ),
    Question("students", "How many students are enrolled there", ("students",)),
    Question("server", "The name of its first server, as in hs-file1", ("server",)),
    Question("address", "That server's address", ("address",)),
    Question(
        "link-mbit-s",
        "What the building's Internet line carries away, in megabits a second",
        ("link_mbit_s",),
    ),
    Question("onsite", "The copy nearby, in restic's words (rest:https://… or a folder)", ("onsite",)),
    Question("offsite", "The copy far away, in restic's words (s3:https://…/bucket)", ("offsite",)),
    Question("lock-days", "For how many days nobody can delete from it (object lock)", ("lock_days",)),
    Question("keeper", "Who keeps it: the vendor's name", ("keeper",)),
    Question("keeper-phone", "The vendor's emergency telephone", ("keeper_contact", "phone")),
    Question("keeper-email", "The vendor's emergency mailbox", ("keeper_contact", "email")),
    Question("contract-from", "First day of the contract with it, as in 2026-07-01", ("contract_from",)),
    Question("contract-until", "Last day of that contract", ("contract_until",)),
)
"""In the order in which they are asked."""


def answers(given: Mapping[str, str | None], file: Path | None) -> dict[str, str]:
    """Return an answer to each question: what was given, else what the file says, else what a person types.

    Raises ``UsageError`` naming all that is missing where nobody can be asked.
    """
    known = {**(_in_file(file) if file else {}), **{name: said for name, said in given.items() if said}}
    missing = [each for each in QUESTIONS if each.name not in known]
    if missing and not sys.stdin.isatty():
        raise UsageError(
            f"not given: {', '.join(f'--{each.option}' for each in missing)}",
            next_step="give them, write them into a file for --answers, or run this on a terminal and answer",
        )
    asked: dict[str, str] = {each.name: click.prompt(each.asks) for each in missing}
    return {each.name: known.get(each.name) or asked[each.name] for each in QUESTIONS}


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
