"""The reports, by the audience each is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from drplan.errors import UsageError
from drplan.explain.document import Document, Edition
from drplan.explain.language import Language
from drplan.explain.reports.matter import Matter

Makes = Callable[[Matter, Language], Document]
"""What makes one report: its title and blocks. The frame adds day, edition, language and what it rests on."""


@dataclass(frozen=True)
class Report:
    """One report. ``editions`` are those it has, the usual one first; ``about`` is for ``--help``."""

    audience: str
    about: str
    editions: tuple[Edition, ...]
    make: Makes

    def edition(self, asked: Edition | None) -> Edition:
        """Return the edition that is asked for, or the usual one; raises ``UsageError`` without it."""
        if asked is not None and asked not in self.editions:
            raise UsageError(
                f"the {self.audience} report has no {asked} edition",
                next_step=f"use --edition {self.editions[0]}",
            )
        return asked or self.editions[0]


class Reports:
    """Reports in the order they were added; an audience has one."""

    def __init__(self) -> None:
        self._reports: dict[str, Report] = {}

    def add(
        self, audience: str, about: str, *, editions: tuple[Edition, ...] = ("restricted", "public")
    ) -> Callable[[Makes], Makes]:
        """Register the decorated function; raises ``ValueError`` for an audience that has a report."""
        if audience in self._reports:
            raise ValueError(f"{audience} has a report already")

        def register(make: Makes) -> Makes:
            self._reports[audience] = Report(audience, about, editions, make)
            return make

        return register

    def __getitem__(self, audience: str) -> Report:
        """Return one; raises ``UsageError``."""
        if audience not in self._reports:
            known = ", ".join(self._reports)
            raise UsageError(f"no report for {audience!r}", next_step=f"use one of: {known}")
        return self._reports[audience]

    def __iter__(self) -> Iterator[Report]:
        """Yield all."""
        return iter(self._reports.values())


REPORTS = Reports()
"""Every report of drplan; filled by the modules of this package."""
