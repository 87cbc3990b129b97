"""Accounts in a scratch drill: their scratch buckets are noted before they are made, and taken away."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from drplan.errors import DrplanError
from drplan.wiring.folders import DEPLOYS, state_folder

if TYPE_CHECKING:
    from drplan.adapters.access import Access
    from drplan.adapters.scratch.accounts import Accounts
    from drplan.adapters.scratch.claims import Note
    from drplan.adapters.scratch.lease import Lease
    from drplan.adapters.scratch.room_accounts import RoomAccounts
    from drplan.declare import AwsAccount, District
    from drplan.plan.drill import DrillPlan
    from drplan.ports import Progress

SUBJECT = "scratch buckets"


@dataclass
class Swept:
    """What went, what stays though it begins like a scratch bucket, and which accounts were not asked."""

    gone: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    silent: list[DrplanError] = field(default_factory=list)


@contextmanager
def room_accounts(
    declared: District, plan: DrillPlan, lease: Lease, access: Access, progress: Progress
) -> Iterator[RoomAccounts]:
    """Have a process work on the accounts of a plan; whatever happens, its scratch buckets go at the end.

    What cannot be taken away is said, and stays noted for ``drplan drill gc``.
    """
    from drplan.adapters.scratch import claims
    from drplan.adapters.scratch.accounts import working_on
    from drplan.adapters.scratch.room_accounts import RoomAccounts
    from drplan.declare.lookup import account_named
    from drplan.plan.scratch_buckets import buckets_of, scratch_name

    wanted = [(account_named(declared, name), held) for name, held in buckets_of(plan, declared).items()]
    if not wanted:
        yield RoomAccounts()
        return
    drill = claims.token(lease)
    names = {
        account.name: {bucket: scratch_name(account, bucket, drill) for bucket in held}
        for account, held in wanted
    }
    told = [{"account": a.model_dump(mode="json"), "buckets": names[a.name]} for a, _ in wanted]
    with working_on(_order(declared, access, lease, told)) as accounts:
        silent = _sweep_first([account for account, _ in wanted], accounts, progress)
        there = {name: held for name, held in names.items() if name not in silent}
        notes = [claims.write(state_folder(), lease, a, access.where) for a, _ in wanted if a.name in there]
        try:
            yield RoomAccounts(accounts, there, silent)
        finally:
            _take_away(notes, accounts, progress)


def sweep_accounts(declared: Iterable[AwsAccount] = ()) -> Swept:
    """Take away scratch buckets of dead drills, in the accounts where this machine noted some, and in others.

    ``declared`` are accounts to ask whatever is noted. An account that does not answer is among the silent.
    """
    from drplan import wiring
    from drplan.adapters.scratch import claims
    from drplan.adapters.scratch.accounts import working_on

    notes, swept = claims.dead(state_folder(), wiring.clock().now()), Swept()
    asked = list(declared)
    if not notes and not asked:
        return swept
    access = wiring.enter()
    here = [note for note in notes if note.where == access.where]
    for note in (note for note in notes if note not in here):
        _elsewhere(note, access, swept)
    told = {a.name: {"account": a.model_dump(mode="json"), "buckets": {}} for a in _accounts(here, asked)}
    if not told:
        return swept
    with working_on(_order(None, access, None, list(told.values()))) as accounts:
        for name in told:
            _sweep(name, [note for note in here if note.account.name == name], accounts, swept)
    return swept


def _accounts(notes: Iterable[Note], declared: Iterable[AwsAccount]) -> list[AwsAccount]:
    return [*(note.account for note in notes), *declared]


def _elsewhere(note: Note, access: Access, swept: Swept) -> None:
    """Deal with a note of where this process is not: a lab that is gone took its account with it."""
    from drplan.adapters.scratch import claims

    if access.where == "production":
        claims.forget(note)
        swept.gone.append(f"{note.account.name}: its lab is gone, and the scratch buckets in it")
        return
    swept.silent.append(
        DrplanError(
            f"{note.account.name}: scratch buckets may be left in production, and a lab is up",
            next_step="run drplan lab down, then drplan drill gc",
        )
    )


def _sweep(name: str, notes: list[Note], accounts: Accounts, swept: Swept) -> None:
    from drplan.adapters.scratch import claims

    try:
        gone, left = accounts.ask("sweep", name, dead=[note.drill for note in notes])
    except DrplanError as error:
        swept.silent.append(error)
        return
    swept.gone += gone
    swept.left += left
    for note in notes:
        claims.forget(note)


def _sweep_first(wanted: list[AwsAccount], accounts: Accounts, progress: Progress) -> dict[str, str]:
    """Take away what dead drills left in the accounts of this one; returns why those that are silent are."""
    silent = {}
    for account in wanted:
        try:
            gone, left = accounts.ask("sweep", account.name, dead=[])
        except DrplanError as error:
            silent[account.name] = error.message
            progress.say(account.name, f"not tried: {error.message}")
            continue
        for line in (*gone, *left):
            progress.say(SUBJECT, line)
    return silent


def _take_away(notes: list[Note], accounts: Accounts, progress: Progress) -> None:
    from drplan.adapters.scratch import claims

    for note in notes:
        try:
            gone = accounts.ask("remove", note.account.name)
        except DrplanError as error:
            # The drill's record is worth more than an error here, and the note stays.
            progress.say(SUBJECT, f"LEFT in {note.account.name}: {error.message}; run: drplan drill gc")
            continue
        claims.forget(note)
        for line in gone:
            progress.say(SUBJECT, line)


def _order(
    declared: District | None, access: Access, lease: Lease | None, told: list[dict[str, Any]]
) -> Mapping[str, Any]:
    from drplan import wiring
    from drplan.adapters.scratch import claims
    from drplan.declare.lookup import aws_accounts

    held = aws_accounts(declared) if declared else []
    own = [bucket for account in held for bucket in account.buckets]
    own += [bucket for each in told for bucket in each["account"]["buckets"]]
    return {
        "claims": told,
        "declared": sorted(set(own)),
        "drill": claims.token(lease) if lease else "",
        "until": (lease.until if lease else wiring.clock().now()).isoformat(),
        "host": socket.gethostname(),
        "access": asdict(access),
        "deploys": str(DEPLOYS.absolute()),
    }
