"""From what a drill saw to its record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from drplan.act.drill import Conducted
from drplan.act.recover import Back
from drplan.declare.services import Service
from drplan.measure.recovery import Finish, against_objective, critical_paths, recovery_point_actual
from drplan.measure.verdict import Verdict, worst
from drplan.record.drill import DrillRecord, ServiceRecord


@dataclass(frozen=True)
class Circumstances:
    """What the record says beside the measurements: whose drill it was, of what, with what."""

    district: str
    operator_role: str
    inventory_sha256: str
    tools: Mapping[str, str]


def drill_record(conducted: Conducted, circumstances: Circumstances) -> DrillRecord:
    """Measure every service against its objectives and write the drill down, not yet chained to any other."""
    finished = _finishes(conducted)
    services = tuple(
        _service_record(service, wave, conducted, finished.get(service.name))
        for wave, members in enumerate(conducted.plan.waves, start=1)
        for service in members
    )
    site, host = conducted.plan.site.code, conducted.plan.host
    return DrillRecord(
        id=conducted.id or f"{conducted.started:%Y%m%dT%H%M%SZ}-{host or site}",
        district=circumstances.district,
        site=site,
        host=host,
        kind="real recovery" if _real(conducted) else "functional",
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
    )


def _finishes(conducted: Conducted) -> dict[str, Finish]:
    """Follow the longest path to each service; a human step counts where it stands, at the service's end."""
    durations = dict(conducted.asset_seconds)
    needs: dict[str, list[str]] = {}
    for service in conducted.plan.services:
        own = conducted.backs[service.name].seconds
        if own is not None:
            durations[service.name] = own + declared_seconds(service, real=_real(conducted))
        inside = [name for name in service.depends_on if name in conducted.backs]
        needs[service.name] = [*inside, *conducted.plan.ground_of(service)]
    paths = critical_paths(durations, needs)
    return {name: _no_sooner(paths[name], name, conducted) for name in paths} if _real(conducted) else paths


def _no_sooner(finish: Finish, name: str, conducted: Conducted) -> Finish:
    """Of a real recovery the clock has the last word: services also waited for their turn."""
    ends = [s.started + timedelta(seconds=s.seconds) for s in conducted.steps if s.subject == name]
    if not ends or name not in conducted.backs:
        return finish
    service = next(each for each in conducted.plan.services if each.name == name)
    seen = (max(ends) - conducted.disrupted).total_seconds() + declared_seconds(service, real=True)
    return Finish(max(finish.seconds, seen), finish.path)


def _real(conducted: Conducted) -> bool:
    return conducted.where == "production"


def declared_seconds(service: Service, *, real: bool = False) -> float:
    """Return the seconds of a recovery that are taken as declared, because nothing here measures them.

    That is what people do; and in a drill, not ``real``, also what a program does only in earnest.
    """
    return sum(
        step.duration.total_seconds()
        for step in service.recovery_steps
        if step.occasion != "test-only"
        and (step.kind == "human" or (step.occasion == "real-only" and not real))
    )


def _service_record(
    service: Service, wave: int, conducted: Conducted, finish: Finish | None
) -> ServiceRecord:
    back = conducted.backs[service.name]
    age = recovery_point_actual(
        restored=(data_set.taken_at for data_set in back.data_sets), disrupted=conducted.disrupted
    )
    rpa = age if back.seconds is not None or conducted.data_only else None
    return ServiceRecord(
        name=service.name,
        title=service.title,
        tier=int(service.tier),
        wave=wave,
        rto_seconds=service.objectives.rto.total_seconds(),
        rpo_seconds=service.objectives.rpo.total_seconds(),
        rta_seconds=round(finish.seconds, 3) if finish else None,
        rpa_seconds=round(rpa.total_seconds(), 3) if rpa is not None else None,
        human_seconds=declared_seconds(service, real=_real(conducted)),
        critical_path=finish.path if finish else (),
        data_sets=back.data_sets,
        verdict=_judge(service, back, finish, rpa),
    )


def _judge(service: Service, back: Back, finish: Finish | None, rpa: timedelta | None) -> Verdict:
    verdicts = list(back.verdicts)
    if finish is not None:
        rta = timedelta(seconds=finish.seconds)
        verdicts.append(against_objective("RTO", rta, service.objectives.rto))
    elif back.seconds is not None:
        why = "RTA is unknown: something this service depends on was not rehearsed"
        verdicts.append(Verdict(outcome="no-evidence", because=(why,)))
    if rpa is not None:
        verdicts.append(against_objective("RPO", rpa, service.objectives.rpo))
    return worst(verdicts)
