"""``drplan backup install``: timers on the hosts themselves, which keep the calendar with nobody in reach."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from drplan import wiring
from drplan.act.rollout import Limits, usual_budget
from drplan.cli import deploy_text
from drplan.cli.backup_timetable import as_document, as_table
from drplan.cli.deploy import change, exit_of
from drplan.cli.deploy_freeze import freeze_now, refuse_frozen
from drplan.cli.deploy_options import choose, risk_options, role_option, wave_options
from drplan.cli.deploy_record import Occasion, operator_role
from drplan.cli.deploy_text import Deployed, as_text
from drplan.cli.frame import Exit, finish, format_option, inventory_option, site_option
from drplan.cli.show import fold
from drplan.declare import Server
from drplan.declare.data import source_asset
from drplan.declare.lookup import data_sets
from drplan.errors import UsageError
from drplan.plan.host_backups import BASELINE, Timetable, timetable
from drplan.ports import AnyAsset
from drplan.record.deploy import ScopeRecord


@click.command("install")
@inventory_option
@site_option()
@click.option("--asset", "names", multiple=True, metavar="NAME", help="Only this server; repeatable.")
@click.option("--dry-run", is_flag=True, help="Say what would run when; ask no host and change nothing.")
@wave_options
@risk_options
@role_option
@format_option()
def install(*, inventory: Path, dry_run: bool, form: str, **how: Any) -> None:
    """Have servers back themselves up by the calendar, each by timers of its own."""
    district = wiring.district(inventory)
    chosen = choose(district, site=how["site"], names=how["names"], kind=None)
    meant = {asset.name for asset in chosen}
    data = {each.name for each in data_sets(district) if source_asset(each.source) in meant}
    times = timetable(district, wiring.clock().now().astimezone().date()).of(meant, data)
    if form == "text":
        click.echo(fold(as_table(times)))
    if dry_run:
        if form == "json":
            click.echo(json.dumps(as_document(times), indent=2))
        finish(_short(times))
    servers = _for_this_alone(chosen)
    if not servers:
        raise UsageError(
            f"no server of those has the baseline {BASELINE}",
            next_step=f"give it to the servers that hold data: baselines=(…, {BASELINE!r})",
        )
    scope = ScopeRecord(site=how["site"], kind="server", baseline=BASELINE, assets=tuple(how["names"]))
    role = operator_role(district, how["role"])
    occasion = Occasion(district, inventory, role, scope, servers, wiring.clock().now())
    freeze = refuse_frozen(freeze_now(district), how["despite_freeze"])
    budget = how["failure_budget"]
    limits = Limits(
        canary=how["canary"],
        at_once=how["at_once"],
        failure_budget=usual_budget(servers) if budget is None else budget,
    )

    def show(done: Deployed) -> None:
        whole = as_document(times) | {"deploy": deploy_text.as_document(done)}
        click.echo(json.dumps(whole, indent=2) if form == "json" else fold(as_text(done, diff=False)))

    done = change(Deployed("apply", (), freeze=freeze), occasion, limits, show, quiet=form == "json")
    finish(exit_of(done) or _short(times))


def _for_this_alone(chosen: tuple[AnyAsset, ...]) -> tuple[Server, ...]:
    """Return the servers that hold the baseline, each as if it held no other: nothing else is touched."""
    return tuple(
        asset.model_copy(update={"baselines": (BASELINE,)})
        for asset in chosen
        if isinstance(asset, Server) and BASELINE in asset.baselines
    )


def _short(times: Timetable) -> Exit:
    """Say whether some data set of a host gets no timer, or does not fit."""
    return Exit.FALLS_SHORT if any(each.misfit or not each.held for each in times.backups) else Exit.WELL
