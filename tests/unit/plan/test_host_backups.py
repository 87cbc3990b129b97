"""What hosts back up by themselves, and when."""

from datetime import date, time, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from drplan import Window
from drplan.adapters.inventory import load_district
from drplan.declare.lookup import data_sets
from drplan.plan.host_backups import BASELINE, timetable
from drplan.plan.restorable import host_of

DISTRICT = load_district(Path(__file__).parents[2] / "cases" / "inventory")
DAY_OF_SCHOOL = date(2026, 9, 16)
DAY = 24 * 60
WEEK = 7 * DAY
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


SMALL = DISTRICT.model_copy(
    update={"sites": tuple(site for site in DISTRICT.sites if site.code in ("hs", "do"))}
)
"""Enough to share links, and quick to plan."""


def with_policy(**update):
    policies = tuple(policy.model_copy(update=update) for policy in SMALL.policies)
    return SMALL.model_copy(update={"policies": policies})


def starts(on_calendar):
    """Return the minutes of the week that systemd.time(7) expressions stand for."""
    found = []
    for expression in on_calendar:
        if "*-*-* " not in expression:
            assert expression.startswith("Sun *-03-"), "what else is not of every week?"
            continue
        days, _, at = expression.rpartition("*-*-* ")
        hour, minute, second = map(int, at.split(":"))
        assert second == 0
        names = days.strip().split(",") if days.strip() else DAYS
        found += [DAYS.index(name) * DAY + hour * 60 + minute for name in names]
    return sorted(found)


def widest(minutes):
    return max(
        later - sooner for sooner, later in zip(minutes, [*minutes[1:], minutes[0] + WEEK], strict=True)
    )


def test_every_data_set_is_backed_up_by_its_host_or_named_as_left_to_us():
    found = timetable(DISTRICT, DAY_OF_SCHOOL)
    assert sorted(
        [each.data_set.name for each in found.backups] + [each.name for each in found.elsewhere]
    ) == (sorted(data.name for data in data_sets(DISTRICT)))
    assert all(host_of(each.data_set.source) for each in found.backups)
    assert all(each.server == host_of(each.data_set.source) for each in found.backups)


def test_the_same_declaration_gives_the_same_times():
    assert timetable(DISTRICT, DAY_OF_SCHOOL) == timetable(
        load_district(Path(__file__).parents[2] / "cases" / "inventory"), DAY_OF_SCHOOL
    )


def test_each_data_set_goes_into_the_copies_of_its_policy():
    assert {each.data_set.name: each.copies for each in timetable(DISTRICT, DAY_OF_SCHOOL).backups} == {
        each.data_set.name: tuple(
            next(policy.copies for policy in DISTRICT.policies if policy.name == each.data_set.policy)
        )
        for each in timetable(DISTRICT, DAY_OF_SCHOOL).backups
    }


@settings(max_examples=15)
@given(
    cadence=st.integers(1, 48),
    hours=st.integers(1, 24),
    opens=st.integers(0, 23),
    minutes=st.integers(0, 300),
)
def test_a_host_never_goes_longer_than_the_cadence_whether_it_fits_or_not(cadence, hours, opens, minutes):
    window = Window(opens=time(opens), lasts=timedelta(hours=hours))
    duration = timedelta(minutes=minutes)
    found = timetable(
        with_policy(cadence=timedelta(hours=cadence), window=window, duration=duration), DAY_OF_SCHOOL
    )
    for each in found.backups:
        assert each.on_calendar
        if not each.misfit:
            assert widest(starts(each.on_calendar)) <= cadence * 60


def test_what_has_no_room_is_backed_up_all_the_same_and_says_why():
    window = Window(opens=time(18), lasts=timedelta(hours=1))
    found = timetable(
        with_policy(cadence=timedelta(hours=12), duration=timedelta(hours=2), window=window), DAY_OF_SCHOOL
    )
    assert found.backups
    for each in found.backups:
        assert "longer than its open hours" in each.misfit
        assert "it would fit with" in each.misfit
        assert starts(each.on_calendar)[:2] == [6 * 60, 18 * 60]


def test_a_copy_that_is_filled_from_another_is_not_written_by_hosts():
    repositories = tuple(
        each.model_copy(update={"filled_from": "onsite"}) if each.name == "offsite" else each
        for each in SMALL.repositories
    )
    filled = SMALL.model_copy(update={"repositories": repositories})
    assert all("onsite" in each.copies for each in timetable(filled, DAY_OF_SCHOOL).backups)
    assert not any("offsite" in each.copies for each in timetable(filled, DAY_OF_SCHOOL).backups)


def test_times_are_the_districts_where_its_clocks_are_declared():
    away = DISTRICT.model_copy(update={"time_zone": "America/Chicago"})
    for here, there in zip(
        timetable(DISTRICT, DAY_OF_SCHOOL).backups, timetable(away, DAY_OF_SCHOOL).backups, strict=True
    ):
        assert there.on_calendar == tuple(f"{each} America/Chicago" for each in here.on_calendar)


def test_a_server_without_the_baseline_is_told_apart():
    sites = [
        site.model_copy(
            update={
                "assets": tuple(
                    asset.model_copy(update={"baselines": ("baseline",)}) if asset.name == "hs-db1" else asset
                    for asset in site.assets
                )
            }
        )
        for site in DISTRICT.sites
    ]
    bare = DISTRICT.model_copy(update={"sites": tuple(sites)})
    assert {each.server for each in timetable(bare, DAY_OF_SCHOOL).backups if not each.held} == {"hs-db1"}
    assert BASELINE == "backup-client"


def test_a_part_holds_what_concerns_those_servers_alone():
    part = timetable(DISTRICT, DAY_OF_SCHOOL).of({"hs-db1"}, {"hs-rtr1-config"})
    assert [each.server for each in part.backups] == ["hs-db1"]
    assert [each.name for each in part.elsewhere] == ["hs-rtr1-config"]
