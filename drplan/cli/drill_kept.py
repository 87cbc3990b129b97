"""A drill that outlives its runner: begun by its order, gone on with by its id, its evidence added once."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import click

from drplan import wiring
from drplan.act.account import Circumstances, drill_record
from drplan.act.drill import Conducted, conduct
from drplan.act.drill_data import DataPorts, conduct_data
from drplan.act.drill_ports import DrillPorts, Patience
from drplan.act.scratch_folder import remove_own
from drplan.act.waves import Limits
from drplan.cli.drill_data import data_way
from drplan.cli.drill_options import as_document, scope_asked
from drplan.cli.drill_people import Audience, present, shown
from drplan.cli.drill_prepare import circumstances_of, past_freeze, plan_of_data, plan_to_lose
from drplan.cli.drill_text import EXITS, adding, print_record
from drplan.cli.frame import Exit, finish
from drplan.cli.recorded import say_where
from drplan.declare import District
from drplan.declare.lookup import role_named
from drplan.errors import DrplanError, JournalError, UsageError
from drplan.ports import Journal
from drplan.record.auditor import verification_command
from drplan.record.drill import DrillRecord
from drplan.record.kept import record_id

Order = Mapping[str, Any]
"""What was asked for, as JSON: the options of ``drill run`` by name, and ``inventory_sha256``."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


Conduct = Callable[[Journal], Conducted]
"""Conducts a drill, or what its journal has not of it."""


@dataclass(frozen=True)
class Conductor:
    """One kind of drill, made ready. ``leave`` takes away what must not lie about when it is broken off."""

    conduct: Conduct
    leave: Callable[[], None] = lambda: None


def conductor(order: Order, district: District, audience: Audience) -> Conductor:
    """Make ready for the kind of drill that was asked for, before anything is touched."""
    if order["data_only"]:
        return data_drill(order, wiring.data_ports(district, audience.progress))
    ports = audience.attend(wiring.drill_ports(district, audience.progress))
    return Conductor(service_drill(order, ports))


def service_drill(order: Order, ports: DrillPorts) -> Conduct:
    """Lose a scope where that may be, and bring it back."""
    limits = Limits(ports.district.drills.at_once, Patience(healthy=order["patience"]))

    def conduct_it(journal: Journal) -> Conducted:
        kept = replace(ports, journal=journal)
        return conduct(plan_to_lose(order, kept, Path(order["runbooks"])), kept, limits)

    return conduct_it


def data_drill(order: Order, ports: DataPorts) -> Conductor:
    """Prove the data of a scope, and lose and start nothing."""
    way = data_way(order, ports.district.drills.at_once)

    def conduct_it(journal: Journal) -> Conducted:
        kept = replace(ports, journal=journal)
        return conduct_data(plan_of_data(order, kept, Path(order["runbooks"])), kept, way)

    def leave() -> None:
        ports.prover.stop()
        remove_own()

    return Conductor(conduct_it, leave)


def begin(order: Order, district: District, drill: str | None, form: str) -> NoReturn:
    """Begin a drill, or go on with the one of that id; one that is finished is shown again.

    Without an id it gets one of its moment and of its scope. Only one that begins asks about a freeze.
    """
    called = scope_asked(district, order).name
    moment = wiring.clock().now()
    drill = drill or record_id(moment, called)
    if not _ID.fullmatch(drill):
        raise UsageError(f"{drill!r} is no id", next_step="use letters, digits, dots and dashes")
    kept = wiring.drill_history().find(drill)
    if kept is None and drill not in _evidence(order).ids():
        _run(drill, past_freeze(district, order), form)
    if kept is None or kept.finished:
        click.echo(f"drill {drill} is finished: it is not run again", err=True)
        _show_finished(drill, kept.order if kept else order, form)
    _refuse_another(drill, order, kept.order)
    _run(drill, kept.order, form)


