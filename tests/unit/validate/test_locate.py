"""The nearest known place of a finding."""

from drplan.validate import Finding, Place, Subject, locate

HS, DISTRICT = Place("inventories/hs.py", 138), Place("inventories/district.py")
PLACES = {"hs": HS, "hs-db1": Place("inventories/closets.py", 7)}


def place(subject: Subject) -> Place:
    located = locate([Finding("DRP008", "error", subject, "said", "step")], PLACES, DISTRICT)
    assert located[0].finding.subject == subject
    return located[0].place


def test_a_thing_is_found_at_the_line_of_its_own_name():
    assert place(Subject("asset", "hs-db1", "hs")) == Place("inventories/closets.py", 7)
    assert place(Subject("site", "hs", "hs")) == HS


def test_a_thing_whose_name_is_computed_is_found_in_its_sites_file_on_no_line():
    assert place(Subject("asset", "hs-idf3", "hs")) == Place("inventories/hs.py", None)


def test_a_thing_of_no_known_site_is_found_where_the_district_is():
    assert place(Subject("asset", "xx-idf3", "xx")) == DISTRICT
    assert place(Subject("role", "nobody")) == DISTRICT


def test_findings_keep_their_order():
    findings = [Finding("DRP008", "error", Subject("asset", name, "hs"), "m", "n") for name in "cab"]
    assert [each.finding for each in locate(findings, PLACES, DISTRICT)] == findings


def test_a_place_is_written_as_editors_open_it():
    assert [str(HS), str(DISTRICT)] == ["inventories/hs.py:138", "inventories/district.py"]
