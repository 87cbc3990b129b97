from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from drplan.adapters.inventory import load_district
from drplan.declare import District, Site
from drplan.declare.lookup import site_of
from drplan.measure.verdict import Verdict
from drplan.plan.order import waves
from drplan.record.drill import DataSetRecord, DrillRecord, ServiceRecord, StepRecord

DISRUPTED = datetime(2026, 3, 14, 2, 26, 0, tzinfo=UTC)
PASS = Verdict(outcome="pass")
Factory = Callable[..., DrillRecord]


@pytest.fixture(scope="session")
def district() -> District:
    return load_district(Path(__file__).parents[3] / "inventories")


@pytest.fixture(scope="session")
def idle(district: District) -> District:
    """Return the district without the services of its office."""
    office, *others = district.sites
    bare = office.model_copy(update={"services": ()})
    return district.model_copy(update={"sites": (bare, *others)})


@pytest.fixture(scope="session")
def site(district: District) -> Site:
    return site_of(district, "hs")


@pytest.fixture(scope="session")
def make_record(district: District, site: Site) -> Factory:
    """Return a factory of records: ``rta`` overrides seconds by service, ``None`` for not reached."""

    def make(
        number: int = 1, rta: dict[str, float | None] | None = None, late: timedelta = timedelta(0)
    ) -> DrillRecord:
        disrupted = DISRUPTED + late
        groups = waves(site.services)
        services = [
            _service(service, wave, (rta or {}).get(service.name, 40.0 * wave), disrupted)
            for wave, group in enumerate(groups, start=1)
            for service in group
        ]
        passed = all(service.verdict.outcome == "pass" for service in services)
        return DrillRecord(
            id=f"2026-03-14-hs-{number}",
            district=district.name,
            site="hs",
            where="lab",
            operator_role="systems-administrator",
            inventory_sha256="ab" * 32,
            tools={"restic": "0.18.0"},
            started=disrupted - timedelta(minutes=1),
            disrupted=disrupted,
            ended=disrupted + timedelta(seconds=200),
            waves=tuple(tuple(service.name for service in group) for group in groups),
            steps=tuple(_steps(disrupted)),
            services=tuple(services),
            verdict=PASS if passed else Verdict(outcome="fail", because=("a service failed",)),
            previous=None,
        )

    return make


def _service(service: Any, wave: int, seconds: float | None, disrupted: datetime) -> ServiceRecord:
    rto = service.objectives.rto.total_seconds()
    human = sum(step.duration.total_seconds() for step in service.recovery_steps)
    verdict = PASS
    if seconds is None:
        verdict = Verdict(outcome="fail", because=("3 of 5000 entries differ",))
    elif seconds > rto:
        verdict = Verdict(outcome="fail", because=("RTO missed",))
    return ServiceRecord(
        name=service.name,
        title=service.title,
        tier=int(service.tier),
        wave=wave,
        rto_seconds=rto,
        rpo_seconds=service.objectives.rpo.total_seconds(),
        rta_seconds=None if seconds is None else seconds + human,
        rpa_seconds=900.0 if service.data_sets and seconds is not None else None,
        human_seconds=human,
        critical_path=() if seconds is None else (*service.runs_on, service.name),
        data_sets=tuple(_data_set(data.name, verdict, disrupted) for data in service.data_sets),
        verdict=verdict,
    )


def _data_set(name: str, verdict: Verdict, disrupted: datetime) -> DataSetRecord:
    return DataSetRecord(
        name=name,
        repository="onsite",
        snapshot="0123456789abcdef",
        taken_at=disrupted - timedelta(minutes=15),
        entries=5000,
        matched=5000 if verdict.outcome == "pass" else 4997,
        size=3_000_000,
        manifest_sha256="cd" * 32,
        verdict=verdict,
    )


def _steps(disrupted: datetime) -> list[StepRecord]:
    done: list[tuple[str, Any, float]] = [
        ("hs-rtr1", "blank", 2.1),
        ("hs-rtr1-config", "restore", 3.5),
        ("hs-db1", "blank", 4.2),
        ("hs-db1", "deploy", 31.7),
        ("hs-gradebook-db", "restore", 12.4),
        ("hs-gradebook", "probe", 0.4),
    ]
    offsets = [0.0, 2.1, 5.6, 9.8, 41.5, 53.9]
    return [
        StepRecord(
            subject=subject,
            action=action,
            started=disrupted + timedelta(seconds=offset),
            seconds=seconds,
            verdict=PASS,
        )
        for (subject, action, seconds), offset in zip(done, offsets, strict=True)
    ]
