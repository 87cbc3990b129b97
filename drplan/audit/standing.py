"""How far each service is proven: by which record, and whether that still holds.

``proven`` lasts until what was proven changes or a day comes (glossary, *stale*; NIST SP 800-53 Rev. 5,
CP-4: test at a frequency the organisation defines, and after changes).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from drplan.audit.actions import Action, actions, still_open
from drplan.audit.happenings import covered, proves
from drplan.audit.promised import missed_on
from drplan.declare.district import District
from drplan.declare.lookup import services
from drplan.declare.services import Service
from drplan.record.approval import RecordRef
from drplan.record.declared import DeclaredParts
from drplan.record.drill import DrillRecord, ServiceRecord
from drplan.record.ledger import Ledger

State = Literal["proven", "stale", "failing", "unproven"]

TOOLS = ("drplan", "restic")
"""The tools whose change makes a proof stale: what holds hosts to their baselines, and what restores.

Their first two numbers count: 0.18.0 to 0.18.1 mends, 0.18 to 0.19 changes. What runs on the hosts, database
engines too, is declared as their software, and counts as any change of an asset does.
"""
_NUMBERS = 2
_CLOCKS_DIFFER = timedelta(minutes=10)


@dataclass(frozen=True)
class Standing:
    """How far one service is proven.

    ``by`` is the record that says so: the newest that proves it, or, of a failing one, the newest in which
    it failed; ``since`` is when that ended. ``because`` says why it is not ``proven``. ``until`` is when a
    proof grows old.
    """

    service: str
    state: State
    because: tuple[str, ...]
    by: RecordRef | None
    since: datetime | None
    tier: int = 3
    until: datetime | None = None


def standings(
    ledger: Ledger,
    district: District,
    inventory_sha256: str,
    now: datetime,
    tools: Mapping[str, str] | None = None,
) -> tuple[Standing, ...]:
    """Return the standing of every declared service, in declared order.

    ``inventory_sha256`` is that of the inventory as it is; drills that kept no hash of a service's own part
    are compared with it. ``tools`` are the versions at hand; a tool that is not among them is not compared.
    """
    about = _About(ledger, district, inventory_sha256, now, tools or {})
    return tuple(about.standing(service) for service in services(district))


_Found = tuple[DrillRecord, ServiceRecord]


class _About:
    """What every service's standing is judged by."""

    def __init__(
        self,
        ledger: Ledger,
        district: District,
        inventory_sha256: str,
        now: datetime,
        tools: Mapping[str, str],
    ) -> None:
        self.ledger, self.district = ledger, district
        self.inventory_sha256, self.now, self.tools = inventory_sha256, now, tools
        self._parts = DeclaredParts(district)
        self._failing = _by_service(still_open(actions(ledger, district)))
        self._proof: dict[str, _Found] = {}
        self._newest: dict[str, _Found] = {}
        for record in ledger.drills:
            for service in record.services:
                self._newest[service.name] = record, service
                if proves(record, service) and not self._to_come(record):
                    self._proof[service.name] = record, service

    def standing(self, service: Service) -> Standing:
        """Judge one service: a failure that nothing mended comes before any proof."""
        tier = int(service.tier)
        if service.name in self._failing:
            return self._fails(service.name, self._failing[service.name], tier)
        if service.name not in self._proof:
            return Standing(service.name, "unproven", self._why_not(service.name), None, None, tier)
        record, seen = self._proof[service.name]
        until = record.ended + timedelta(days=self.district.drills.proven_for_days[tier])
        missed = (f"{record.id}: {why}" for why in missed_on(self.now.date(), service, seen, self.district))
        because = (*self._changed(service, record, seen), *missed, *self._aged(record, until))
        state: State = "stale" if because else "proven"
        return Standing(service.name, state, because, self.ledger.ref(record), record.ended, tier, until)

    def _fails(self, name: str, found: list[Action], tier: int) -> Standing:
        refs = {ref.id: ref for each in found for ref in (each.of, *each.again)}
        newest = next(each for each in reversed(self.ledger.drills) if each.id in refs)
        because = tuple(dict.fromkeys(f"{each.of.id}: {each.issue}" for each in found))
        return Standing(name, "failing", because, refs[newest.id], newest.ended, tier)

    def _why_not(self, name: str) -> tuple[str, ...]:
        if name not in self._newest:
            return ("no drill on record is of it",)
        record, seen = self._newest[name]
        if seen.verdict.outcome != "pass":
            return tuple(f"{record.id}: {seen.verdict.outcome}: {why}" for why in seen.verdict.because)
        if self._to_come(record):
            return (f"{record.id}: it says it ended on {record.ended:%Y-%m-%d}, which is still to come",)
        if not covered(record, seen):
            return (f"{record.id}: only a part of it, or of its data, was brought back",)
        return (f"{record.id}: only what stands on {record.host} was brought back",)

    def _to_come(self, record: DrillRecord) -> bool:
        """Tell whether a record is dated in the future: nobody knows when it was, so it proves nothing."""
        return record.ended > self.now + _CLOCKS_DIFFER

    def _changed(self, service: Service, record: DrillRecord, seen: ServiceRecord) -> Iterator[str]:
        if seen.declared_sha256 is None:
            if record.inventory_sha256 != self.inventory_sha256:
                yield f"the inventory changed since {record.id}, which does not say what of it matters here"
        elif seen.declared_sha256 != self._parts.sha256(service):
            then = {each.name: each.sha256 for each in record.declared}
            yield from _in_words(then, self._parts.of(service))
        for name in TOOLS:
            drilled, at_hand = record.tools.get(name, ""), self.tools.get(name, "")
            if drilled and at_hand and _release(drilled) != _release(at_hand):
                yield f"{name} was {drilled} in {record.id} and is {at_hand} now"

    def _aged(self, record: DrillRecord, until: datetime) -> Iterator[str]:
        if self.now >= until:
            days = (until - record.ended).days
            yield f"{record.id} ended on {record.ended:%Y-%m-%d} and proves no longer than {days} days"


def _by_service(found: Iterable[Action]) -> dict[str, list[Action]]:
    by_name: dict[str, list[Action]] = {}
    for each in found:
        if each.kind == "service":
            by_name.setdefault(each.name, []).append(each)
    return by_name


def _in_words(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Say which parts of a service's declaration changed; what it no longer names, its own part shows."""
    changed = [part for part, digest in now.items() if then.get(part, digest) != digest]
    new = [part for part in now if part not in then]
    if changed:
        yield f"changed in the declaration: {', '.join(changed)}"
    if new:
        yield f"new in the declaration: {', '.join(new)}"
    if not changed and not new:
        yield "its part of the declaration changed"


def _release(version: str) -> tuple[str, ...]:
    return tuple(version.split(".")[:_NUMBERS])
