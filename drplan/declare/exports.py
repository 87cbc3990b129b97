"""What hosted programs hand out and a server of the district keeps: files whose content is read too."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from drplan.declare.base import AbsolutePath, Declared, Name, Text

Within = Annotated[timedelta, Field(ge=timedelta(hours=1), le=timedelta(days=400))]
"""How old something may be: between an hour and somewhat more than a year."""

_COUNT = re.compile(
    r"select\s+count\s*\(\s*(?:\*|(?:distinct\s+)?[a-z_][\w.]*)\s*\)\s+from\s+[^;]+", re.IGNORECASE
)
_MORE = re.compile(
    r"\b(?:union|intersect|except|limit|offset|group|having|window|over|values)\b", re.IGNORECASE
)


def _only_counts(query: str) -> str:
    if _COUNT.fullmatch(query) is None or _MORE.search(query) is not None:
        raise ValueError("a question counts and does nothing else: select count(*) from TABLE where …")
    return query


class Question(Declared):
    """A count that an export must be able to give: asked when it is kept, and again after each restore.

    It is asked of a scratch SQLite database that holds each file as a table of text, by the file's name
    without `.csv`. Only the count leaves that database.
    """

    name: Name
    """Its name, unlike any other of its export."""
    query: Annotated[Text, AfterValidator(_only_counts)]
    """SQL of the form `select count(…) from …`, as in `select count(*) from users where role = 'student'`."""
    at_least: int | None = Field(default=None, ge=0)
    """The least that is plausible; with fewer, the recovery point is doubted."""
    at_most: int | None = Field(default=None, ge=0)
    """The most that is plausible; with more, the recovery point is doubted."""

    @model_validator(mode="after")
    def _least_is_not_above_most(self) -> Self:
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise ValueError(f"at_least ({self.at_least}) is above at_most ({self.at_most})")
        return self


class OneRosterExport(Declared):
    """OneRoster 1.1 or 1.2 CSV files that a hosted student information system leaves in a server's folder."""

    kind: Literal["oneroster"] = "oneroster"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server that the files arrive on."""
    path: AbsolutePath
    """The folder there."""
    fresh_within: Within = timedelta(days=4)
    """How old its newest file may be before the export is doubted: longer where it pauses over holidays."""
    questions: tuple[Question, ...] = ()
    """Counts that it must be able to give, before it is kept and after it came back."""

    @model_validator(mode="after")
    def _questions_have_names_of_their_own(self) -> Self:
        twice = [name for name, count in Counter(each.name for each in self.questions).items() if count > 1]
        if twice:
            raise ValueError(f"two questions have the name {twice[0]}")
        return self


class MoodleBackups(Declared):
    """A server's folder of Moodle's course backups (`.mbz`), each read to its end when it is kept."""

    kind: Literal["moodle"] = "moodle"
    """Set by the word itself, never written in an inventory."""
    server: Name
    """The server that they lie on."""
    path: AbsolutePath
    """The folder there; folders below it are looked through too."""
    fresh_within: Within = timedelta(days=8)
    """How old the newest of all backups may be before the folder is doubted."""
    each_course_within: Within | None = None
    """How old the newest backup of each course may be; not asked where courses of former years stay."""


class TenantExport(Declared):
    """What a cloud tenant hands out of one of its products, by an export program that the district runs."""

    kind: Literal["tenant-export"] = "tenant-export"
    """Set by the word itself, never written in an inventory."""
    tenant: Name
    """The tenant."""
    product: Literal["mail", "files", "calendar", "classroom", "directory", "settings"]
    """Which of its products."""
    server: Name | None = None
    """The server that the export program leaves its files on."""
    path: AbsolutePath | None = None
    """The folder there; with a server, and only with one."""
    form: Literal["gyb", "takeout", "gam-csv", "graph-json", "pst"] | None = None
    """What the files are, so that what is inside is read too.

    Mailboxes of Got Your Back, archives of Google Takeout or Vault, tables of GAM, objects of Microsoft
    Graph, or Outlook's data files, of which header and size alone are looked at.
    """
    fresh_within: Within | None = None
    """How old its newest file may be before it is doubted; without it, what is usual for its form."""

    @model_validator(mode="after")
    def _files_lie_on_a_server(self) -> Self:
        if (self.server is None) != (self.path is None):
            raise ValueError("server and path are declared together: where the export's files lie")
        if self.form is not None and self.server is None:
            raise ValueError("form tells what the files are: declare the server and path they lie at")
        if self.fresh_within is not None and self.form is None:
            raise ValueError("fresh_within is judged by what the files are: declare their form")
        return self
