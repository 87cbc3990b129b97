"""Reconstitution (NIST SP 800-34 Rev. 1, section 4.4): from "it answers" to "it is theirs again"."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from drplan.declare import DataSet, District, Service
from drplan.declare.lookup import role_named
from drplan.explain.content import Step
from drplan.explain.places import folder_of
from drplan.explain.words import length, listing
from drplan.plan.restorable import kept

RECONSTITUTION = frozenset({"validate", "protect", "hand-back", "catch-up"})
"""The actions of these steps."""


def hand_back_steps(service: Service, district: District) -> Iterator[Step]:
    """Yield the steps without ids; raises ``UsageError`` for an undeclared name."""
    held = [data for data in service.data_sets if kept(data.source, district)]
    if service.data_sets:
        yield _validate(service, district)
    if held:
        yield _protect(service, held)
    yield _hand_back(service, held, district)
    if service.objectives.wrt or service.data_sets:
        yield _catch_up(service)


def _validate(service: Service, district: District) -> Step:
    canaries = [canary for data in service.data_sets for canary in data.canaries]
    look = f"the canaries ({listing(canaries)}), then records of their own choice" if canaries else "records"
    return Step(
        what=f"Have {role_named(district, service.owner).title} look at what came back before anybody else "
        f"works with it: {look}. They name the newest entry they find; what is newer is lost, and is "
        "entered again.",
        expect="They find what they look for, and it is no older than the RPO of "
        f"{length(service.objectives.rpo)}, counted back from the loss.",
        otherwise="Something is missing or strange: nobody works with it. Go back to the restore step with "
        "--before and an earlier moment, and tell whoever decides.",
        action="validate",
        subject=service.name,
    )


def _protect(service: Service, held: list[DataSet]) -> Step:
    return Step(
        what="Make a recovery point of what came back, so that a second loss today costs nothing more.",
        commands=tuple(f"drplan backup run --data-set {data.name}" for data in held),
        expect="It names a recovery point in each copy and ends without an error.",
        otherwise="A copy that cannot be reached is named: go on, and make up for it when it is back. "
        '"suspect": what came back does not look like what was there; tell whoever decides.',
        action="protect",
        subject=service.name,
    )


def _hand_back(service: Service, held: list[DataSet], district: District) -> Step:
    owner = role_named(district, service.owner)
    return Step(
        what=f"Write down the time. Tell {owner.title}, {owner.phone} that {service.title} is back "
        "and that the workaround ends."
        + (" Then remove the restored folders: they hold what the service holds." if held else ""),
        commands=tuple(shlex.join(["sudo", "rm", "-r", folder_of(data)]) for data in held),
        expect="It prints nothing and ends without an error." if held else "",
        otherwise="A folder that is still there is a copy of its data that nobody guards: remove it."
        if held
        else "",
        action="hand-back",
        subject=service.name,
    )


def _catch_up(service: Service) -> Step:
    promised = service.objectives
    lasts = f"{length(promised.wrt)} are declared for it." if promised.wrt else "No time is declared for it."
    return Step(
        what="Enter what was written on paper meanwhile, and what was lost between the recovery point and "
        f"the loss. {lasts}",
        expect="The papers are counted, entered and kept.",
        otherwise=f"It will not be done {length(promised.mtd)} after the loss: tell whoever decides, and "
        "keep the workaround.",
        action="catch-up",
        subject=service.name,
    )
