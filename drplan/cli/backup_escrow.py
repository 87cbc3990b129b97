"""``drplan backup escrow``: see that the passwords somebody keeps open the repositories, and sign that."""

from __future__ import annotations

import os
from pathlib import Path

import click

from drplan import wiring
from drplan.act.escrow import EscrowCheck, escrow_record, escrowed, try_escrow
from drplan.cli.frame import Exit, finish, format_option, inventory_option, runbooks_option
from drplan.cli.recorded import say_record, say_where
from drplan.cli.show import Lines, table
from drplan.declare import District
from drplan.declare.lookup import role_named
from drplan.errors import SecretMissing
from drplan.record.auditor import verification_command
from drplan.record.escrow import EscrowRecord

_LONGEST = 1 << 16


@click.command(
    "escrow", help="See that the escrowed passwords open the repositories, and sign what was seen."
)
@inventory_option
@runbooks_option
@click.option("--holder", required=True, help="The role that keeps the escrow, as declared.")
@click.option("--role", required=True, help="The role of whoever tries it.")
@click.option("--repository", "names", multiple=True, help="Only this repository; may be given again.")
@click.option(
    "--password-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Read the passwords from this file, one a line, instead of asking.",
)
@click.option("--password-fd", type=int, help="Read them from this file descriptor.")
@format_option()
def escrow(
    *,
    inventory: Path,
    runbooks: Path,
    holder: str,
    role: str,
    names: tuple[str, ...],
    password_file: Path | None,
    password_fd: int | None,
    form: str,
) -> None:
    """Try them; exit 1 when a repository does not open, 3 when one could not be asked, 2 when none could."""
    district = wiring.district(inventory)
    chosen = escrowed(district, role_named(district, holder).name, names)
    signer = wiring.evidence_key()
    passwords = _passwords(password_file, password_fd)
    wiring.enter()
    started = wiring.clock().now()
    opened = try_escrow(chosen, holder, passwords, wiring.custody(), Lines(quiet=form == "json"))
    check = EscrowCheck(holder, len(passwords), started, wiring.clock().now(), opened)
    evidence = wiring.escrow_evidence(runbooks / wiring.ESCROWS)
    record = _record(district, inventory, role, check)
    evidence.allow(signer.allowed_signer())
    secrets = (*passwords, *wiring.secrets().known())
    folder = evidence.append_next(record, {}, signer, secrets=secrets)
    record = evidence.record(folder.name)
    _print(record, folder, signer.identity, form)
    _finish(record)


def _record(district: District, inventory: Path, role: str, check: EscrowCheck) -> EscrowRecord:
    told = wiring.circumstances(district, inventory, role_named(district, role).name)
    where = wiring.enter().where
    return escrow_record(check, told, where=where, account=wiring.operator_account())


def _passwords(file: Path | None, descriptor: int | None) -> tuple[str, ...]:
    if file is not None:
        text = file.read_text()
    elif descriptor is not None:
        text = _read(descriptor)
    else:
        text = "\n".join(_asked())
    found = tuple(line for line in text.split("\n") if line)
    if not found:
        raise SecretMissing("no password was given", next_step="open the escrow and give what is in it")
    return found


def _read(descriptor: int) -> str:
    """Read a file descriptor, which is then closed; raises ``SecretMissing`` for one that is not open."""
    try:
        with os.fdopen(descriptor, "rb") as stream:
            return stream.read(_LONGEST).decode()
    except OSError as error:
        raise SecretMissing(
            f"file descriptor {descriptor} cannot be read ({error.strerror})",
            next_step="open it for this command, as in: --password-fd 3 3< FILE",
        ) from error


def _asked() -> list[str]:
    found: list[str] = []
    while given := click.prompt(
        "password from the escrow (empty: no more)", hide_input=True, default="", show_default=False, err=True
    ):
        found.append(given)
    return found


def _print(record: EscrowRecord, folder: Path, identity: str, form: str) -> None:
    verify = verification_command(str(folder), identity)
    if form == "json":
        say_record("drplan/backup-escrow/1", record, folder, verify)
        return
    table(
        ("repository", "escrow", "verdict", "because"),
        [
            (
                each.repository,
                each.place,
                each.verdict.outcome,
                "; ".join(each.verdict.because) or each.identity,
            )
            for each in record.repositories
        ],
    )
    if record.verdict.outcome == "pass":
        click.echo(
            f"seal it again, and declare confirmed_on {record.started:%Y-%m-%d} for {record.holder_role}"
        )
    say_where(folder, verify)


def _finish(record: EscrowRecord) -> None:
    outcomes = {each.verdict.outcome for each in record.repositories}
    if outcomes <= {"no-evidence"}:
        finish(Exit.NOT_DONE)
    if "no-evidence" in outcomes:
        finish(Exit.IN_PART)
    finish(Exit.FALLS_SHORT if "fail" in outcomes else Exit.WELL)
