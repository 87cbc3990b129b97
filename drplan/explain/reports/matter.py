"""What a report is made from: the judged case, and what follows from its records on its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from drplan.audit.actions import Action, actions, overdue, still_open
from drplan.audit.controls.case import Case
from drplan.audit.overdue import overdue_findings
from drplan.audit.standing import Standing, standings
from drplan.declare import District
from drplan.explain.document import Edition
from drplan.explain.reports.live import Live
from drplan.record.ledger import Ledger
from drplan.validate import Finding, Index, validate


@dataclass(frozen=True)
class Matter:
    """A district on a day, for one report. What came after the day is not seen.

    The ledger of ``case`` has been verified. ``inventory_sha256`` is that of the inventory as it is, and
    ``tools`` are the versions at hand: standings compare with both.
    """

    case: Case
    inventory_sha256: str = ""
    tools: Mapping[str, str] = field(default_factory=dict)
    edition: Edition = "restricted"
    live: Live | None = None
    """What was seen beside the records, for the dashboard."""

    @property
    def district(self) -> District:
        """What is declared."""
        return self.case.district

    @property
    def day(self) -> date:
        """The day it is told for."""
        return self.case.day

    @property
    def ledger(self) -> Ledger:
        """The records up to the end of the day."""
        return self.case.past

    @property
    def public(self) -> bool:
        """Whether everybody may read it."""
        return self.edition == "public"

    @property
    def at(self) -> datetime:
        """The end of the day (UTC): what was recorded on it has been seen."""
        return datetime.combine(self.day + timedelta(days=1), time(), UTC)

    @cached_property
    def index(self) -> Index:
        """The declaration turned round, to find by name."""
        return Index(self.district, self.day)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """What people call each service, by name; with its site, where others are called the same."""
        alike = Counter(each.title for each in self.case.services)
        sites = {name: self.index.sites[code].title for name, code in self.index.service_site.items()}
        return {
            each.name: each.title if alike[each.title] == 1 else f"{each.title} ({sites[each.name]})"
            for each in self.case.services
        }

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """How far each service is proven, in declared order."""
        return standings(self.ledger, self.district, self.inventory_sha256, self.at, self.tools)

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """Every corrective action on record, open ones first."""
        return actions(self.ledger, self.district)

    @cached_property
    def open_actions(self) -> tuple[Action, ...]:
        """Those that nothing closed."""
        return still_open(self.actions)

    @cached_property
    def overdue_actions(self) -> tuple[Action, ...]:
        """The open ones whose day is over."""
        return overdue(self.actions, self.day)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What validation says of the declaration on the day, with what is overdue."""
        late = overdue_findings(self.actions, self.day)
        return tuple(validate(self.district, today=self.day, overdue=late))
