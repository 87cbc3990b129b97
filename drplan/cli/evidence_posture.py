"""``drplan evidence posture``: bring in what a tool found in a tenant, and see how tenants stand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from drplan import wiring
from drplan.act.posture import posture_record, take_in
from drplan.audit.posture import TenantStanding, beside, judge_tenant
from drplan.cli.deploy_record import operator_role
from drplan.cli.frame import Exit, finish, format_option, inventory_option, runbooks_option
from drplan.cli.posture_text import say_beside, say_standing, standing_json
from drplan.cli.recorded import say_where
from drplan.declare import AwsAccount, District, GoogleWorkspace, Microsoft365
from drplan.declare.lookup import asset_named, assets
from drplan.declare.tenants import Tenant
from drplan.errors import UsageError
from drplan.posture.results import Tool
from drplan.posture.untrusted import LARGEST
from drplan.record.auditor import verification_command
from drplan.record.posture import PostureRecord


@click.command("posture")
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--tenant", "name", metavar="NAME", help="The tenant, as declared; needed with a FILE.")
@click.option(
    "--tool",
    type=click.Choice(["scubagear", "scubagoggles", "prowler"]),
    help="Refuse a FILE that another tool wrote.  [default: told by the file]",
)
@click.option(
    "--role", help="The role of whoever brings it in.  [default: systems-administrator, where declared]"
)
@inventory_option
@runbooks_option
@format_option()
def posture_command(
    *,
    file: Path | None,
    name: str | None,
    tool: Tool | None,
    role: str | None,
    inventory: Path,
    runbooks: Path,
    form: str,
) -> None:
    """Bring in a FILE of results and sign what it says, or see how tenants stand without one.

    Exit codes: 0 every policy held passes or is waived; 1 one fails; 2 it could not be done, or the file is
    refused; 3 none fails, and of some there is no evidence.
    """
    district = wiring.district(inventory)
    records = wiring.posture_records(runbooks)
    brought: dict[str, Any] = {}
    if file is not None:
        tenant = _tenant(district, name or _no_name())
        found = take_in(_read(file), tenant, records, wiring.clock().now(), tool)
        told = wiring.circumstances(district, inventory, operator_role(district, role))
        record = posture_record(found, tenant, told, account=wiring.operator_account())
        brought = _keep(record, runbooks) | {"older": _older(record, records)}
        _say_kept(brought, form)
        records = wiring.posture_records(runbooks)
    _show(district, name, records, brought, form)


def _keep(record: PostureRecord, runbooks: Path) -> dict[str, str]:
    """Sign and chain the record; returns where it is and how an auditor checks it."""
    signer = wiring.evidence_key()
    evidence = wiring.posture_evidence(runbooks / wiring.POSTURE)
    evidence.allow(signer.allowed_signer())
    folder = evidence.append_next(record, {}, signer, secrets=wiring.secrets().known())
    verify = verification_command(str(folder), signer.identity)
    return {"record": folder.name, "evidence": str(folder), "verify": verify}


def _older(record: PostureRecord, records: Sequence[PostureRecord]) -> str:
    """Say which results on record are newer than these, and still count; empty when none are."""
    alike = [each for each in records if (each.tenant, each.tool) == (record.tenant, record.tool)]
    newest = max(alike, key=lambda each: each.ran, default=record)
    if newest.ran <= record.ran:
        return ""
    return f"older than those of {newest.ran:%Y-%m-%d %H:%M} UTC ({newest.id}), which still count"


def _say_kept(brought: dict[str, Any], form: str) -> None:
    if form == "text":
        say_where(Path(brought["evidence"]), brought["verify"])
        if brought["older"]:
            click.echo(f"  these results are {brought['older']}", err=True)


def _show(
    district: District,
    name: str | None,
    records: Sequence[PostureRecord],
    brought: dict[str, Any],
    form: str,
) -> NoReturn:
    """Judge and print the tenant, or all that are held to something; account rows are Prowler's alone."""
    now = wiring.clock().now()
    wanted = [_tenant(district, name)] if name else _held(district)
    suites = [each for each in wanted if not isinstance(each, AwsAccount)]
    accounts = {each.name: beside(each.name, records) for each in wanted if isinstance(each, AwsAccount)}
    judged = [judge_tenant(each, records, now) for each in suites]
    others = {each.tenant.name: beside(each.tenant.name, records) for each in judged}
    if form == "json":
        report = {
            "schema": "drplan/evidence-posture/1",
            "imported": brought or None,
            "tenants": [standing_json(each, others[each.tenant.name]) for each in judged],
            "accounts": {
                key: each.model_dump(mode="json") if each else None for key, each in accounts.items()
            },
        }
        click.echo(json.dumps(report, indent=2))
    else:
        for each in judged:
            say_standing(each, others[each.tenant.name])
        for key, one in accounts.items():
            say_beside(key, one)
    finish(_exit(judged, accounts))


def _exit(judged: Sequence[TenantStanding], accounts: dict[str, PostureRecord | None]) -> Exit:
    outcomes = {policy.verdict.outcome for each in judged for policy in each.policies}
    if "fail" in outcomes:
        return Exit.FALLS_SHORT
    lacking = "no-evidence" in outcomes or None in accounts.values() or any(each.late for each in judged)
    return Exit.IN_PART if lacking else Exit.WELL


def _tenant(district: District, name: str) -> Tenant:
    found = asset_named(district, name)
    if isinstance(found, AwsAccount | GoogleWorkspace | Microsoft365):
        return found
    raise UsageError(f"{name} is no cloud tenant", next_step="drplan inventory list")


def _held(district: District) -> list[Tenant]:
    found: list[Tenant] = [
        each for each in assets(district) if isinstance(each, GoogleWorkspace | Microsoft365) and each.holds
    ]
    if found:
        return found
    raise UsageError(
        "no Google Workspace and no Microsoft 365 tenant is held to anything",
        next_step="declare it, as in holds=('GWS.GMAIL',): docs/cloud-posture.md",
    )


def _no_name() -> str:
    raise UsageError("a file of results is of one tenant", next_step="name it: --tenant NAME")


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read ({error.strerror})", next_step="give the file as the tool wrote it"
        ) from error
