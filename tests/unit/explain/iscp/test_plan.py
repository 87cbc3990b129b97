"""What the plan says is declared; what nobody declared is said to be missing, and nothing is made up."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.declare import Function, Paper, Period, Secret, Vendor
from drplan.errors import DeclarationError
from drplan.explain.iscp.acceptance import LOOKS
from drplan.explain.iscp.extent import Extent
from drplan.explain.iscp.known import Known
from tests.unit.explain.iscp.reading import cells, rows, words


def with_site(district, **changes):
    """Return the district with its last site changed."""
    *others, last = district.sites
    return district.model_copy(update={"sites": (*others, last.model_copy(update=changes))})


def with_service(district, **changes):
    site = district.sites[-1]
    first, *rest = site.services
    return with_site(district, services=(first.model_copy(update=changes), *rest))


def test_every_function_of_a_service_says_what_its_owner_looks_at():
    assert set(LOOKS) == set(get_args(Function))


@given(data=st.data())
def test_every_declared_thing_is_in_the_appendix_of_its_kind(base, made, data):
    """Whichever of them are declared: a role, vendor, repository, partner, service, asset and data set."""
    names = {"roles": "A", "vendors": "B", "repositories": "F", "partners": "B", "exercises": "J"}
    kept = {
        kind: tuple(each for each in getattr(base, kind) if data.draw(st.booleans(), label=each.name))
        for kind in names
    }
    sites = tuple(
        site.model_copy(
            update={
                "services": tuple(s for s in site.services if data.draw(st.booleans(), label=s.name)),
                "assets": tuple(a for a in site.assets if data.draw(st.booleans(), label=a.name)),
            }
        )
        for site in base.sites
    )
    pages = made(base.model_copy(update={**kept, "sites": sites}))
    for kind, letter in names.items():
        said = cells(pages["plan"], f"iscp.{letter}")
        for each in kept[kind]:
            assert (each.name if kind == "repositories" else each.title) in said
    for site in sites:
        own = pages[f"{site.code}/plan"]
        for service in site.services:
            assert service.name in cells(pages["plan"], "iscp.L")
            assert service.name in cells(own, "iscp.L")
            assert {data.name for data in service.data_sets} <= set(cells(own, "iscp.E"))
        assert {asset.name for asset in site.assets} <= set(cells(own, "iscp.H"))


def test_a_district_that_declares_nothing_is_told_what_is_missing(made, empty):
    page = made(empty)["plan"]
    missing = {
        "iscp.1.2": "No service is declared: this plan brings nothing back.",
        "iscp.1.3": "No role is declared: nobody is known to answer.",
        "iscp.2.3": "technology-director",
        "iscp.3.2": "technology-director (not declared)",
        "iscp.4.1": "No service is declared: there is no order.",
        "iscp.A": "No role is declared",
        "iscp.B": "No vendor is declared.",
        "iscp.D": "Printed papers: not declared.",
        "iscp.F": "No repository is declared.",
        "iscp.H": "No asset is declared.",
        "iscp.J": "Exercises: not declared.",
        "iscp.L": "No service is declared: nothing is promised.",
    }
    for anchor, said in missing.items():
        if anchor != "iscp.2.3":
            assert said in words(page, anchor), anchor
    assert "No role is declared." in words(page, "iscp.2.3")


def test_a_site_without_services_has_a_plan_that_says_so(base, made):
    page = made(with_site(base, services=(), assets=(), rooms=(), links=()))[f"{base.sites[-1].code}/plan"]
    assert "No service is declared for this site." in words(page, "iscp.2.1")
    assert "there is none to accept" in words(page, "iscp.5.3")
    assert "No asset is declared for this site." in words(page, "iscp.H")
    assert "Rooms: not declared." in words(page, "iscp.F")


def test_a_role_without_an_alternate_has_no_line(base, made):
    roles = tuple(each.model_copy(update={"alternate": None}) for each in base.roles)
    page = made(base.model_copy(update={"roles": roles}))["plan"]
    assert "No alternate is declared for: " + ", ".join(each.title for each in roles) in words(
        page, "iscp.1.3"
    )
    assert cells(page, "iscp.2.3").count("alternate not declared") == len(roles)


def test_a_line_of_succession_ends_where_a_role_comes_again(district):
    extent = Extent(Known(district))
    assert extent.line("health-services") == (
        "health-services",
        "registrar",
        "technology-director",
        "systems-administrator",
        "network-administrator",
    )


def test_a_role_a_vendor_and_a_service_that_are_named_and_not_declared_are_called_so(base, made):
    changed = with_service(base, owner="ghost", vendor="nobody", depends_on=("nothing-there",))
    page = made(changed)["plan"]
    assert "ghost (not declared)" in words(page, "iscp.3.2")
    assert "ghost" in words(page, "iscp.A")
    row = [each for each in rows(page, "iscp.I") if "nothing-there" in each]
    assert [each[2] for each in row] == ["not declared"]


def test_papers_are_in_the_appendix_and_in_the_schedule(base, made):
    paper = Paper(title="Attendance sheets", place="main office, red binder", keeper=base.roles[0].name)
    pages = made(with_service(base, papers=(paper,)))
    for page in (pages["plan"], pages[f"{base.sites[-1].code}/plan"]):
        assert "main office, red binder" in cells(page, "iscp.D")
        assert "printing: Attendance sheets" in cells(page, "iscp.J")
        assert "Printed papers are declared: 1" in words(page, "iscp.5.1")


def test_agreements_show_their_number_and_last_day(district, made, example):
    vendor = district.vendors[0]
    numbered = vendor.agreements[0].model_copy(update={"number": "CV-2025-114"})
    changed = vendor.model_copy(update={"agreements": (numbered, *vendor.agreements[1:])})
    page = made(district.model_copy(update={"vendors": (changed, *district.vendors[1:])}))["plan"]
    (row,) = [each for each in rows(page, "iscp.B") if "CV-2025-114" in each]
    assert row[-1] == numbered.expires.isoformat()
    assert "CV-2025-114" not in words(example["plan"])


def test_the_filter_comes_before_students_and_a_net_that_does_not_wait_for_it_is_named(
    district, made, example
):
    said = words(example["plan"], "iscp.5.3")
    assert "content filter (content-filter) works before students get the Internet (student-internet)" in said
    assert "These do not wait for it by declaration" not in said
    office = district.sites[0]
    loose = tuple(
        each.model_copy(update={"depends_on": ()}) if each.function == "student-internet" else each
        for each in office.services
    )
    changed = office.model_copy(update={"services": loose})
    page = made(district.model_copy(update={"sites": (changed, *district.sites[1:])}))["plan"]
    assert "open them by hand, last: student-internet" in words(page, "iscp.5.3")


def test_a_vendor_that_hosts_student_records_without_an_agreement_is_named(district, made, example):
    assert "No such agreement is declared for" not in words(example["plan"], "iscp.5.3")
    bare = tuple(each.model_copy(update={"agreements": ()}) for each in district.vendors)
    page = made(district.model_copy(update={"vendors": bare}))["plan"]
    assert "No such agreement is declared for: " in words(page, "iscp.5.3")
    assert "student-records-cloud" in words(page, "iscp.5.3")


def test_what_the_school_year_changes_is_in_the_analysis_and_its_days_in_the_schedule(district, example):
    page = example["hs/plan"]
    assert ("hs-gradebook", "grading", "1", "3 h", "2 h", "8 h", "4 h") in rows(page, "iscp.L")
    days = [period for period in district.calendars[0].periods if period.kind == "grading"]
    (said,) = [row[2] for row in rows(page, "iscp.J") if row[0] == "grading"]
    assert all(str(period.first) in said for period in days)
    assert "Days of these are not declared" not in words(page, "iscp.L")


def test_a_kind_of_period_that_no_year_has_is_said_to_have_no_days(district, made):
    page = made(district.model_copy(update={"calendars": ()}))["hs/plan"]
    assert "Days of these are not declared" in words(page, "iscp.L")
    assert "No school year is declared here" in words(
        made(district.model_copy(update={"calendars": ()}))["plan"]
    )


def test_a_freeze_is_in_the_schedule_with_all_its_days(district, made):
    year = district.calendars[0]
    odd = Period(
        name="storm", title="Storm", kind="break", first=year.first, last=year.first, freezes=("backup",)
    )
    changed = year.model_copy(update={"periods": (odd,)})
    page = made(district.model_copy(update={"calendars": (changed,)}))["plan"]
    assert ("break", "backup", str(year.first)) in rows(page, "iscp.J")


def test_a_site_points_to_the_district_for_the_rest(example):
    for path, page in example.items():
        if path.endswith("/plan"):
            links = [
                row for block in page.blocks for row in getattr(block, "rows", ()) if hasattr(row, "page")
            ]
            led = {link.anchor for link in links if link.page == "plan"}
            assert {
                f"iscp.{number}"
                for number in ("1", "2.3", "3.2", "3.3", "4.3", "5.3", "A", "B", "D", "F", "K", "L")
            } <= led


def test_a_single_line_out_is_said(example, district, made):
    assert "No second line is declared for" in words(example["es/plan"], "iscp.F")
    assert "No second line is declared for" not in words(example["do/plan"], "iscp.F")


def test_a_vendor_without_a_promise_is_not_given_one(base, made):
    silent = Vendor(name="quiet", title="Quiet Host", phone="555-0199", email="q@quiet.example")
    page = made(base.model_copy(update={"vendors": (silent,), "partners": ()}))["plan"]
    assert "RTO not declared, RPO not declared" in cells(page, "iscp.B")
    assert "No agreement with any of them is declared." in words(page, "iscp.B")


@pytest.mark.parametrize("kind", ["env", "file", "command"])
def test_no_secret_and_no_place_of_one_is_on_any_page(district, made, kind):
    planted = "hunter2-planted"
    secret = Secret(kind=kind, reference=(planted,))
    copies = tuple(
        each.model_copy(
            update={
                "password": secret,
                "user": secret,
                "admin": secret,
                "location": f"rest:https://drplan:{planted}@198.18.20.5:8000/x/",
                "prune_location": f"rest:https://drplan:{planted}@198.18.20.5:8001/x/",
            }
        )
        for each in district.repositories
    )
    sites = tuple(
        site.model_copy(update={"assets": tuple(a.model_copy(update={"admin": secret}) for a in site.assets)})
        for site in district.sites
    )
    for page in made(district.model_copy(update={"repositories": copies, "sites": sites})).values():
        assert planted not in repr(page), page.path


def test_services_that_wait_for_each_other_are_refused_by_name(base, made):
    site = base.sites[-1]
    first, second, *rest = site.services
    knot = (
        first.model_copy(update={"depends_on": (second.name,)}),
        second.model_copy(update={"depends_on": (first.name,)}),
        *rest,
    )
    with pytest.raises(DeclarationError, match="in a circle"):
        made(with_site(base, services=knot))


def test_an_office_without_students_is_not_asked_for_a_student_s_device(example):
    assert "student's device" in words(example["hs/plan"], "iscp.5.3")
    assert "student's device" not in words(example["do/plan"], "iscp.5.3")


def test_a_site_that_the_director_speaks_for_calls_nobody_twice(example):
    assert "decides for the district too" in words(example["do/plan"], "iscp.3.1")
    assert "calls who decides for the district" in words(example["hs/plan"], "iscp.3.1")


def test_an_owner_who_is_asked_for_a_service_of_every_function_finds_its_own_step(example, district):
    for site in district.sites:
        said = words(example[f"{site.code}/plan"], "iscp.5.3")
        for service in site.services:
            assert f"{service.name}.accept" in said
            assert " ".join(LOOKS[service.function][0].split()) in said