def go_on(drill: str, form: str, *, inventory: Path | None = None, runbooks: Path | None = None) -> NoReturn:
    """Bring a drill to its end. ``inventory`` and ``runbooks`` say where these lie on this machine."""
    kept = wiring.drill_history().find(drill)
    if kept is None:
        raise UsageError(
            f"the journal has no drill {drill}", next_step="see which there are: drplan drill list"
        )
    here = {"inventory": inventory, "runbooks": runbooks}
    order = kept.order | {name: str(path.absolute()) for name, path in here.items() if path}
    if kept.finished:
        _show_finished(drill, order, form)
    _run(drill, order, form)


@dataclass(frozen=True)
class Keeping:
    """What one drill is done with, made before anything is touched."""

    drill: str
    conduct: Conduct
    circumstances: Circumstances
    add: Callable[[DrillRecord], Path]
    runner: Any

    def work(self, _begun: Order, journal: Journal) -> dict[str, str]:
        """Do what is left of the drill. Its record is written once, and the same however often tried."""
        kept = journal.once("drill", "record", lambda: self._record(journal).model_dump(mode="json"))
        record = DrillRecord.model_validate(kept)
        self.add(record)
        return {"verdict": record.verdict.outcome}

    def _record(self, journal: Journal) -> DrillRecord:
        seen = self.conduct(journal)
        outages = tuple(
            each for each in self.runner.interruptions(self.drill) if each.started >= seen.started
        )
        told = replace(seen, id=self.drill, interrupted=outages)
        return drill_record(told, self.circumstances)


def _run(drill: str, order: Order, form: str) -> NoReturn:
    inventory, runbooks = Path(order["inventory"]), Path(order["runbooks"])
    district = wiring.district(inventory)
    about = circumstances_of(order, district)
    if about.inventory_sha256 != order["inventory_sha256"]:
        raise JournalError(
            f"drill {drill} was begun with another declaration than {inventory} holds now",
            next_step="put the declaration back as it was (git) and resume; or begin one under another id",
        )
    made = conductor(order, district, present(form))
    add, runner = adding(district, runbooks), wiring.drill_runner()
    work = Keeping(drill, made.conduct, about, add, runner).work
    # What systemd and CI stop ends as a Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        runner.run(drill, order, work, made.leave)
    except DrplanError as error:
        raise _told(error, drill, left=wiring.drill_history().find(drill) is not None) from error
    _show_finished(drill, order, shown(form))


def _told(error: DrplanError, drill: str, *, left: bool) -> DrplanError:
    """Add to an error how to go on with a drill of which something was done."""
    if left:
        error.next_step = f"{error.next_step}; then go on: drplan drill resume {drill}"
    return error


def order_of(options: Mapping[str, Any], district: District) -> dict[str, Any]:
    """Return the order that a command's options make; raises ``UsageError`` for a role nobody declared."""
    role_named(district, options["role"])
    return as_document(options) | {"inventory_sha256": wiring.inventory_sha256(options["inventory"])}


def _refuse_another(drill: str, order: Order, kept: Order) -> None:
    places = ("inventory", "runbooks", "inventory_sha256")
    beginning = ("day", "despite_freeze")
    other = [name for name in order if name not in (*places, *beginning) and order[name] != kept.get(name)]
    if other:
        raise UsageError(
            f"drill {drill} was begun with another --{other[0].replace('_', '-')}: {kept.get(other[0])}",
            next_step=f"go on with it as it was begun: drplan drill resume {drill}; or use another id",
        )


def _show_finished(drill: str, order: Order, form: str) -> NoReturn:
    evidence = _evidence(order)
    if drill not in evidence.ids():
        raise UsageError(
            f"drill {drill} is finished, and {evidence.root} does not hold its evidence",
            next_step="look where its runner kept it: drplan drill show " + drill,
        )
    record = evidence.record(drill)
    print_record(record, form)
    if form == "text":
        signer = evidence.bearer(drill)
        folder, then = evidence.path(drill), record.ended if signer.limited() else None
        say_where(folder, verification_command(str(folder), signer.identity, then))
    finish(EXITS.get(record.verdict.outcome, Exit.IN_PART))


def _evidence(order: Order) -> Any:
    return wiring.evidence(Path(order["runbooks"]) / "evidence")
