"""``drplan inventory neighbours``: what devices hear at their ports, against the declared cables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from drplan import wiring
from drplan.act.hear import Hearing, hear
from drplan.cli.frame import Exit, finish, format_option, inventory_option, site_option
from drplan.cli.inventory_tables import aligned
from drplan.declare import District, NetworkDevice
from drplan.declare.lookup import site_of
from drplan.errors import UsageError
from drplan.explain.words import count
from drplan.plan.network.neighbours import Discovery, compare_neighbours

SCHEMA = "drplan/inventory-neighbours/1"


@dataclass(frozen=True)
class Asked:
    """What the devices said, and how it compares with the declaration."""

    hearings: tuple[Hearing, ...]
    found: Discovery

    @property
    def silent(self) -> tuple[Hearing, ...]:
        """Those that could not be asked."""
        return tuple(each for each in self.hearings if each.error)


@click.command("neighbours")
@site_option()
@inventory_option
@format_option()
def neighbours_command(*, site: str | None, inventory: Path, form: str) -> None:
    """Ask network devices whom they hear (LLDP, CDP), and compare with the declared cables."""
    district = wiring.district(inventory)
    devices = _devices(district, site)
    if form == "text":
        click.echo(f"  asking {count(len(devices), 'network device')} …", err=True)
    hearings = hear(wiring.devices(), devices)
    answered = {each.device: each.neighbours for each in hearings if not each.error}
    asked = Asked(hearings, compare_neighbours(district, answered))
    click.echo(as_json(asked) if form == "json" else as_text(asked))
    finish(ending(asked))


def _devices(district: District, site: str | None) -> list[NetworkDevice]:
    sites = district.sites if site is None else (site_of(district, site),)
    found = [asset for each in sites for asset in each.assets if isinstance(asset, NetworkDevice)]
    if not found:
        raise UsageError(
            f"no network device is declared at {site or 'any site'}", next_step="drplan inventory list"
        )
    return found


def ending(asked: Asked) -> Exit:
    """Say how it went: 2 nobody answered, 1 something differs, 3 not every cable could be seen, 0."""
    if len(asked.silent) == len(asked.hearings):
        return Exit.NOT_DONE
    outcomes = {each.outcome for each in asked.found.findings}
    if "fail" in outcomes and not asked.silent:
        return Exit.FALLS_SHORT
    return Exit.IN_PART if asked.silent or outcomes else Exit.WELL


def as_json(asked: Asked) -> str:
    """Return the stable document ``drplan/inventory-neighbours/1``."""
    report = {
        "schema": SCHEMA,
        "devices": [
            {
                "device": each.device,
                "error": each.error or None,
                "next_step": each.next_step or None,
                "hears": [asdict(neighbour) for neighbour in each.neighbours],
            }
            for each in asked.hearings
        ],
        "confirmed": [asdict(cable) for cable in asked.found.confirmed],
        "findings": [asdict(finding) for finding in asked.found.findings],
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def as_text(asked: Asked) -> str:
    """Return the confirmed cables, what differs, who could not be asked, and a line that sums up."""
    parts = [_confirmed(asked), *_findings(asked), *_silent(asked.silent), _summary(asked)]
    return "\n".join(part for part in parts if part)


def _confirmed(asked: Asked) -> str:
    rows = [
        {"device": each.near, "port": each.near_port or "?", "leads to": each.far, "its port": each.far_port}
        for each in asked.found.confirmed
    ]
    return f"cables as declared: {len(rows)}\n{aligned(rows)}\n" if rows else ""


def _findings(asked: Asked) -> list[str]:
    lines = []
    for each in asked.found.findings:
        lines.append(f"  {each.outcome:11}  {each.device} {each.port or '(no port)'}: {each.message}")
        lines.append(f"{'':15}next: {each.next_step}")
    return [*lines, ""] if lines else []


def _silent(silent: Sequence[Hearing]) -> list[str]:
    lines = []
    for each in silent:
        lines += [f"  not asked    {each.error}", f"{'':15}next: {each.next_step}"]
    return [*lines, ""] if lines else []


def _summary(asked: Asked) -> str:
    answered = len(asked.hearings) - len(asked.silent)
    differ = sum(each.outcome == "fail" for each in asked.found.findings)
    unseen = len(asked.found.findings) - differ
    return (
        f"{answered} of {count(len(asked.hearings), 'network device')} answered: "
        f"{count(len(asked.found.confirmed), 'cable')} as declared, {count(differ, 'difference')}, "
        f"{unseen} without evidence"
    )
