"""Every picture: well formed, inside its sheet, with all its data in the table."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.declare import Link, Objectives, Service
from drplan.declare.lookup import services
from drplan.explain.picture import HIGHEST, clean, fitted, wide
from drplan.explain.pictures import (
    DayState,
    backup_heat_map,
    copies_map,
    dependency_graph,
    recovery_timeline,
    rta_trend,
    site_topology,
)
from drplan.explain.pictures.axis import axis
from drplan.explain.pictures.span import spans
from drplan.plan.order import waves

HOSTILE = '</svg>]]>\n<b>&"\x00\x1b[31m\ufffe --> \u2028\u202egnp.exe' + "long " * 100
LAST_DAY = date(2026, 11, 22)


def many(like: Service, number: int) -> list[Service]:
    """Return services that each wait for one before, in waves of ten."""
    return [
        like.model_copy(
            update={
                "name": f"s{n:04d}",
                "depends_on": (f"s{n - 10:04d}",) if n >= 10 else (),
                "data_sets": (),
            }
        )
        for n in range(number)
    ]


def everything(district, record):
    site = district.sites[1]
    states = [DayState("hs-files", LAST_DAY, "pass")]
    return [
        dependency_graph(site.services, "T"),
        recovery_timeline(site.services, district, record),
        recovery_timeline(services(district), district, None),
        site_topology(site, district),
        site_topology(district.sites[0], district),
        copies_map(district),
        copies_map(district, site),
        rta_trend([record], [each.name for each in site.services], "T"),
        backup_heat_map(states, "T", last_day=LAST_DAY),
    ]


def test_every_picture_of_the_example_is_well_formed_and_inside_its_sheet(district, make_record, see):
    for figure in everything(district, make_record(rta={"hs-files": None, "hs-network": 9e5})):
        see(figure)


def test_a_picture_is_the_same_each_time(district, make_record):
    assert everything(district, make_record()) == everything(district, make_record())


def test_hostile_titles_stay_literal(district, make_record, see, lettering):
    sites = tuple(
        site.model_copy(
            update={
                "title": HOSTILE,
                "rooms": tuple(room.model_copy(update={"title": HOSTILE}) for room in site.rooms),
            }
        )
        for site in district.sites
    )
    copies = tuple(each.model_copy(update={"media": HOSTILE}) for each in district.repositories)
    hostile = district.model_copy(update={"name": HOSTILE, "sites": sites, "repositories": copies})
    for figure in everything(hostile, make_record()):
        see(figure)
        assert "<b>" not in figure.svg
        assert not any(each in figure.svg for each in "\x00\x1b\u202e\u2028\ufffe")
    shown = " ".join(lettering(copies_map(hostile)))
    assert "</svg>" in shown


def test_what_cannot_be_seen_is_spelled():
    assert clean("a\u202eb\x00c\nd") == "a[U+202E]b[U+0000]c d"


@given(st.text(max_size=600), st.floats(20, 700), st.booleans())
def test_a_fitted_text_fits(text, room, bold):
    shown = fitted(text, room, 11, bold=bold)
    assert wide(shown, 11, bold=bold) <= room
    assert shown == clean(text) or shown.endswith("…")


@given(st.lists(st.floats(1, 1e7), min_size=1, max_size=30))
def test_the_ticks_of_a_scale_rise_and_stay_within_it(lengths):
    scale = axis(150, 550, lengths)
    ticks = scale.ticks()
    places = [scale.at(tick) for tick in ticks]
    assert places == sorted(set(places))
    assert all(150 <= place <= 550.001 for place in places)
    ordered = [scale.at(each) for each in sorted(lengths)]
    assert ordered == sorted(ordered)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(60, 6e5), min_size=5, max_size=5))
def test_bars_stay_within_their_rows_and_the_scale(district, make_record, see, seconds):
    names = [each.name for each in district.sites[1].services]
    record = make_record(rta=dict(zip(names, seconds, strict=True)))
    root = see(recovery_timeline(district.sites[1].services, district, record))
    bars = [
        each.attrib
        for each in root.iter("{http://www.w3.org/2000/svg}rect")
        if float(each.attrib["x"]) >= 150 and float(each.attrib["width"]) != 14
    ]
    assert len(bars) >= 2 * len(names)
    for bar in bars:
        row = int((float(bar["y"]) - 44) / 30)
        assert float(bar["y"]) + float(bar["height"]) <= 44 + (row + 1) * 30 + 0.1
        assert float(bar["x"]) + float(bar["width"]) <= 560


def test_a_service_begins_when_all_it_waits_for_is_promised_whatever_site_it_is_in(district):
    rows = {row.name: row for row in spans(district.sites[0].services, district, None)}
    assert rows["district-network"].begins == 0
    assert rows["district-internet"].begins == 2 * 3600
    alone = spans([s for s in services(district) if s.name == "district-internet"], district, None)
    assert alone[0].begins == 2 * 3600


def test_no_time_left_is_said(district, lettering):
    hour = timedelta(hours=1)
    quick = Objectives(rto=hour, rpo=hour, mtd=hour)
    site = district.sites[1]
    rushed = [
        each.model_copy(update={"objectives": quick}) if each.name == "hs-files" else each
        for each in site.services
    ]
    figure = recovery_timeline(rushed, district, None)
    assert any("no time left" in each for each in lettering(figure))
    assert "1 h, no time left" in {row[4] for row in figure.table.rows}


def test_late_and_not_reached_are_words_not_only_colours(district, make_record, lettering):
    record = make_record(rta={"hs-files": None, "hs-gradebook": 9 * 3600.0})
    shown = lettering(recovery_timeline(district.sites[1].services, district, record))
    assert any(each.startswith("LATE") for each in shown)
    assert any(each.startswith("not reached") for each in shown)
    trend = lettering(rta_trend([record], ["hs-gradebook", "hs-files"], "T"))
    assert any(each.startswith("MISSED") for each in trend)
    assert "not reached" in trend


def test_a_drill_says_where_it_was(district, make_record, lettering):
    shown = lettering(recovery_timeline(district.sites[1].services, district, make_record()))
    assert "measured in a lab" in shown


def test_what_a_drill_passed_over_is_not_drilled(district, make_record):
    figure = recovery_timeline(services(district), district, make_record())
    words = {row[0]: row[-1] for row in figure.table.rows}
    assert words["district-network"] == "not drilled"
    assert words["hs-network"] == "pass"


@pytest.mark.parametrize("number", [0, 1, 26, 60, 2000])
def test_pictures_of_any_number_of_services_fit_a_page(district, see, lettering, number):
    some = many(district.sites[1].services[0], number)
    timeline, graph = recovery_timeline(some, district, None), dependency_graph(some, "T")
    for figure in (timeline, graph):
        root = see(figure)
        assert float(root.attrib["viewBox"].split()[3]) <= HIGHEST
        assert len(figure.table.rows) == number
        assert len(figure.svg) < 90_000
    if number == 2000:
        assert "60 of 2,000 shown, the table holds all." in lettering(timeline)
        assert any(each.endswith("of 2,000 shown, the table holds all.") for each in lettering(graph))


def test_the_topology_holds_everything_of_a_site_and_no_address_in_the_picture(district, see, lettering):
    for site in district.sites:
        figure = site_topology(site, district)
        see(figure)
        told = {row[0] for row in figure.table.rows}
        assert {a.name for a in site.assets} | {r.name for r in site.rooms} <= told
        assert {vlan.name for vlan in site.vlans} <= told
        shown = " ".join(lettering(figure))
        assert all(f"{asset.name}" in shown for asset in site.assets)
        assert "198.1" not in figure.svg
        assert any("198.1" in row[3] for row in figure.table.rows)


def test_a_line_that_is_declared_at_the_other_site_is_shown_at_both(district):
    rows = {row[0]: row for row in site_topology(district.sites[0], district).table.rows}
    assert rows["hs-fiber"][4] == "hs"


def test_a_site_with_a_thousand_switches_says_what_it_left_out(district, see, lettering):
    site = district.sites[1]
    switch = next(a for a in site.assets if a.name == "hs-sw1-1")
    assets = tuple(switch.model_copy(update={"name": f"sw{n}"}) for n in range(1000))
    lines = tuple(Link(name=f"l{n}", to="do", up_mbit_s=1, down_mbit_s=2) for n in range(40))
    figure = site_topology(site.model_copy(update={"assets": assets, "links": lines}), district)
    root = see(figure)
    assert float(root.attrib["viewBox"].split()[3]) <= HIGHEST + 40
    assert any("of 1,000 things shown" in each for each in lettering(figure))
    assert any("5 of 40 lines out shown" in each for each in lettering(figure))


def test_an_empty_site_and_an_empty_district_are_drawn(district, see):
    bare = district.sites[1].model_copy(
        update={"assets": (), "rooms": (), "links": (), "services": (), "vlans": ()}
    )
    empty = district.model_copy(update={"sites": (bare,), "repositories": (), "policies": ()})
    for figure in (site_topology(bare, empty), copies_map(empty), recovery_timeline((), empty, None)):
        see(figure)
        assert figure.table.rows == ()


def test_the_map_says_which_rule_of_3_2_1_1_is_not_held_and_leaves_the_0_open(district, lettering):
    shown = lettering(copies_map(district))
    assert "3 copies" in shown
    assert not any(each.startswith("NOT") for each in shown)
    assert any(each.startswith("0 errors") for each in shown)
    poor = tuple(
        each.model_copy(update={"immutable_days": 0, "isolated": False, "site": "hs"})
        for each in district.repositories
    )
    shown = lettering(copies_map(district.model_copy(update={"repositories": poor}), district.sites[1]))
    assert {"NOT 1 off site", "NOT 1 not deletable"} <= set(shown)


def test_every_data_set_and_repository_is_in_the_table_of_copies(district):
    rows = copies_map(district).table.rows
    told = {name for row in rows for name in row[2].split(", ")}
    assert {data.name for service in services(district) for data in service.data_sets} <= told
    assert {each.name for each in district.repositories} == {row[4] for row in rows}


def test_a_day_of_which_nothing_is_said_is_never_good(see):
    figure = backup_heat_map([DayState("a", LAST_DAY, "pass")], "T", last_day=LAST_DAY, days=7)
    assert figure is not None
    root = see(figure)
    kinds = [each.attrib["class"] for each in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert kinds.count("good") == 2
    assert kinds.count("blank") == 7
    assert figure.table.rows == (("a", "1", "0", "6", "none", str(LAST_DAY)),)


def test_the_worst_of_a_day_counts_and_the_worst_rows_are_never_left_out(see, lettering):
    rows = [DayState(f"d{n:03d}", LAST_DAY, "pass") for n in range(200)]
    rows += [DayState("d199", LAST_DAY, "fail"), DayState("d199", LAST_DAY, "no-evidence")]
    random.Random(1).shuffle(rows)
    figure = backup_heat_map(rows, "T", last_day=LAST_DAY)
    assert figure is not None
    see(figure)
    assert "60 of 200 shown, the table holds all." in lettering(figure)
    assert "d199" in lettering(figure)
    assert len(figure.table.rows) == 200
    assert figure.table.rows[0][:5] == ("d199", "0", "1", "27", str(LAST_DAY))


def test_nothing_seen_and_nothing_drilled_have_no_picture(make_record):
    assert backup_heat_map([], "T", last_day=LAST_DAY) is None
    assert rta_trend([], ["hs-files"], "T") is None
    assert rta_trend([make_record()], ["never-heard-of"], "T") is None


def test_a_hundred_drills_are_told_apart_and_all_in_the_table(make_record, see, lettering):
    records = [make_record(n, late=timedelta(minutes=n)) for n in range(100)]
    figure = rta_trend(records, ["hs-files"], "T")
    assert figure is not None
    see(figure)
    assert len(figure.table.rows) == 100
    assert "40 of 100 drills shown, the table holds all." in lettering(figure)


def test_waves_are_those_of_the_order_of_recovery(district):
    site = district.sites[0]
    told = {row[0]: row[1] for row in dependency_graph(site.services, "T").table.rows}
    expected = {s.name: str(n) for n, group in enumerate(waves(site.services), 1) for s in group}
    assert told == expected
