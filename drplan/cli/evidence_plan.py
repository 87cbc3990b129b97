"""``drplan evidence approve-plan`` and ``distribute``: the plan, by its hash."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.approvals import Desk, approval_options, decision_option, desk, end, held_option
from drplan.cli.deploy_record import operator_role
from drplan.cli.runbook import current_pages
from drplan.declare.lookup import role_named
from drplan.errors import EvidenceError
from drplan.explain.on_disk import stale
from drplan.record.approval import Decision
from drplan.record.plan_hash import is_of_the_plan, plan_sha256


@click.command("approve-plan")
@click.option("--role", required=True, help="The role that approves it, as declared.")
@decision_option("accepted")
@held_option
@approval_options
def approve_plan_command(
    *,
    role: str,
    decision: Decision,
    held: date | None,
    note: str,
    inventory: Path,
    runbooks: Path,
    deploys: Path | None,
    form: str,
) -> None:
    """Record that a role approved the plan: the pages as they are, and the inventory they were made from.

    Exit codes: 0 recorded; 1 recorded, and it was rejected; 2 nothing was recorded: the pages are stale, or
    the role is not declared.
    """
    at = desk(inventory, runbooks, deploys, note, form)
    approver = role_named(at.district, role).name
    end(at.keep("plan approval", approver, decision, held, {"plan_sha256": _plan(at)}))


@click.command("distribute")
@click.option(
    "--to", "to", required=True, multiple=True, metavar="ROLE", help="Who got it; may be given again."
)
@click.option("--role", help="Who handed it out.  [default: systems-administrator, where declared]")
@held_option
@approval_options
def distribute_command(
    *,
    to: tuple[str, ...],
    role: str | None,
    held: date | None,
    note: str,
    inventory: Path,
    runbooks: Path,
    deploys: Path | None,
    form: str,
) -> None:
    """Record who got the plan, by the plan's hash.

    Exit codes: 0 recorded; 2 nothing was recorded: the pages are stale, or a role is not declared.
    """
    at = desk(inventory, runbooks, deploys, note, form)
    recipients = tuple(dict.fromkeys(role_named(at.district, each).name for each in to))
    about = {"plan_sha256": _plan(at), "recipients": recipients}
    end(at.keep("distribution", operator_role(at.district, role), "noted", held, about))


def _plan(at: Desk) -> str:
    """Return the hash of the plan on disk; raises ``EvidenceError`` when its pages are not current.

    The pages that show drills and approvals may wait for the next build.
    """
    plan = current_pages(at.district, at.inventory, at.runbooks, is_of_the_plan)
    lines = [line for line in stale(at.runbooks, plan) if line.partition(":")[0] in plan]
    if lines:
        raise EvidenceError(
            f"the pages are not what the declaration and the records say ({len(lines)} stale: {lines[0]})",
            next_step="nothing was recorded; build and read them first: drplan runbook build",
        )
    digest = wiring.circumstances(at.district, at.inventory, "").inventory_sha256
    return plan_sha256(plan, digest)
