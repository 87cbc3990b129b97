"""One host brought back in earnest: it was lost, and somebody put a blank one in its place.

Nothing is destroyed here and nothing is written over: there is no ground to destroy on, and a data set is
brought back only where nothing lies. A host's loss is rehearsed by :mod:`drplan.act.drill`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from typing_extensions import override

from drplan.act.backup import copies_of
from drplan.act.drill import Conducted, refuse_without_points
from drplan.act.drill_ports import RecoveryPorts
from drplan.act.look import unshown
from drplan.act.rebuild import Assets
from drplan.act.recover import Recovery
from drplan.act.steps import PASS, Steps
from drplan.act.vaults import Behind
from drplan.act.watched import tell_begun
from drplan.act.waves import Limits, in_waves, see_all, with_shown
from drplan.declare.assets import Server
from drplan.declare.data import DataSet
from drplan.declare.lookup import data_sets_on
from drplan.declare.protection import Repository
from drplan.declare.services import Service
from drplan.errors import DrplanError, SourceError, UsageError
from drplan.events import Event, tell
from drplan.measure.verdict import Verdict
from drplan.plan.drill import DrillPlan
from drplan.plan.host import plan_host, showing_loss
from drplan.plan.points import Choice, choose_point
from drplan.plan.restorable import restorable, what_it_is
from drplan.ports import AnyAsset, Places, Recovered, RecoveryPoint, Vault


def prepare_host(
    host: Server, ports: RecoveryPorts, *, copy: str | None = None, before: datetime | None = None
) -> DrillPlan:
    """Choose the recovery points made ``before`` the loss (now, unless told) and order the waves.

    Touches nothing. ``copy`` names the repository to come back from; by default the nearest that answers.
    Raises ``UsageError`` when nothing stands on the host, and the last copy's own error when no copy of a
    data set answers.
    """
    moment = before or ports.clock.now()
    wanted = data_sets_on(ports.district, host.name)
    choices = {data_set.name: _choose(data_set, ports, copy, moment) for data_set in wanted}
    return plan_host(ports.district, host, choices)


def _choose(data_set: DataSet, ports: RecoveryPorts, copy: str | None, before: datetime) -> Choice:
    """Pass over a copy that does not answer: it may have been lost with the host."""
    if not restorable(data_set.source, ports.district):
        return Choice(
            None, f"drplan does not restore its sort ({what_it_is(data_set.source, ports.district)})"
        )
    copies = [c for c in copies_of(ports.district, data_set) if copy in (None, c.name)]
    points: list[RecoveryPoint] = []
    failures: list[DrplanError] = []
    for each in copies:
        try:
            points += ports.vault.points(data_set, each)
        except DrplanError as error:
            ports.progress.say(each.name, f"cannot be asked: {error.message}")
            failures.append(error)
    if failures and len(failures) == len(copies):
        raise failures[-1]
    return choose_point(points, before=before, copies=[c.name for c in copies])


def obstacles(plan: DrillPlan, ports: RecoveryPorts, places: Places) -> tuple[str, ...]:
    """Say what speaks against bringing the host back here and now; looks, and changes nothing.

    Data that lies there already is not written over. A service that answers was not lost; one that answers
    from other servers may hold newer data there than any copy.
    """
    served = (_serving(service, plan, ports) for service in plan.services)
    held = (_held(data_set, places) for service in plan.services for data_set in plan.data_of(service))
    return tuple(each for each in (*served, *held) if each)


def bring_back(
    plan: DrillPlan, ports: RecoveryPorts, places: Places, limits: Limits, lost: datetime
) -> Conducted:
    """Hold the blank host to its baselines, bring its data back, prove it, see its services healthy.

    ``lost`` is when the host was lost: what the recovery time and the age of the data count from. Raises
    ``UsageError``, having changed nothing, when there is nothing to come back from, or for an obstacle.
    """
    refuse_without_points(
        plan,
        {},
        "see what the copies hold: drplan backup status; --copy names one, --lost-at the moment; or follow "
        f"the steps of its services in {plan.pages}",
    )
    refuse_obstacles(plan, obstacles(plan, ports, places))
    steps, started = Steps(ports.clock, ports.progress), ports.clock.now()
    tell_begun(plan, ports, started)
    tell(ports.progress, Event("lost", lost))
    down = partial(_see_down, plan=plan, ports=ports)
    seen = see_all(plan.services, "see-broken", down, steps, limits.at_once)
    careful = replace(ports, vault=OnlyWhereNothingLies(ports.vault, places))
    rebuilt = Assets(careful, steps, partial(_see_blank, plan, places))
    recovery = Recovery(careful, steps, limits.patience, rebuilt, plan, leave_out="test-only")
    backs = in_waves(plan, recovery, {}, limits.at_once)
    shown = {name: with_shown(back, (seen[name],)) for name, back in backs.items()}
    since, ended = _seconds_since(lost, steps, rebuilt), ports.clock.now()
    tell(ports.progress, Event("ended", ended))
    return Conducted(plan, "production", steps.kept(), started, lost, ended, since, shown)


def refuse_obstacles(plan: DrillPlan, found: Sequence[str]) -> None:
    """Raise ``UsageError`` when anything speaks against bringing the host back."""
    if found:
        raise UsageError(
            f"{plan.host} is not brought back: {'; '.join(found)}",
            next_step=f"nothing was changed. If {plan.host} is lost and what lies there is of no use, put a "
            "blank host in its place and run this again; otherwise follow the steps of its services in "
            f"{plan.pages}",
        )


class OnlyWhereNothingLies(Behind):
    """Recovers a data set only where nothing lies at that moment.

    It looks again just before it writes: a deploy may have mounted a disk that outlived the host.
    """

    def __init__(self, vault: Vault, places: Places) -> None:
        super().__init__(vault)
        self._places = places

    @override
    def recover(
        self,
        data_set: DataSet,
        point: RecoveryPoint,
        repository: Repository,
        *,
        instead_of: Sequence[RecoveryPoint] = (),
    ) -> Recovered:
        """Bring the data set back to its place; raises ``SourceError`` when something lies there."""
        held = self._places.held(data_set)
        if held:
            raise SourceError(
                f"{held} now: nothing was written over it",
                next_step="see what it is; bring the data set back by the steps of its runbook",
            )
        return super().recover(data_set, point, repository, instead_of=instead_of)


def _held(data_set: DataSet, places: Places) -> str | None:
    held = places.held(data_set)
    return f"{data_set.name}: {held}" if held else None


def _serving(service: Service, plan: DrillPlan, ports: RecoveryPorts) -> str | None:
    others, data = plan.beside.get(service.name, ()), plan.data_of(service)
    shown = service if data else showing_loss(plan, service)
    healthy = [ports.prober.look(probe).healthy for probe in shown.probes]
    if others and data and any(healthy):
        return f"{service.name} answers without it: {', '.join(others)} may hold newer data than any copy"
    if healthy and all(healthy):
        return f"{service.name} answers: what it stands on was not lost"
    return None


def _see_down(service: Service, plan: DrillPlan, ports: RecoveryPorts) -> tuple[Verdict, str]:
    """See that at least one probe that can show the loss does; the look before this one refused all well."""
    shown = showing_loss(plan, service)
    if service.probes and not shown.probes:
        return unshown(plan, service), ""
    if not service.probes:
        return Verdict(outcome="no-evidence", because=("the service has no probe",)), ""
    seen = [ports.prober.look(probe) for probe in shown.probes]
    broken = [each.detail for each in seen if each.looked and not each.healthy]
    blind = tuple(f"a probe could not look: {each.detail}" for each in seen if not each.looked)
    if not broken and blind:
        return Verdict(outcome="no-evidence", because=blind), ""
    if not broken:
        return Verdict(outcome="no-evidence", because=("it answered again before anything was done",)), ""
    return PASS, "; ".join(broken)


def _see_blank(plan: DrillPlan, places: Places, asset: AnyAsset) -> str:
    wanted = [data_set for service in plan.services for data_set in plan.data_of(service)]
    held = [line for data_set in wanted if (line := _held(data_set, places))]
    if held:
        raise SourceError(f"{asset.name} is not blank: {'; '.join(held)}", next_step="look at the host")
    names = ", ".join(data_set.name for data_set in wanted)
    return f"nothing lies in the place of its data: {names}" if wanted else "no data set belongs there"


def _seconds_since(lost: datetime, steps: Steps, rebuilt: Assets) -> dict[str, float]:
    """Return when each asset was whole again, in seconds from its loss: people's work included."""
    return {name: max(_ends(name, steps)) - lost.timestamp() for name in rebuilt.seconds()}


def _ends(subject: str, steps: Steps) -> Iterator[float]:
    return (step.started.timestamp() + step.seconds for step in steps.kept() if step.subject == subject)
