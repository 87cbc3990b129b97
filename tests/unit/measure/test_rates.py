from datetime import UTC, datetime, timedelta

from drplan.measure.rates import NEWEST, rates
from drplan.measure.verdict import Verdict
from drplan.record.drill import DataSetRecord, DrillRecord, ServiceRecord, StepRecord

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PASS = Verdict(outcome="pass")
FAIL = Verdict(outcome="fail", because=("pack is damaged",))


def drill(day=0, restores=((0, 40.0, PASS),), size=1000, where="lab"):
    started = NOON + timedelta(days=day)
    data = DataSetRecord(
        name="files",
        repository="onsite",
        snapshot="ab",
        taken_at=started,
        entries=1,
        matched=1,
        size=size,
        manifest_sha256="cd",
        verdict=PASS,
    )
    service = ServiceRecord(
        name="s",
        title="S",
        tier=2,
        wave=1,
        rto_seconds=1,
        rpo_seconds=1,
        rta_seconds=1,
        rpa_seconds=1,
        human_seconds=0,
        critical_path=("s",),
        data_sets=(data,),
        verdict=PASS,
    )
    steps = (
        StepRecord(
            subject="files",
            action="restore",
            started=started + timedelta(minutes=after),
            seconds=seconds,
            verdict=verdict,
        )
        for after, seconds, verdict in restores
    )
    return DrillRecord(
        id=f"d{day}",
        district="D",
        site="hs",
        kind="functional" if where != "production" else "real recovery",
        where=where,
        operator_role="admin",
        inventory_sha256="ab",
        tools={},
        started=started,
        disrupted=started,
        ended=started,
        waves=(("s",),),
        steps=tuple(steps),
        services=(service,),
        verdict=PASS,
        previous=None,
    )


def test_rates_come_by_data_set_and_repository_with_the_newest_last():
    found = rates([drill(day=5, size=2000), drill(day=1)])
    assert list(found) == [("files", "onsite")]
    rate = found["files", "onsite"]
    assert (rate.bytes, rate.seconds, rate.fixed) == (2000, 40.0, 40.0)
    assert [each.size for each in rate.restores] == [1000, 2000]


def test_a_restore_that_failed_is_no_measure_of_speed():
    assert rates([drill(restores=((0, 40.0, FAIL),))]) == {}


def test_after_walking_back_the_last_restore_counts():
    found = rates([drill(restores=((0, 40.0, PASS), (5, 30.0, PASS)))])
    assert found["files", "onsite"].seconds == 30.0


def test_what_brought_nothing_back_is_left_out():
    assert rates([drill(size=0)]) == {}


def test_rates_of_a_lab_and_of_production_can_be_kept_apart():
    both = [drill(day=1), drill(day=2, size=5000, where="production")]
    assert rates(both, where="lab")["files", "onsite"].bytes == 1000
    assert rates(both, where="production")["files", "onsite"].bytes == 5000
    assert not rates(both, where="production")["files", "onsite"].newest.lab


def test_only_the_newest_restores_count():
    found = rates(drill(day=day, size=day + 1) for day in range(NEWEST + 3))
    assert len(found["files", "onsite"].restores) == NEWEST
    assert found["files", "onsite"].restores[0].size == 4
