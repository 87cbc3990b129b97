"""What a stranger types once is a plan that holds, whatever is typed."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.explain.site_files import site_files
from drplan.explain.starter.files import secret_names
from drplan.explain.starter.first_plan import BORNE, first_plan
from drplan.explain.starter.start import Start
from drplan.validate import examine

TODAY = date(2026, 11, 23)
TOLD = {
    "district": "Maple School District",
    "domain": "maple.example",
    "time_zone": "America/Chicago",
    "director": {"phone": "555-0100", "email": "director@maple.example"},
    "administrator": {"phone": "555-0101", "email": "administrator@maple.example"},
    "site": "hs",
    "site_title": "High school",
    "site_kind": "high-school",
    "students": 400,
    "server": "hs-file1",
    "address": "10.1.0.10",
    "link_mbit_s": 100,
    "onsite": "rest:https://backup.maple.example:8000/maple/",
    "offsite": "s3:https://s3.us-east-1.amazonaws.com/maple-copies",
    "lock_days": 30,
    "keeper": "Storage Company",
    "keeper_contact": {"phone": "555-0199", "email": "help@storage.example"},
    "contract_from": "2026-07-01",
    "contract_until": "2027-06-30",
}


def plan(**other):
    return first_plan(Start.model_validate(TOLD | other), TODAY)


def test_nothing_is_found_and_each_thing_not_known_is_borne_by_name():
    seen = examine(plan(), TODAY)
    assert seen.findings == ()
    assert {each.finding.severity for each in seen.waived} == {"warning"}
    assert {"DRP080", "DRP081", "DRP045"} <= {each.finding.rule for each in seen.waived}


def test_what_was_borne_comes_back_after_ninety_days():
    later = TODAY + BORNE + timedelta(days=1)
    found = {each.rule for each in examine(plan(contract_until="2029-06-30"), later).findings}
    assert {"DRP080", "DRP081", "DRP045", "DRP120"} <= found


def test_a_contract_that_has_ended_is_an_error_that_nothing_sets_aside():
    found = examine(plan(contract_until="2026-08-31"), TODAY).findings
    assert [each.rule for each in found if each.severity == "error"] == ["DRP054"]


@settings(max_examples=25)
@given(
    server=st.from_regex(r"[a-z][a-z0-9-]{0,30}[a-z0-9]", fullmatch=True),
    site=st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True),
    district=st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1, max_size=60).filter(
        lambda text: text.strip()
    ),
    lock_days=st.integers(14, 400),
    students=st.integers(0, 10_000),
)
def test_any_answers_that_can_be_declared_make_files_that_read_back_equal(tmp_path_factory, **told):
    from drplan.adapters.inventory import load_district

    made = plan(**told)
    folder = tmp_path_factory.mktemp("inventories")
    for name, text in site_files(made).items():
        (folder / name).write_text(text)
    assert load_district(folder) == made


@pytest.mark.parametrize(
    ("location", "wanted"),
    [
        ("rest:https://10.1.0.5:8000/maple/", True),
        ("rest:https://backup.maple.example:8000/maple/", False),
        ("rest:http://10.1.0.5:8000/maple/", False),
        ("/srv/copies", False),
    ],
)
def test_a_copy_that_is_reached_over_tls_by_address_names_its_own_authority(location, wanted):
    onsite = plan(onsite=location).repositories[0]
    assert (onsite.ca_certificate is not None) == wanted
    assert ("ONSITE_CA" in secret_names(plan(onsite=location))) == wanted


def test_a_waiver_that_bears_several_findings_says_how_many():
    reasons = {each.rule: each.reason for each in plan().waivers}
    assert reasons["DRP065"].endswith(": 7 of them")
    assert "of them" not in reasons["DRP069"]


def test_lengths_of_time_are_written_as_people_say_them():
    written = "\n".join(site_files(plan()).values())
    assert "rto=timedelta(hours=4)" in written
    assert "cadence=timedelta(hours=22)" in written
