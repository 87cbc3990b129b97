"""Workflow commands, as GitHub's runner reads them."""

from drplan.validate import Finding, Located, Place, Subject, github_annotations
from drplan.validate.finding import Severity


def annotation(
    *, place: Place, name: str = "hs-db1", message: str = "is lost", severity: Severity = "error"
) -> str:
    finding = Finding("DRP017", severity, Subject("asset", name, "hs"), message, "find it")
    (line,) = github_annotations([Located(finding, place)])
    return line


def test_a_finding_is_one_command_with_file_line_and_title():
    assert annotation(place=Place("inventories/hs.py", 12)) == (
        "::error file=inventories/hs.py,line=12,title=DRP017 asset hs-db1"
        "::asset hs-db1: is lost%0Anext: find it"
    )


def test_a_warning_is_a_warning_and_an_unknown_line_is_left_out():
    line = annotation(place=Place("inventories/hs.py"), severity="warning")
    assert line.startswith("::warning file=inventories/hs.py,title=DRP017 ")


def test_properties_are_escaped_so_that_none_ends_early():
    line = annotation(place=Place("a,b:c%d\r\ne.py", 1), name="x::y")
    assert line.startswith("::error file=a%2Cb%3Ac%25d%0D%0Ae.py,line=1,title=DRP017 asset x%3A%3Ay::")


def test_a_message_keeps_colons_and_commas_and_loses_no_line():
    line = annotation(place=Place("hs.py", 1), message="100% lost: a, b\r\nall")
    assert line.endswith("::asset hs-db1: 100%25 lost: a, b%0D%0Aall%0Anext: find it")
    assert len(line.splitlines()) == 1


def test_no_findings_are_no_commands():
    assert github_annotations([]) == []
