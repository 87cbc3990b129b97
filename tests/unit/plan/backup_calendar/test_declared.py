"""Jobs and budgets are what the declaration, the school year and the last backups say."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from drplan import wiring
from drplan.declare import Period, Window
from drplan.declare.services import Tightening
from drplan.plan.calendar.declared import calendar_of, jobs_and_resources
from drplan.plan.calendar.measured import Measured, measured_of
from drplan.plan.calendar.promised import monday, rests, tightest_rpo
from drplan.ports import RecoveryPoint
from tests.unit.plan.backup_calendar.weeks import HOUR, MINUTE, faults

INVENTORY = Path(__file__).parents[4] / "inventories"
WEEK = date(2026, 12, 7)


@pytest.fixture(scope="module")
def district():
    return wiring.district(INVENTORY)


def of(district, name, measured=None):
    jobs, resources = jobs_and_resources(district, WEEK, measured)
    return next(job for job in jobs if job.data_set == name), {each.name: each.budget for each in resources}


@pytest.mark.parametrize("week", [WEEK, date(2026, 8, 20), date(2027, 6, 28)])
def test_the_example_district_fits_in_any_week_and_keeps_its_promises(district, week):
    calendar = calendar_of(district, week)
    assert calendar.unplaced == ()
    assert faults(calendar, [each.resource for each in calendar.peaks]) == []


def test_a_data_set_loads_its_way_to_each_copy_and_the_copies_themselves(district):
    job, budgets = of(district, "es-school-files")
    assert job.copies == ("onsite", "offsite")
    once = 1_000_000_000 * 8 / 1e6 / (2 * 3600)
    assert job.loads == pytest.approx(
        {
            "link es-fiber (es, up)": 2 * once,
            "link hs-fiber (hs, down)": once,
            "link do-internet1 (do, up)": once,
            "repository onsite": once,
            "repository offsite": once,
        }
    )
    assert budgets["link es-fiber (es, up)"] == 500
    assert budgets["repository onsite"] == 800


def test_a_declared_budget_is_taken_instead_of_half_the_link(district):
    site = next(each for each in district.sites if each.code == "es")
    (link,) = site.links
    narrow = site.model_copy(update={"links": (link.model_copy(update={"backup_mbit_s": 30.0}),)})
    changed = district.model_copy(
        update={"sites": tuple(narrow if each is site else each for each in district.sites)}
    )
    assert of(changed, "es-school-files")[1]["link es-fiber (es, up)"] == 30


def test_what_was_measured_counts_where_it_is_more_than_declared(district):
    slow = {("es-school-files", "offsite"): Measured(3 * HOUR, 5_000_000_000)}
    job, _ = of(district, "es-school-files", slow)
    assert job.duration == 3 * HOUR
    assert job.loads["repository offsite"] == pytest.approx(5_000_000_000 * 8 / 1e6 / (3 * 3600))
    assert "takes 3 h, as measured" in job.because
    quick = {("es-school-files", "offsite"): Measured(MINUTE, 10)}
    assert of(district, "es-school-files", quick)[0].duration == 2 * HOUR


def test_an_unknown_amount_is_said_to_be_unknown(district):
    job, _ = of(with_data(district, "es", nightly_change=None), "es-school-files")
    assert any("declare nightly_change" in reason for reason in job.because)
    assert job.loads["repository onsite"] == 0


def test_without_a_declared_duration_a_backup_takes_what_the_least_budget_needs(district):
    policies = tuple(each.model_copy(update={"duration": timedelta(0)}) for each in district.policies)
    job, budgets = of(district.model_copy(update={"policies": policies}), "es-school-files")
    assert job.duration == timedelta(seconds=2 * 8e9 / 1e6 / budgets["link es-fiber (es, up)"])
    assert job.loads["link es-fiber (es, up)"] <= budgets["link es-fiber (es, up)"]


def test_a_repository_that_is_filled_from_another_is_a_job_of_its_own(district):
    repositories = tuple(
        each.model_copy(
            update={"filled_from": "onsite", "limit_mbit_s": 20.0} if each.name == "offsite" else {}
        )
        for each in district.repositories
    )
    changed = district.model_copy(update={"repositories": repositories})
    jobs, resources = jobs_and_resources(changed, WEEK)
    direct, copied = [job for job in jobs if job.data_set == "es-school-files"]
    assert (direct.copies, direct.origin, direct.rpo) == (("onsite",), None, 24 * HOUR)
    assert (copied.copies, copied.origin, copied.rpo) == (("offsite",), "onsite", None)
    assert set(copied.loads) == {"link hs-fiber (hs, up)", "link do-internet1 (do, up)", "repository offsite"}
    assert {each.name: each.budget for each in resources}["repository offsite"] == 20


def with_data(district, code, **changes):
    """Return the district with other data sets at one site."""
    sites = []
    for site in district.sites:
        services = tuple(
            service.model_copy(
                update={"data_sets": tuple(each.model_copy(update=changes) for each in service.data_sets)}
            )
            for service in site.services
        )
        sites.append(site.model_copy(update={"services": services}) if site.code == code else site)
    return district.model_copy(update={"sites": tuple(sites)})


def point(number, seconds, added):
    taken = datetime(2026, 11, 1 + number, tzinfo=UTC)
    return RecoveryPoint("sis", "onsite", f"{number:08}", taken, 1, 1, added, seconds)


def test_the_first_recovery_point_and_the_old_ones_are_not_measured_by():
    points = [point(0, 9000.0, 10**12), *(point(number, 60.0 + number, number) for number in range(1, 20))]
    assert measured_of(points) == Measured(timedelta(seconds=79), 19)
    assert measured_of(points[:1]) is None
    assert measured_of([]) is None


def test_the_tightest_objective_of_the_week_is_in_force(district):
    service = next(each for site in district.sites for each in site.services if each.data_sets)
    tight = service.objectives.model_copy(update={"rpo": timedelta(hours=1)})
    changed = service.model_copy(update={"during": (Tightening(during="payroll", objectives=tight),)})
    pay = Period(name="pay", title="Pay", kind="payroll", first=date(2026, 12, 13), last=date(2026, 12, 15))
    assert tightest_rpo(changed, [pay], WEEK) == (timedelta(hours=1), "pay")
    assert tightest_rpo(changed, [pay], date(2026, 12, 21)) == (service.objectives.rpo, "")


def frozen(first, last, quiet=None):
    return Period(
        name="tests",
        title="Tests",
        kind="state-testing",
        first=first,
        last=last,
        freezes=("backup",),
        quiet=quiet,
    )


def test_backups_rest_on_whole_days_or_in_quiet_hours_of_a_week():
    whole = rests([frozen(date(2026, 12, 10), date(2027, 1, 31))], WEEK)
    assert [(each.first, each.end) for each in whole] == [(3 * 1440, 7 * 1440)]
    hours = rests([frozen(date(2026, 12, 1), date(2026, 12, 8), Window(opens=time(8), lasts=6 * HOUR))], WEEK)
    assert [(each.first, each.end) for each in hours] == [(480, 840), (1440 + 480, 1440 + 840)]
    assert rests([frozen(date(2026, 12, 14), date(2026, 12, 15))], WEEK) == ()


def test_a_week_begins_on_monday():
    assert monday(date(2026, 12, 13)) == WEEK
    assert monday(WEEK) == WEEK


def test_quiet_hours_without_a_freeze_of_backups_are_refused():
    with pytest.raises(ValueError, match="quiet hours are for backups"):
        Period(
            name="tests",
            title="Tests",
            kind="state-testing",
            first=WEEK,
            last=WEEK,
            quiet=Window(opens=time(8), lasts=HOUR),
        )
