"""``drplan restore host``: one host from blank to serving, rehearsed in a lab or in earnest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click

from drplan import wiring
from drplan.act.account import drill_record
from drplan.act.drill import Conducted, conduct, excuses
from drplan.act.drill_ports import DrillPorts, Patience, RecoveryPorts
from drplan.act.host import bring_back, obstacles, prepare_host
from drplan.act.waves import Limits
from drplan.cli.drill_options import copy_option, patience_option, role_option
from drplan.cli.drill_people import Audience, people_options, present, shown
from drplan.cli.drill_text import EXITS, PLAN_KEYS, keeping, plan_rows, print_plan, print_record
from drplan.cli.frame import Exit, finish, format_option, inventory_option, runbooks_option
from drplan.cli.show import Lines
from drplan.declare import District, HumanStep, Server
from drplan.declare.lookup import role_named, server_named
from drplan.errors import UsageError
from drplan.plan.drill import DrillPlan
from drplan.plan.host import guests_of, site_with

_MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


@dataclass(frozen=True)
class _Case:
    """One host in one district, what the command was told, and whether it is for real."""

    district: District
    host: Server
    copy: str | None
    lost: datetime | None
    real: bool
    form: str


@click.command("host")
@click.argument("name")
@click.option("--plan", "only_plan", is_flag=True, help="Say what would be done; touch nothing.")
@click.option(
    "--lost-at",
    type=click.DateTime(_MOMENTS),
    metavar="MOMENT",
    help="When the host was lost (UTC), as in 2026-11-22T06:10; in production only, and needed there.",
)
@copy_option
@role_option
@inventory_option
@runbooks_option
@patience_option
@people_options
@format_option()
def host(
    *,
    name: str,
    only_plan: bool,
    lost_at: datetime | None,
    copy: str | None,
    role: str,
    inventory: Path,
    runbooks: Path,
    patience: float,
    form: str,
) -> None:
    """Bring one host from blank to serving: deploy, data, proof, probes, times.

    While a lab is up this is a drill: the host is destroyed there first. With no lab up it is for the day
    it was lost and stands there blank again: nothing is destroyed, and nothing is written over.
    """
    district = wiring.district(inventory)
    operator = role_named(district, role)
    case = _case(district, name, copy, lost_at, form)
    if only_plan:
        _plan(case)
    _refuse_unsaid(case)
    heard = present(form)
    keep = keeping(district, runbooks, shown(form))
    circumstances = wiring.circumstances(district, inventory, operator.name, runbooks)
    done = _do(case, Limits(patience=Patience(healthy=patience)), heard)
    record = drill_record(done, circumstances)
    print_record(record, shown(form))
    if case.real and heard.desk is None and shown(form) == "text":
        _say_left(done.plan)
    keep(record)
    finish(EXITS.get(record.verdict.outcome, Exit.IN_PART))


def _case(district: District, name: str, copy: str | None, lost_at: datetime | None, form: str) -> _Case:
    """Say what is meant, here; raises ``UsageError`` for a host that the lab does not hold."""
    access, server = wiring.enter(), server_named(district, name)
    home = site_with(district, server).code
    if access.where != "production" and access.site != home:
        raise UsageError(
            f"{name} is at site {home}, and the lab holds site {access.site}",
            next_step=f"run: drplan lab down, then drplan lab up --site {home}",
        )
    lost = lost_at.replace(tzinfo=UTC) if lost_at else None
    return _Case(district, server, copy, lost, access.where == "production", form)


def _refuse_unsaid(case: _Case) -> None:
    """Raise ``UsageError`` unless the moment of the loss fits the place: a drill has its own."""
    name = case.host.name
    if not case.real and case.lost:
        raise UsageError(
            f"a lab is up, and in it {name} is lost by this command: --lost-at is for production",
            next_step="leave it out to rehearse; to bring the real host back, first run: drplan lab down",
        )
    if case.real and case.lost is None:
        raise UsageError(
            f"no lab is up: {name} is meant in production, and when it was lost is not said",
            next_step="add --lost-at 2026-11-22T06:10 (UTC); to rehearse it, raise a lab: "
            f"drplan lab up --site {site_with(case.district, case.host).code}",
        )
    if case.lost and case.lost > wiring.clock().now():
        raise UsageError(
            f"--lost-at {case.lost:%Y-%m-%dT%H:%M} (UTC) has not come yet",
            next_step="give the moment in UTC: date -u +%Y-%m-%dT%H:%M",
        )


def _do(case: _Case, limits: Limits, heard: Audience) -> Conducted:
    lines = heard.progress
    for guest in guests_of(case.district, case.host.name):
        lines.say(guest, f"runs on {case.host.name}: restore it after this, drplan restore host {guest}")
    if case.real and case.lost:
        ports = heard.attend(wiring.recovery_ports(case.district, lines))
        plan = prepare_host(case.host, ports, copy=case.copy, before=case.lost)
        return bring_back(plan, ports, wiring.places_of_data(case.district), limits, case.lost)
    rehearsed = heard.attend(wiring.drill_ports(case.district, lines))
    plan = prepare_host(case.host, rehearsed, copy=case.copy)
    _refuse_excused(plan, rehearsed)
    return conduct(plan, rehearsed, limits)


def _say_left(plan: DrillPlan) -> None:
    """Name what people still have to do: no program has seen that it was done."""
    for service in plan.services:
        for step in service.recovery_steps:
            if isinstance(step, HumanStep) and step.occasion != "test-only":
                click.echo(f"left to people: {service.name}: {step.what} ({step.role})")


def _refuse_excused(plan: DrillPlan, ports: DrillPorts) -> None:
    excused = excuses(plan, ports)
    if excused:
        raise UsageError(
            f"{plan.host} cannot be rehearsed here: {next(iter(excused.values()))}",
            next_step="raise the lab as root: drplan lab down, then sudo drplan lab up",
        )


def _plan(case: _Case) -> NoReturn:
    """Print what would be done, and what speaks against it; exit 1 when something does."""
    found, against = _look(case)
    rows = plan_rows(found, {})
    guests = guests_of(case.district, case.host.name)
    kind = "real recovery" if case.real else "drill"
    if case.form == "json":
        said = {
            "schema": "drplan/restore-host-plan/1",
            "host": case.host.name,
            "kind": kind,
            "baselines": list(case.host.baselines),
            "rows": [dict(zip(PLAN_KEYS, row, strict=True)) for row in rows],
            "guests": list(guests),
            "against": list(against),
        }
        click.echo(json.dumps(said, indent=2))
    else:
        first = "nothing is destroyed" if case.real else f"{case.host.name} is destroyed in the lab"
        click.echo(f"{kind}: {first}; blank host, then {', '.join(case.host.baselines) or 'no baseline'}")
        print_plan(rows)
        for guest in guests:
            click.echo(f"not in it: {guest} runs on {case.host.name}; restore it after this")
        for line in against:
            click.echo(f"against it: {line}")
    finish(Exit.FALLS_SHORT if against else Exit.WELL)


def _look(case: _Case) -> tuple[DrillPlan, tuple[str, ...]]:
    quiet = Lines(quiet=True)
    ports: RecoveryPorts
    if case.real:
        ports = wiring.recovery_ports(case.district, quiet)
        plan = prepare_host(case.host, ports, copy=case.copy, before=case.lost)
        against = obstacles(plan, ports, wiring.places_of_data(case.district))
    else:
        rehearsed = wiring.drill_ports(case.district, quiet)
        plan = prepare_host(case.host, rehearsed, copy=case.copy)
        against = tuple(dict.fromkeys(excuses(plan, rehearsed).values()))
    missing = (f"{name}: {choice.because}" for name, choice in plan.choices.items() if not choice.point)
    return plan, (*against, *missing)
