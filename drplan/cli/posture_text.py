"""What ``drplan evidence posture`` prints, and ``show`` of its records."""

from __future__ import annotations

from typing import Any

import click

from drplan.act.posture_enforcer import by_hand, next_results
from drplan.audit.posture import TenantStanding
from drplan.cli.show import table
from drplan.explain.words import count, moment
from drplan.record.posture import PostureRecord


def say_posture(record: PostureRecord) -> None:
    """Print one record of results."""
    rows = [
        (each.id, each.result, str(each.passed), str(each.failed), str(each.unchecked))
        for each in record.results
    ]
    table(("policy or check", "result", "passed", "failed", "not checked"), rows)
    click.echo(f"\n{record.tenant} ({record.declared_as}): {record.verdict.outcome}")
    click.echo(f"ran:      {moment(record.ran)}, {record.tool} {record.tool_version}")
    click.echo(f"file:     SHA-256 {record.file_sha256}")
    click.echo(f"brought:  {moment(record.started)}, by {record.operator_role}, {record.operator_account}")
    click.echo(f"inventory {record.inventory_sha256}")


def say_standing(standing: TenantStanding, other: PostureRecord | None) -> None:
    """Print how a tenant stands by each policy, and what Prowler counted beside it."""
    rows = [
        (
            each.policy.id,
            each.policy.criticality,
            each.verdict.outcome,
            each.drift,
            "\n".join((*each.verdict.because, *((by_hand(each),) if each.verdict.outcome == "fail" else ()))),
        )
        for each in standing.policies
    ]
    table(("policy", "strength", "verdict", "since the last", "because"), rows)
    tenant, last = standing.tenant, standing.last
    click.echo(f"\n{tenant.name} ({tenant.domain}): {standing.verdict.outcome}; {_counts(standing)}")
    click.echo(f"catalogue {standing.catalogue.release} of {standing.catalogue.released}")
    if last is not None:
        click.echo(f"results   of {moment(last.ran)} by {last.tool} {last.tool_version}, record {last.id}")
    if standing.late:
        click.echo(f"late      {standing.late}; {next_results(tenant)}")
    say_beside(tenant.name, other)


def say_beside(tenant: str, other: PostureRecord | None) -> None:
    """Print what Prowler counted, which is judged by nobody here."""
    if other is not None:
        failed = [each for each in other.results if each.result == "fail"]
        click.echo(
            f"beside    {tenant}: Prowler {other.tool_version} on {moment(other.ran)}: "
            f"{count(len(other.results), 'check')}, {len(failed)} with findings, record {other.id}"
        )


def standing_json(standing: TenantStanding, other: PostureRecord | None) -> dict[str, Any]:
    """Return the same for programs."""
    last, before = standing.last, standing.before
    return {
        "tenant": standing.tenant.name,
        "domain": standing.tenant.domain,
        "catalogue": {
            "release": standing.catalogue.release,
            "commit": standing.catalogue.commit,
            "released": standing.catalogue.released.isoformat(),
        },
        "verdict": standing.verdict.outcome,
        "late": standing.late,
        "record": last.id if last else None,
        "ran": last.ran.isoformat() if last else None,
        "record_before": before.id if before else None,
        "policies": [
            {
                "id": each.policy.id,
                "criticality": each.policy.criticality,
                "requirement": each.policy.requirement,
                "verdict": each.verdict.outcome,
                "because": list(each.verdict.because),
                "drift": each.drift,
                "where": each.policy.where,
                "link": each.policy.link,
            }
            for each in standing.policies
        ],
        "beside": other.model_dump(mode="json") if other else None,
    }


def _counts(standing: TenantStanding) -> str:
    words = ("pass", "fail", "no-evidence", "not-applicable")
    return ", ".join(f"{standing.count(each)} {each}" for each in words)
