"""``drplan deploy trust``: meet a machine for the first time, and know it again."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from drplan import wiring
from drplan.act.trust import Machine, Meeting, meet
from drplan.cli.deploy_options import choose
from drplan.cli.frame import Exit, finish, format_option, inventory_option, site_option
from drplan.cli.show import table
from drplan.declare import NetworkDevice, Server
from drplan.errors import UsageError
from drplan.plan.trust import HostKey

_GIVEN = re.compile(r"(?P<name>[^=]+)=(?P<fingerprint>SHA256:[A-Za-z0-9+/]{43})")

_READ = "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub"

_NEXT = {
    "refused": (
        f"log in at its console and compare: {_READ}; when it is the machine's own new key, give it:"
        " --replace --fingerprint NAME=SHA256:…; when it is not, somebody stands in between"
    ),
    "unconfirmed": f"confirm it on a terminal, or read it at the console ({_READ}) and give --fingerprint",
    "unreachable": "see that it runs, and that this machine has a way to it",
}


@click.command("trust")
@click.option("--asset", "names", multiple=True, metavar="NAME", help="Only this asset; repeatable.")
@click.option(
    "--kind", type=click.Choice(["server", "network"]), help="Only assets of this kind.  [default: both]"
)
@click.option(
    "--fingerprint",
    "given",
    multiple=True,
    metavar="NAME=SHA256:…",
    help="The key of this asset, as read at its console; repeatable.",
)
@click.option("--replace", is_flag=True, help="Believe a changed key, where its fingerprint is given.")
@format_option()
@inventory_option
@site_option()
def trust_command(
    *,
    names: tuple[str, ...],
    kind: str | None,
    given: tuple[str, ...],
    replace: bool,
    form: str,
    inventory: Path,
    site: str | None,
) -> None:
    """Show machines' host keys and keep those that are confirmed in known_hosts beside the inventory."""
    district = wiring.district(inventory)
    machines = [
        asset
        for asset in choose(district, site=site, names=names, kind=kind)
        if isinstance(asset, Server | NetworkDevice)
    ]
    if not machines:
        raise UsageError(
            "no server and no network device was named", next_step="drplan inventory list shows them"
        )
    vouched = _vouched(given, machines)
    ring = wiring.key_ring()
    found = meet(machines, ring, vouched=vouched, replace=replace, confirm=_confirm)
    _print(found, form)
    finish(_exit(found))


def _vouched(given: Sequence[str], machines: Sequence[Machine]) -> Mapping[str, list[str]]:
    vouched: defaultdict[str, list[str]] = defaultdict(list)
    for each in given:
        match = _GIVEN.fullmatch(each)
        if match is None:
            raise UsageError(
                f"{each!r} is not NAME=SHA256:… with 43 letters after the colon",
                next_step=f"read it at the console: {_READ}",
            )
        if match["name"] not in {machine.name for machine in machines}:
            raise UsageError(
                f"a fingerprint is given for {match['name']}, which is not among the assets meant",
                next_step=f"name it too: --asset {match['name']}",
            )
        vouched[match["name"]].append(match["fingerprint"])
    return vouched


def _confirm(machine: Machine, key: HostKey) -> bool:
    """Ask on a terminal; a bare Return, or no terminal, is a no."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    click.echo(f"{machine.name} ({machine.address}) shows {key.kind} {key.fingerprint()}", err=True)
    click.echo(f"compare it with what its console says: {_READ}", err=True)
    said = click.prompt("is it the same? yes, no, or the fingerprint itself", default="no", err=True)
    return str(said).strip() in {"yes", key.fingerprint()}


def _print(found: Sequence[Meeting], form: str) -> None:
    if form == "json":
        rows = [
            {
                "name": each.machine.name,
                "address": str(each.machine.address),
                "outcome": each.met,
                "key_type": each.key.kind if each.key else None,
                "fingerprint": each.key.fingerprint() if each.key else None,
                "because": each.because,
            }
            for each in found
        ]
        report = {"schema": "drplan/deploy-trust/1", "file": str(wiring.known_hosts()), "assets": rows}
        click.echo(json.dumps(report, indent=2))
        return
    rows_of_text = [
        (each.machine.name, each.met, each.key.fingerprint() if each.key else "", each.because)
        for each in found
    ]
    table(("asset", "outcome", "fingerprint", "because"), rows_of_text)
    for met in dict.fromkeys(each.met for each in found if each.met in _NEXT):
        click.echo(f"{met}: {_NEXT[met]}", err=True)
    if any(each.met in {"added", "replaced"} for each in found):
        click.echo(f"commit it: {wiring.known_hosts()}")


def _exit(found: Sequence[Meeting]) -> Exit:
    met = {each.met for each in found}
    if "refused" in met:
        return Exit.FALLS_SHORT
    if not met & {"known", "added", "replaced"}:
        return Exit.NOT_DONE
    return Exit.IN_PART if met & {"unconfirmed", "unreachable"} else Exit.WELL
