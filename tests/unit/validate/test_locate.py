"""The nearest known place of a finding."""

from drplan.validate import Finding, Place, Subject, locate

HS, DISTRICT = Place("inventories/hs.py", 138), Place("inventories/district.py")
PLACES = {
    "site hs": HS,
    "asset hs-db1": Place("inventories/closets.py", 7),
    "service hs-db1": Place("inventories/hs.py", 3),
    "hs-idf1": Place("inventories/hs.py", 20),
    "asset hs-sw*": Place("inventories/hs.py", 30),
    "asset *-ap*": Place("inventories/hs.py", 40),
    "asset hs-ap*": Place("inventories/hs.py", 50),
    "hs-cam*": Place("inventories/hs.py", 60),
}


def place(subject: Subject) -> Place:
    located = locate([Finding("DRP008", "error", subject, "said", "step")], PLACES, DISTRICT)
    assert located[0].finding.subject == subject
    return located[0].place


def test_a_thing_is_found_at_the_line_of_its_own_name():
    assert place(Subject("asset", "hs-db1", "hs")) == Place("inventories/closets.py", 7)
    assert place(Subject("site", "hs", "hs")) == HS


def test_two_things_of_one_name_are_told_apart_by_their_kind():
    assert place(Subject("service", "hs-db1", "hs")) == Place("inventories/hs.py", 3)
    assert place(Subject("role", "hs-db1", "hs")) == Place("inventories/hs.py")


def test_a_name_given_to_a_word_of_the_folders_own_is_found_for_any_kind():
    assert place(Subject("asset", "hs-idf1", "hs")) == Place("inventories/hs.py", 20)


def test_a_computed_name_is_found_where_it_is_computed():
    assert place(Subject("asset", "hs-sw12", "hs")) == Place("inventories/hs.py", 30)
    assert place(Subject("asset", "hs-cam1", "hs")) == Place("inventories/hs.py", 60)
    assert place(Subject("service", "hs-sw12", "hs")) == Place("inventories/hs.py")
    assert place(Subject("asset", "hs-sw", "hs")) == Place("inventories/hs.py")


def test_a_computed_name_that_may_come_from_two_lines_is_found_on_none():
    assert place(Subject("asset", "hs-ap1", "hs")) == Place("inventories/hs.py")
    assert place(Subject("asset", "ms-ap1", "hs")) == Place("inventories/hs.py", 40)


def test_a_site_known_by_name_alone_still_has_its_file():
    located = locate(
        [Finding("DRP008", "error", Subject("asset", "a", "ms"), "said", "step")],
        {"ms": Place("inventories/ms.py", 4)},
        DISTRICT,
    )
    assert located[0].place == Place("inventories/ms.py")


def test_a_thing_whose_name_is_wholly_computed_is_found_in_its_sites_file_on_no_line():
    assert place(Subject("asset", "hs-idf3", "hs")) == Place("inventories/hs.py", None)


def test_a_thing_of_no_known_site_is_found_where_the_district_is():
    assert place(Subject("asset", "xx-idf3", "xx")) == DISTRICT
    assert place(Subject("role", "nobody")) == DISTRICT


def test_findings_keep_their_order():
    findings = [Finding("DRP008", "error", Subject("asset", name, "hs"), "m", "n") for name in "cab"]
    assert [each.finding for each in locate(findings, PLACES, DISTRICT)] == findings


def test_a_place_is_written_as_editors_open_it():
    assert [str(HS), str(DISTRICT)] == ["inventories/hs.py:138", "inventories/district.py"]
