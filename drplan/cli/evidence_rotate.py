"""``drplan evidence rotate``: the next key, by a hand-over that both keys sign."""

from __future__ import annotations

import json
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.frame import deploys_option, format_option, inventory_option, runbooks_option
from drplan.errors import UsageError
from drplan.record.handover import KEYS, Handover, folder_name

_LONGEST = 200


@click.command("rotate")
@click.option("--reason", default="", help="Why, in a line; no person's name.  [default: routine]")
@click.option(
    "--compromised",
    is_flag=True,
    help="Somebody else may have the old key: all it signs from now on is forged.",
)
@click.option(
    "--to",
    "successor",
    metavar="agent:SHA256:…",
    help="The next key is one that an ssh-agent holds.  [default: a new file]",
)
@deploys_option
@inventory_option
@runbooks_option
@format_option()
def rotate_command(
    *,
    reason: str,
    compromised: bool,
    successor: str | None,
    deploys: Path | None,
    inventory: Path,
    runbooks: Path,
    form: str,
) -> None:
    """Hand the work of the evidence key over to a new one; the old one's time ends now.

    Exit codes: 0 the new key signs from now on; 2 it could not be done, and the old one still does.
    """
    rotation = wiring.key_rotation(runbooks, wiring.chains(runbooks, deploys))
    handover = rotation.finish()
    done = "finished a hand-over that was broken off" if handover else "handed over"
    if handover is None:
        asked = wiring.handover_asked(
            wiring.district(inventory).domain,
            _reason(reason, compromised=compromised),
            compromised=compromised,
        )
        old, new = wiring.evidence_key(), wiring.agent_key(successor) if successor else None
        handover = rotation.rotate(old, new, asked, wiring.clock().now())
    folder = runbooks / KEYS / folder_name(handover.number)
    if form == "json":
        told = {"schema": "drplan/evidence-rotate/1", "folder": str(folder)}
        click.echo(json.dumps(told | {"handover": handover.model_dump(mode="json")}, indent=2))
        return
    _say(handover, folder, done, successor)


def _say(handover: Handover, folder: Path, done: str, successor: str | None) -> None:
    click.echo(f"{done}: {handover.old.fingerprint} ends {handover.moment:%Y-%m-%dT%H:%M:%SZ}")
    click.echo(f"new key      {handover.new.fingerprint}   write it down where auditors find it")
    if successor is None:
        click.echo(
            "private key  back it up offline, and bring it to each machine that signs; keep the old file"
        )
    else:
        click.echo(f"from now on  DRPLAN_EVIDENCE_KEY={successor}")
    click.echo(f"statement    {folder}, signed by both keys; commit it, with every allowed_signers")
    click.echo("next: drplan evidence verify; then read the heads into the minutes: drplan evidence heads")


def _reason(reason: str, *, compromised: bool) -> str:
    given = " ".join(reason.split())
    if len(given) <= _LONGEST:
        return given or ("somebody else may have the old key" if compromised else "routine")
    raise UsageError(
        f"the reason has {len(given)} characters", next_step=f"say it in {_LONGEST}; no person's name"
    )
