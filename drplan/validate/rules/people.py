"""Whoever is called answers, knows what to do, and is not the only one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from drplan.declare import Paper, Role
from drplan.validate.days import ago, count
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.registry import RULES

CONFIRMED_FOR = timedelta(days=180)
"""How long a confirmed contact counts."""

TRAINED_FOR = timedelta(days=365)
"""How long a training counts (NIST SP 800-53 Rev. 5, CP-3)."""

_TO_BE_TRAINED = timedelta(days=30)
_WITH_COUNTRY = re.compile(r"1(?=\d{10}$)")


@RULES.add(
    "DRP014",
    "A role has no alternate",
    severity="warning",
    why="The one who holds it may be away, or hurt, on the worst day.",
    source="NIST SP 800-34 Rev. 1, section 3.4.6",
    fix="name another role as its alternate",
)
def role_without_alternate(index: Index) -> Iterator[Flaw]:
    """Count a role that is its own alternate as one without."""
    for name, role in index.roles.items():
        if role.alternate in (None, name):
            yield Flaw(Subject("role", name), "has nobody else to take over")


@RULES.add(
    "DRP124",
    "A role has an account that nobody can enter",
    severity="error",
    why="Whoever holds the role finds the server shut on the day it is needed, and borrows another's way in.",
    source="NIST SP 800-53 Rev. 5, IA-2 and AC-2",
    fix="give the role the public key of each of its holders, or take its login off the server",
)
def login_without_key(index: Index) -> Iterator[Flaw]:
    """Leave roles that do not exist to DRP001."""
    for name, server in index.servers.items():
        for login in server.logins:
            role = index.roles.get(login.role)
            if role is not None and not role.keys:
                yield Flaw(index.asset(name), f"lets {login.role} in, and the role has no key")


@RULES.add(
    "DRP080",
    "A contact was not confirmed within 180 days",
    severity="warning",
    why="Numbers change with staff and contracts; a dead one is found out when it is dialled in need.",
    source="NIST SP 800-34 Rev. 1, section 3.6; NIST SP 800-53 Rev. 5, CP-2",
    fix="call the role's telephone and write to its e-mail address, then set confirmed_on",
)
def stale_contact(index: Index) -> Iterator[Flaw]:
    """Count a day that has not come as none."""
    for name, role in index.roles.items():
        confirmed = role.confirmed_on
        if confirmed is None:
            yield Flaw(Subject("role", name), f"nobody ever confirmed {role.phone} and {role.email}")
        elif confirmed > index.today:
            yield Flaw(Subject("role", name), f"was confirmed on {confirmed}, a day that has not come")
        elif index.today - confirmed > CONFIRMED_FOR:
            yield Flaw(Subject("role", name), f"was last confirmed on {ago(confirmed, index.today)}")


@RULES.add(
    "DRP081",
    "A role's training is due",
    severity="warning",
    why="Who holds the role would read the plan for the first time during the disaster.",
    source="NIST SP 800-53 Rev. 5, CP-3; NIST SP 800-34 Rev. 1, section 3.5",
    fix="train whoever holds the role, then set trained_on",
)
def training_due(index: Index) -> Iterator[Flaw]:
    """Ask for a training within 30 days of taking the role, and one every 365 days from then on."""
    for name, role in index.roles.items():
        due = _training(role, index)
        if due is not None:
            yield Flaw(Subject("role", name), due)


@RULES.add(
    "DRP082",
    "A role and its alternate are reached by the same telephone",
    severity="warning",
    why="One dead line or one lost telephone, and neither of them is called.",
    source="NIST SP 800-34 Rev. 1, section 4.2.2; NIST SP 800-53 Rev. 5, CP-2",
    fix="give the alternate a telephone of its own",
)
def shared_telephone(index: Index) -> Iterator[Flaw]:
    """Compare digits: the same number may be written in several ways."""
    for name, role in index.roles.items():
        alternate = index.roles.get(role.alternate or name)
        if alternate is not None and alternate.name != name and _digits(role) == _digits(alternate):
            yield Flaw(Subject("role", name), f"has the telephone of its alternate {alternate.name}")


@RULES.add(
    "DRP083",
    "A paper that people work with was not printed within its time",
    severity="warning",
    why="Yesterday's medication, riders and custody are read from last year's list, and nobody sees that.",
    source="NIST SP 800-34 Rev. 1, section 3.6; NIST SP 800-53 Rev. 5, CP-2(5)",
    fix="print it, lay it in its place, take the old one away, then set renewed_on",
)
def stale_paper(index: Index) -> Iterator[Flaw]:
    """Count a day that has not come as none."""
    for name, service in index.services.items():
        for paper in service.papers:
            due = _printing(paper, index)
            if due is not None:
                yield Flaw(index.service(name), f"{paper.title!r} {due}")


def _printing(paper: Paper, index: Index) -> str | None:
    if paper.renewed_on is None:
        return "was never printed, or nobody wrote the day down"
    if paper.renewed_on > index.today:
        return f"was printed on {paper.renewed_on}, a day that has not come"
    if index.today - paper.renewed_on > paper.renew_within:
        return f"was last printed on {ago(paper.renewed_on, index.today)}; every {count(paper.renew_within)}"
    return None


def _training(role: Role, index: Index) -> str | None:
    """Say what is due; whoever took the role within 30 days still has time."""
    today, assigned, trained = index.today, role.assigned_on, role.trained_on
    for field, day in (("assigned", assigned), ("trained", trained)):
        if day is not None and day > today:
            return f"was {field} on {day}, a day that has not come"
    if assigned is not None and today - assigned <= _TO_BE_TRAINED:
        return None
    if trained is None:
        return "was never trained" + ("" if assigned is None else f" since it was assigned on {assigned}")
    if assigned is not None and trained < assigned:
        return f"was assigned on {assigned} to a holder not trained since: the last training was on {trained}"
    if today - trained > TRAINED_FOR:
        return f"was last trained on {ago(trained, today)}"
    return None


def _digits(role: Role) -> str:
    """Return the number as dialled inside the country, or the text when there is no digit in it."""
    return _WITH_COUNTRY.sub("", re.sub(r"\D", "", role.phone), count=1) or role.phone.casefold()
