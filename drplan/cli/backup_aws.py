"""``drplan backup vaults`` and ``drplan backup in-aws``: what AWS keeps, and how its own restores went."""

from __future__ import annotations

import json
from pathlib import Path

import click

from drplan import wiring
from drplan.act.aws_vaults import VaultJudged, judge_vaults
from drplan.cli.frame import Exit, finish, format_option, inventory_option
from drplan.cli.show import table
from drplan.declare.lookup import aws_accounts


@click.command("vaults")
@inventory_option
@format_option()
def vaults(*, inventory: Path, form: str) -> None:
    """Judge AWS Backup: the age of recovery points by each declared plan, the last restore that it tried.

    Exit codes: 0 all as declared; 1 something falls short; 3 something is not known; 2 nothing is.
    """
    district = wiring.district(inventory)
    now = wiring.clock().now()
    found = list(judge_vaults(aws_accounts(district), wiring.aws_vaults(), now))
    if form == "json":
        rows = [
            {
                "account": each.account,
                "sort": each.sort,
                "name": each.name,
                "verdict": each.verdict.outcome,
                "because": list(each.verdict.because),
            }
            for each in found
        ]
        said = {"schema": "drplan/backup-vaults/1", "looked_at": now.isoformat(), "plans": rows}
        click.echo(json.dumps(said, indent=2))
    else:
        _print(found)
    finish(_ended(found))


def _print(found: list[VaultJudged]) -> None:
    rows = [(e.account, e.sort, e.name, e.verdict.outcome, "; ".join(e.verdict.because)) for e in found]
    table(("account", "sort", "name", "verdict", "because"), rows)
    if not found:
        click.echo("no vault plan and no restore test is declared")


def _ended(found: list[VaultJudged]) -> Exit:
    outcomes = {each.verdict.outcome for each in found}
    if "fail" in outcomes:
        return Exit.FALLS_SHORT
    if "no-evidence" in outcomes:
        return Exit.IN_PART if len(outcomes) > 1 else Exit.NOT_DONE
    return Exit.WELL


@click.command("in-aws")
@inventory_option
@format_option()
def in_aws(*, inventory: Path, form: str) -> None:
    """List the backups and snapshots that drplan had AWS make. Nothing of drplan's ever deletes them."""
    district = wiring.district(inventory)
    sight = wiring.made_in_aws()
    found = [each for account in aws_accounts(district) for each in sight.made(account)]
    if form == "json":
        rows = [{**vars(each), "at": each.at.isoformat()} for each in found]
        click.echo(json.dumps({"schema": "drplan/backup-in-aws/1", "made": rows}, indent=2))
    else:
        told = [(e.account, e.sort, e.of, e.name, f"{e.at:%Y-%m-%d %H:%M}", str(e.size)) for e in found]
        table(("account", "sort", "of", "name", "made", "bytes"), told)
        click.echo("drplan deletes none of them: whoever answers for the account does, in the AWS console")
    finish(Exit.WELL)
