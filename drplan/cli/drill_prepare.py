"""What ``drplan drill plan`` and ``run`` do before anything is touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from drplan import wiring
from drplan.act.account import Circumstances
from drplan.act.drill import excuses
from drplan.act.drill_ports import DrillPorts, RecoveryPorts
from drplan.act.history import history_of
from drplan.act.prepare import prepare_scope
from drplan.cli.drill_data import refuse_unclear
from drplan.cli.drill_freeze import freeze_on, refuse_frozen
from drplan.cli.drill_options import scope_asked, terms_asked
from drplan.cli.show import Lines
from drplan.declare import District
from drplan.declare.lookup import role_named
from drplan.errors import EvidenceError, UsageError
from drplan.plan.drill import DrillPlan
from drplan.plan.history import NOTHING_MEASURED, History


def today() -> date:
    """Return this machine's own day: the school year has no time zone."""
    return wiring.clock().now().astimezone().date()


def past_drills(runbooks: Path) -> History:
    """Return what the signed records measured; nothing, and said so, when their chain cannot be read."""
    try:
        return history_of(wiring.evidence(runbooks / "evidence").records())
    except EvidenceError as error:
        click.echo(f"  past drills say nothing: {error.message}", err=True)
        return NOTHING_MEASURED


def planning_ports(district: District, lines: Lines) -> RecoveryPorts:
    """Return the world as a plan sees it: a lab that is up, else production, where nothing can be lost."""
    if wiring.enter().where == "production":
        return wiring.recovery_ports(district, lines)
    return wiring.drill_ports(district, lines)


def not_tried(plan: DrillPlan, ports: RecoveryPorts) -> dict[str, str]:
    """Return by name the services that would not be lost and brought back here, and why."""
    if isinstance(ports, DrillPorts):
        return excuses(plan, ports)
    here = "no lab is up: only its data can be drilled here"
    return {service.name: f"not tried: {plan.excused.get(service.name, here)}" for service in plan.services}


def circumstances_of(order: Mapping[str, Any], district: District) -> Circumstances:
    """Return what a drill's record says beside what was seen; raises ``UsageError`` for an unknown role."""
    role = role_named(district, order["role"]).name
    about = wiring.circumstances(district, Path(order["inventory"]), role, Path(order["runbooks"]))
    return replace(about, rehearsed=_rehearsed(order))


def asked_to_lose(district: District, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a drill's options as JSON can keep them, with the ``day`` on which they were given.

    Raises ``UsageError`` for a service to come back from a part of its data, and unless the options ask for
    one scope, one way to choose recovery points, and one to prove data.
    """
    day = today()
    scope_asked(district, options)
    refuse_unclear(options)
    if terms_asked(options, day).sampled is not None and not options["data_only"]:
        raise UsageError(
            "a service does not come back from a part of its data",
            next_step="leave --sampled out, or drill the data alone: --data-only",
        )
    return {**options, "day": day.isoformat()}


def past_freeze(district: District, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was asked for, with the reason to pass a freeze only where there is one to pass.

    Raises ``UsageError`` inside a freeze without a reason. It is for a drill that begins, not for one that
    goes on.
    """
    freeze = freeze_on(district, date.fromisoformat(asked["day"]))
    return {**asked, "despite_freeze": refuse_frozen(freeze, asked["despite_freeze"])}


def plan_to_lose(asked: Mapping[str, Any], ports: DrillPorts, runbooks: Path) -> DrillPlan:
    """Decide what was asked for; raises ``UsageError`` when nothing of it can be rehearsed here."""
    plan = plan_of_data(asked, ports, runbooks)
    refuse_nothing(plan, excuses(plan, ports))
    return plan


def plan_of_data(asked: Mapping[str, Any], ports: RecoveryPorts, runbooks: Path) -> DrillPlan:
    """Decide what was asked for, whether or not more than its data can be rehearsed here."""
    scope = scope_asked(ports.district, asked)
    terms = terms_asked(asked, date.fromisoformat(asked["day"]))
    past = past_drills(runbooks)
    plan = prepare_scope(scope, ports, copy=asked["copy"], terms=terms, history=past).plan
    return replace(plan, rehearsed=_rehearsed(asked))


def refuse_nothing(plan: DrillPlan, excused: Mapping[str, str]) -> None:
    """Raise ``UsageError`` when no service of a plan can be rehearsed here."""
    if all(service.name in excused for service in plan.services):
        said = "; ".join(dict.fromkeys(excused.values()))
        raise UsageError(
            f"nothing of {plan.scope or plan.called} can be rehearsed here: {said}",
            next_step="raise a lab of its site: drplan lab up --site CODE",
        )


def _rehearsed(asked: Mapping[str, Any]) -> date | None:
    """Return the day whose objectives count; ``None`` for that of the loss."""
    day = asked.get("as_of")
    return date.fromisoformat(day) if day else None
