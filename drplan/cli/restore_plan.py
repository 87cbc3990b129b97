"""``drplan restore plan``: the plan for the real day, to print; it asks nothing and nobody."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from drplan import wiring
from drplan.cli.frame import format_option, inventory_option, runbooks_option
from drplan.declare import District, HumanStep
from drplan.errors import DrplanError, UsageError
from drplan.explain.markdown import markdown_page
from drplan.explain.plain import plain
from drplan.explain.recovery_plan import Moment, RecoveryPlan, recovery_page
from drplan.plan.clock import Due, due_back
from drplan.plan.loss import Loss, loss_in_scenario, loss_of_service, loss_of_site
from drplan.record.drill import DrillRecord

_MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


@click.command("plan")
@click.option("--site", help="All services of this site are lost.")
@click.option("--service", help="This service is lost.")
@click.option("--scenario", help="What this declared scenario takes away is lost.")
@click.option(
    "--lost-at",
    type=click.DateTime(_MOMENTS),
    metavar="MOMENT",
    help="When it was lost (UTC), as in 2026-11-22T06:10: deadlines and the time left count from then.",
)
@inventory_option
@runbooks_option
@format_option("markdown")
def plan(
    *,
    site: str | None,
    service: str | None,
    scenario: str | None,
    lost_at: datetime | None,
    inventory: Path,
    runbooks: Path,
    form: str,
) -> None:
    """Print the plan for the real day: order, deadlines, commands, people. Touches and asks nothing.

    Exit codes: 0 printed; 2 what is lost is not declared.
    """
    district = wiring.district(inventory)
    loss = _loss(district, site, service, scenario)
    lost, now = _lost(lost_at), wiring.clock().now()
    day = (lost or now).date()
    found = RecoveryPlan(
        district,
        loss,
        due_back(district, loss.services, day),
        Moment(lost, now),
        _last(runbooks, site),
    )
    if form == "json":
        click.echo(json.dumps(_said(found), indent=2))
    elif form == "markdown":
        click.echo(markdown_page(recovery_page(found)).decode(), nl=False)
    else:
        click.echo(plain(recovery_page(found)), nl=False)


def _loss(district: District, site: str | None, service: str | None, scenario: str | None) -> Loss:
    if sum(each is not None for each in (site, service, scenario)) != 1:
        raise UsageError(
            "a plan is for one loss",
            next_step="say what is lost: --site CODE, --service NAME or --scenario NAME",
        )
    if site is not None:
        return loss_of_site(district, site)
    return loss_of_service(district, service) if service else loss_in_scenario(district, scenario or "")


def _lost(given: datetime | None) -> datetime | None:
    if given is None:
        return None
    lost = given.replace(tzinfo=UTC)
    if lost > wiring.clock().now():
        raise UsageError(
            f"--lost-at {lost:%Y-%m-%dT%H:%M} (UTC) has not come yet",
            next_step="give the moment in UTC: date -u +%Y-%m-%dT%H:%M",
        )
    return lost


def _last(runbooks: Path, site: str | None) -> DrillRecord | None:
    """Return the site's last drill, for its times; on the worst day a broken folder holds nothing up."""
    try:
        records = wiring.evidence(runbooks / "evidence").records()
    except DrplanError as error:
        click.echo(f"no times of earlier drills: {error.message}", err=True)
        return None
    return next((each for each in reversed(records) if each.site == site and each.host is None), None)


def _said(found: RecoveryPlan) -> dict[str, Any]:
    """Return the stable document ``drplan/recovery-plan/1``; moments are UTC, lengths seconds."""
    steps = found.steps()
    return {
        "schema": "drplan/recovery-plan/1",
        "of": {"kind": found.loss.kind, "name": found.loss.name, "title": found.loss.title},
        "lost_at": found.moment.lost.isoformat() if found.moment.lost else None,
        "printed_at": found.moment.now.isoformat(),
        "services": [
            _due(due, found)
            | {
                "steps": [
                    {"id": s.id, "action": s.action, "subject": s.subject, "what": s.what}
                    | {"commands": list(s.commands)}
                    for s in steps[due.service.name]
                ]
            }
            for due in found.due
        ],
        "hosts": {
            host: found.host_command(host)
            for wave in dict.fromkeys(due.wave for due in found.due)
            for host in found.hosts(wave)
        },
    }


def _due(due: Due, found: RecoveryPlan) -> dict[str, Any]:
    lost = found.moment.lost
    promised = due.promised
    return {
        "service": due.service.name,
        "wave": due.wave,
        "waits_for": list(due.service.depends_on),
        "rto_seconds": promised.rto.total_seconds(),
        "mtd_seconds": promised.mtd.total_seconds(),
        "back_by": (lost + promised.rto).isoformat() if lost else None,
        "at_the_latest": (lost + promised.mtd).isoformat() if lost else None,
        "rto_left_seconds": (lost + promised.rto - found.moment.now).total_seconds() if lost else None,
        "mtd_left_seconds": (lost + promised.mtd - found.moment.now).total_seconds() if lost else None,
        "period": due.period.name if due.period else None,
        "people": [
            {"what": s.what, "role": s.role, "declared_seconds": s.duration.total_seconds()}
            for s in due.service.recovery_steps
            if isinstance(s, HumanStep) and s.occasion != "test-only"
        ],
    }
