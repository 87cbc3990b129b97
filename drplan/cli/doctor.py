"""``drplan doctor``: what this machine has and lacks, and what it can reach."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from drplan import wiring
from drplan.act.access import Reached, examine_access
from drplan.cli.frame import Exit, finish, format_option, inventory_option, site_option
from drplan.cli.show import fold
from drplan.declare.lookup import assets, site_of


@click.command(name="doctor")
@click.option("--access", is_flag=True, help="Also ask each secret, copy, host, device and account.")
@inventory_option
@site_option()
@format_option()
def command(*, access: bool, inventory: Path, site: str | None, form: str) -> None:
    """See what this machine has and lacks; with --access also what it can reach of what is declared.

    Nothing is changed. Exit codes: 0 everything is there; 1 something is missing; 2 the declaration cannot
    be read; 3 something could not be asked.
    """
    findings = wiring.examine_machine()
    reached = _reached(inventory, site) if access else ()
    if form == "json":
        document = {
            "schema": "drplan/doctor/1",
            "findings": [asdict(each) for each in findings],
            "access": [asdict(each) for each in reached],
        }
        click.echo(json.dumps(document, indent=2))
    else:
        for finding in findings:
            click.echo(_line(finding.name, finding.there, finding.purpose, finding.found, finding.next_step))
        click.echo(_in_all([finding.there for finding in findings], access=access))
        for line in _access_lines(reached):
            click.echo(line)
    there = all(finding.there for finding in findings)
    finish(_exit({each.standing for each in reached}, there=there))


def _exit(standings: set[str], *, there: bool) -> Exit:
    if not there or "missing" in standings:
        return Exit.FALLS_SHORT
    return Exit.IN_PART if "no-evidence" in standings else Exit.WELL


def _reached(inventory: Path, site: str | None) -> Sequence[Reached]:
    district = wiring.district(inventory)
    chosen = assets(district) if site is None else site_of(district, site).assets
    return examine_access(district, chosen, wiring.reach(), wiring.clock().now().date())


def _line(name: str, there: bool, purpose: str, found: str, next_step: str) -> str:
    what = f"{purpose}: {found}" if found else purpose
    first = fold(f"{'there' if there else 'MISSING':8}{name:18}{what}", column=26)
    return first if there else f"{first}\n{_next(next_step)}"


def _next(step: str) -> str:
    return fold(f"{'':8}next: {step}", column=14)


def _in_all(there: Sequence[bool], *, access: bool) -> str:
    more = "" if access else "; drplan doctor --access also asks what is declared"
    return _line("in all", all(there), f"{sum(there)} of {len(there)}{more}", "", "get what is MISSING above")


_WORDS = {"there": "there", "missing": "MISSING", "no-evidence": "unknown"}


_MANY = {
    "secret": "secrets",
    "repository": "repositories",
    "server": "servers",
    "network device": "network devices",
    "account": "accounts",
    "escrow": "escrows",
}


def _access_lines(reached: Sequence[Reached]) -> list[str]:
    """Return what is not well line by line, and how many of each kind are."""
    lines = []
    for each in reached:
        if each.standing != "there" or each.kind != "secret":
            what = f"{each.name}: {each.found}" if each.found else each.name
            lines.append(fold(f"{_WORDS[each.standing]:8}{each.kind:18}{what}", column=26))
        if each.standing != "there":
            lines.append(_next(each.next_step))
    well = Counter(each.kind for each in reached if each.standing == "there")
    every = Counter(each.kind for each in reached)
    counted = (f"{well[kind]} of {count} {_MANY[kind]}" for kind, count in every.items() if kind in _MANY)
    return [*lines, *([fold(f"reached: {', '.join(counted)}")] if reached else [])]
