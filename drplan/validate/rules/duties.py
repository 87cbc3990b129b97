"""Duties that run out, and one that must come back first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain, groupby

from drplan.declare import Agreement, Partner, Vendor
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.keeping import kind_of
from drplan.validate.registry import RULES

_NOTICE = timedelta(days=60)
_DAY = timedelta(days=1)


@RULES.add(
    "DRP093",
    "Student Internet is restored before its content filter",
    severity="error",
    why="A school that takes E-rate money may not give minors Internet without a filter, not for an hour.",
    source="47 U.S.C. 254(h)(5)(B) (CIPA, 2000); NIST SP 800-34 Rev. 1, section 3.2.3",
    fix="let the student Internet service depend on the content filter",
)
def unfiltered(index: Index) -> Iterator[Flaw]:
    """Follow what each ``student-internet`` service depends on until a ``content-filter`` is found."""
    filtered: set[str] = set()
    for members in index.components:
        targets = set(chain(members, *(index.dependencies[name] for name in members)))
        if any(index.services[name].function == "content-filter" for name in targets) or targets & filtered:
            filtered.update(members)
    known = any(service.function == "content-filter" for service in index.services.values())
    for name, service in index.services.items():
        if service.function == "student-internet" and name not in filtered:
            why = "" if known else ", and none is declared"
            yield Flaw(index.service(name), f"depends on no content filter{why}")


@RULES.add(
    "DRP094",
    "An agreement has ended or ends within 60 days",
    severity="warning",
    why="A new one takes a board meeting; without it the vendor holds records it may not hold.",
    source="NIST SP 800-53 Rev. 5, SA-9 and PS-7; CIS Controls v8.1, safeguard 15.4",
    fix="sign the next agreement of the same kind and declare it beside the old one",
)
def ending(index: Index) -> Iterator[Flaw]:
    """Follow agreements of one kind without a gap from today on; one that only begins later is no flaw."""
    outsiders: list[Vendor | Partner] = [*index.vendors.values(), *index.partners.values()]
    for outsider in outsiders:
        ordered = sorted(outsider.agreements, key=lambda each: (each.kind, each.signed, each.expires))
        for kind, agreements in groupby(ordered, key=lambda each: each.kind):
            message = _end(kind, list(agreements), index.today)
            if message is not None:
                yield Flaw(Subject(kind_of(outsider), outsider.name), message)


def _end(kind: str, agreements: Iterable[Agreement], today: date) -> str | None:
    past, covered, later = None, today - _DAY, None
    for each in agreements:
        if each.expires < today:
            past = max(past or each.expires, each.expires)
        elif each.signed <= covered + _DAY:
            covered = max(covered, each.expires)
        else:
            later = min(later or each.signed, each.signed)
    then = "" if later is None else f", and the next begins only on {later}"
    if covered >= today and covered - today <= _NOTICE:
        return f"has a {kind} agreement that ends on {covered}, in {(covered - today).days} days{then}"
    if covered < today and past is not None:
        return f"has a {kind} agreement that ended on {past}{then}"
    return None
