"""From what a drill saw to its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from drplan.act.account_course import Recovered
from drplan.act.account_full import Whole
from drplan.act.account_held import Held, held_on
from drplan.act.account_people import Tabletop, people_times
from drplan.act.drill import Conducted
from drplan.act.recover import Back
from drplan.declare.district import District
from drplan.declare.season import days_at
from drplan.declare.services import Service
from drplan.measure.exported import older_than_promised
from drplan.measure.recovery import (
    Finish,
    against_objective,
    dated_after,
    out_of_order,
    recovery_point_actual,
    within_rto,
    within_rto_in_full,
)
from drplan.measure.verdict import Verdict, worst
from drplan.plan.drill import DrillPlan, Terms
from drplan.record.declared import DeclaredParts
from drplan.record.drill import Copies, DeclaredPart, DrillRecord, DrillScope, ServiceRecord
from drplan.record.kept import record_id


@dataclass(frozen=True)
class Circumstances:
    """What the record says beside the measurements: whose drill it was, of what, with what.

    ``declared`` has the calendar and the speeds that measurements are held against, ``history`` the records
    of drills before. ``rehearsed`` is the day whose objectives count, the day of the loss without one.
    ``ground`` is where the command line stood, and so whose copies were read.
    """

    district: str
    operator_role: str
    inventory_sha256: str
    tools: Mapping[str, str]
    declared: District | None = None
    history: Sequence[DrillRecord] = ()
    rehearsed: date | None = None
    tabletop: Tabletop = field(default_factory=dict)
    ground: Copies = "production"


def drill_record(conducted: Conducted, circumstances: Circumstances) -> DrillRecord:
    """Measure every service against its objectives and write the drill down, not yet chained to any other."""
    account = _Account(conducted, circumstances)
    services = tuple(
        account.service_record(service, wave)
        for wave, members in enumerate(conducted.plan.waves, start=1)
        for service in members
    )
    plan = conducted.plan
    return DrillRecord(
        id=conducted.id or record_id(conducted.started, plan.called),
        district=circumstances.district,
        site=plan.site.code if plan.site else None,
        scope=_scope(plan),
        host=plan.host,
        kind="real recovery" if account.recovered.real else "functional",
        where=conducted.where,
        operator_role=circumstances.operator_role,
        inventory_sha256=circumstances.inventory_sha256,
        tools=dict(circumstances.tools),
        started=conducted.started,
        disrupted=conducted.disrupted,
        ended=conducted.ended,
        waves=tuple(tuple(service.name for service in wave) for wave in conducted.plan.waves),
        steps=conducted.steps,
        services=services,
        interrupted=conducted.interrupted,
        verdict=worst(
            Verdict(outcome=s.verdict.outcome, because=tuple(f"{s.name}: {b}" for b in s.verdict.because))
            for s in services
        ),
        previous=None,
        rehearsed=None if circumstances.rehearsed is None else circumstances.rehearsed.isoformat(),
        unsized=account.whole.unsized,
        declared=account.declared(),
        copies=circumstances.ground if conducted.where == "scratch" else "production",
    )


def _scope(plan: DrillPlan) -> DrillScope | None:
    """Write down what was asked for; ``None`` for a host, and for a whole site on the usual terms."""
    if plan.scope is None or (plan.scope.kind == "site" and plan.terms == Terms()):
        return None
    return DrillScope(
        kind=plan.scope.kind,
        name=plan.scope.name,
        points=str(plan.terms.rule),
        sampled=str(plan.terms.sampled) if plan.terms.sampled else None,
        despite_freeze=plan.terms.despite_freeze,
    )


@dataclass(frozen=True)
class _Account:
    """One drill, measured."""

    conducted: Conducted
    circumstances: Circumstances

    @cached_property
    def recovered(self) -> Recovered:
        """Its course."""
        steps, real = self.conducted.steps, self.conducted.where == "production"
        people = {
            service.name: people_times(service, steps, self.circumstances.tabletop, real=real)
            for service in self.conducted.plan.services
        }
        return Recovered(self.conducted, people)

    @cached_property
    def _finished(self) -> Mapping[str, Finish]:
        return self.recovered.gross_finishes()

    @cached_property
    def _net(self) -> Mapping[str, float]:
        return self.recovered.net_seconds()

    @cached_property
    def _parts(self) -> DeclaredParts | None:
        declared = self.circumstances.declared
        return None if declared is None else DeclaredParts(declared)

    def declared(self) -> tuple[DeclaredPart, ...]:
        """Return all parts that the services rest on, by name; none where no district is at hand."""
        found: dict[str, str] = {}
        if self._parts is not None:
            for service in self.conducted.plan.services:
                found |= self._parts.of(service)
        return tuple(DeclaredPart(name=name, sha256=found[name]) for name in sorted(found))

    @cached_property
    def whole(self) -> Whole:
        """The same with all data of full size."""
        about = self.circumstances
        return Whole(self.conducted, self.recovered.gross, about.declared, about.history, about.ground)

    def service_record(self, service: Service, wave: int) -> ServiceRecord:
        """Measure one service against what it is held to."""
        back, finish, held = self._back(service), self._finished.get(service.name), self._held(service)
        rpa = self._rpa(back)
        human = self.recovered.people[service.name]
        return ServiceRecord(
            name=service.name,
            title=service.title,
            tier=int(service.tier),
            wave=wave,
            rto_seconds=held.rto.total_seconds(),
            rpo_seconds=held.rpo.total_seconds(),
            rta_seconds=round(finish.seconds, 3) if finish else None,
            rpa_seconds=round(rpa.total_seconds(), 3) if rpa is not None else None,
            human_seconds=sum(each.seconds for each in human),
            critical_path=finish.path if finish else (),
            data_sets=back.data_sets,
            verdict=self._judge(service, held),
            rta_net_seconds=self._net_beside(service, finish),
            human=human,
            during=held.during,
            projected=self.whole.projected(service) if finish else None,
            shortfall=self.whole.shortfall(service, finish, held.rto.total_seconds()),
            declared_sha256=self._parts.sha256(service) if self._parts else None,
        )

    @cached_property
    def _unordered(self) -> tuple[Verdict, ...]:
        """Nothing, unless the clock went back; in earnest the loss came before anything was begun."""
        done = self.conducted
        begun = (done.disrupted, done.started) if self.recovered.real else (done.started, done.disrupted)
        found = out_of_order((*begun, done.ended))
        return (found,) if found else ()

    def _back(self, service: Service) -> Back:
        return self.conducted.backs[service.name]

    def _held(self, service: Service) -> Held:
        about = self.circumstances
        zone = about.declared.time_zone if about.declared else None
        days = (about.rehearsed,) if about.rehearsed else days_at(self.conducted.disrupted, zone)
        return held_on(days, service, about.declared)

    def _rpa(self, back: Back) -> timedelta | None:
        """Return the age of the oldest data; ``None`` where recovery was not reached, or there is no data."""
        age = recovery_point_actual(
            restored=(data_set.taken_at for data_set in back.data_sets), disrupted=self.conducted.disrupted
        )
        return age if back.seconds is not None or self.conducted.data_only else None

    def _net_beside(self, service: Service, finish: Finish | None) -> float | None:
        """Return the net RTA where the runner's outages added anything to it."""
        net = self._net.get(service.name)
        return None if finish is None or net is None or net >= finish.seconds else round(net, 3)

    def _judge(self, service: Service, held: Held) -> Verdict:
        back, finish, rpa = (
            self._back(service),
            self._finished.get(service.name),
            self._rpa(self._back(service)),
        )
        verdicts = [*back.verdicts, *self._unordered]
        if finish is not None:
            net = self._net.get(service.name, finish.seconds)
            verdicts.append(within_rto(finish.seconds, net, held.rto))
            full = self.whole.services.get(service.name)
            verdicts += [within_rto_in_full(full.estimate, held.rto)] if full else []
        elif back.seconds is not None:
            why = "RTA is unknown: something this service depends on was not rehearsed"
            verdicts.append(Verdict(outcome="no-evidence", because=(why,)))
        if rpa is not None:
            verdicts.append(against_objective("RPO", rpa, held.rpo))
            ahead = dated_after((each.taken_at for each in back.data_sets), self.conducted.disrupted)
            exports = [(each.name, each.as_of) for each in back.data_sets if each.as_of]
            aged = older_than_promised(exports, self.conducted.disrupted, held.rpo)
            verdicts += [each for each in (ahead, aged) if each]
        return worst(verdicts)
