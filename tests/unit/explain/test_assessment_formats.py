"""The assessment as text, JSON and one page: the same things, whatever the declaration holds."""

import copy
import json
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.declare import District
from drplan.explain.assessment import Assessment, assess, assessment_html, assessment_json, assessment_text
from drplan.explain.assessment.clean import clean
from drplan.explain.assessment.phrases import dollars, first_few, kinds
from drplan.validate import Subject, validate

CASES = Path(__file__).parents[2] / "cases"
BASE = json.loads((CASES / "validate" / "base.json").read_text())
IMPORTED = json.loads((CASES / "assess" / "imported.json").read_text())
TODAY = date(2026, 11, 22)
VOID = {"meta", "link", "br", "input"}


class Page(HTMLParser):
    """Collects tags and shown text, and refuses a page whose tags are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.shown = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.shown += data


def assessed(declared: dict[str, Any]) -> Assessment:
    district = District.model_validate(declared)
    return assess(district, validate(district, today=TODAY), TODAY)


def page_of(assessment: Assessment) -> Page:
    page = Page()
    page.feed(assessment_html(assessment))
    assert page.open == []
    return page


def named(title: str) -> dict[str, Any]:
    declared: dict[str, Any] = copy.deepcopy(IMPORTED)
    declared["name"] = title
    declared["sites"][0]["title"] = title
    return declared


@pytest.mark.parametrize("declared", [BASE, IMPORTED], ids=["base", "imported"])
def test_text_fits_a_hundred_columns_and_has_every_section(declared):
    text = assessment_text(assessed(declared))
    assert [line for line in text.splitlines() if len(line) > 80] == []
    sections = (
        "AT A GLANCE",
        "WHAT IS COVERED",
        "WHAT NOBODY DECLARED YET",
        "WHAT ENDS WHEN, AND WHAT IT COSTS",
        "WHAT TO DO FIRST",
    )
    places = [text.index(f"\n{section}\n") for section in sections]
    assert places == sorted(places)


def test_text_and_page_hold_every_action():
    assessment = assessed(IMPORTED)
    text, shown = " ".join(assessment_text(assessment).split()), page_of(assessment).shown
    assert assessment.actions
    for action in assessment.actions:
        assert action.why in text
        assert f"{action.problem}. {action.why}" in shown


def test_what_is_not_known_is_not_called_fine():
    text = " ".join(assessment_text(assessed(IMPORTED)).split())
    assert "No service is declared, so objectives, backups, probes and exercises are not known." in text
    assert "No end of support or warranty and no replacement is declared: nothing is known." in text
    assert "Services with a probe. none declared Which are missing: not known" in text
    assert "students not counted" in text
    assert "$" not in text


def test_without_a_replacement_no_cost_is_shown_as_known():
    declared = copy.deepcopy(IMPORTED)
    declared["sites"][0]["assets"][0]["lifecycle"] = {
        "bought": "2019-07-01",
        "cost": 4000,
        "funding": {"budget": "capital", "source": "bond"},
        "warranty_until": "2022-07-01",
    }
    text = assessment_text(assessed(declared))
    assert "No replacement is declared, so what replacing them costs is not known." in text
    assert "Overdue      warranty ends  hs-db1 (2022-07-01)" in text


def test_what_is_said_of_the_district_itself_is_written_out():
    text = " ".join(assessment_text(assessed(IMPORTED)).split())
    assert "declares no scenario for failed-vendor, declares no scenario for fire-or-flood" in text


def test_the_paragraph_counts_what_there_is():
    text = " ".join(assessment_text(assessed(BASE)).split())
    assert (
        "Base District: 2 sites (900 students), 2 servers, 2 network devices, 1 cloud tenant and 6 services"
    ) in text
    assert "Of the 6 services, 6 have objectives that hold" in text


@pytest.mark.parametrize(("until", "said"), [("2026-11-22", True), ("2026-11-21", False)])
def test_a_waiver_in_force_is_told(until, said):
    declared = copy.deepcopy(BASE)
    declared["waivers"] = [
        {
            "rule": "DRP009",
            "subject": "transcripts",
            "reason": "r",
            "approved_by_role": "director",
            "until": until,
        }
    ]
    assert ("Waivers in force: 1;" in assessment_text(assessed(declared))) is said


def test_json_names_its_schema_and_cuts_no_list():
    declared = copy.deepcopy(IMPORTED)
    assets = declared["sites"][0]["assets"]
    assets += [{**assets[0], "name": f"hs-x{i}", "address": f"10.2.1.{i}"} for i in range(20)]
    assessment = assessed(declared)
    told = json.loads(assessment_json(assessment))
    assert told["schema"] == "drplan/assess/1"
    assert told["as_of"] == "2026-11-22"
    assert told["nothing_to_do"] is False
    (lifecycle,) = [each for each in told["gaps"] if each["key"] == "lifecycle"]
    assert len(lifecycle["subjects"]) == lifecycle["of"] == 24
    assert "and 19 more" in assessment_text(assessment)
    assert [each["rank"] for each in told["actions"]] == list(range(1, len(told["actions"]) + 1))


def test_json_sums_each_years_money():
    (cliff,) = [
        each for each in json.loads(assessment_json(assessed(BASE)))["cliffs"] if each["dollars"]["cost"]
    ]
    assert cliff["dollars"]["cost"] == sum(each["dollars"] or 0 for each in cliff["endings"])
    assert cliff["dollars"]["funded"] + cliff["dollars"]["not_funded"] == cliff["dollars"]["cost"]


def test_the_page_asks_for_nothing_and_runs_nothing():
    page = page_of(assessed(BASE))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "link", "iframe", "object"})
    attributes = {name for _, at in page.tags for name in at}
    assert attributes.isdisjoint({"src", "srcset", "onclick", "onload", "style"})
    links = [at["href"] for tag, at in page.tags if tag == "a"]
    targets = {at["id"] for _, at in page.tags if "id" in at}
    assert links
    assert all(link is not None and link[0] == "#" and link[1:] in targets for link in links)


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</style></title><script>1</script>",
        "{{ 7*7 }}{% raw %}",
        "&lt;b&gt;",
    ],
)
def test_a_hostile_title_is_shown_as_it_was_written(title):
    page = page_of(assessed(named(title)))
    plain = page_of(assessed(named("Harmless")))
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in plain.tags]
    assert title in page.shown


@pytest.mark.parametrize("title", ["a\x1b[2Jb", "a\x00b", "a\r\nb", "a\u202eb", "a\u2028b", "a\x9bb"])
def test_control_characters_reach_neither_terminal_nor_page(title):
    assessment = assessed(named(title))
    for shown in (assessment_text(assessment), assessment_html(assessment)):
        assert not {letter for letter in shown if letter != "\n" and not letter.isprintable()}
    assert json.loads(assessment_json(assessment))["district"] == District.model_validate(named(title)).name


@settings(max_examples=200)
@given(text=st.text(alphabet=st.characters(codec="utf-8", categories=["Cc", "Cf", "Zl", "Zp", "Lu"])))
def test_a_cleaned_text_is_one_line(text):
    assert len(clean(text).splitlines()) <= 1
    assert clean(clean(text)) == clean(text)


def test_long_lists_are_cut_after_five_names():
    assert first_few("abcde") == "a, b, c, d, e"
    assert first_few("abcdefg") == "a, b, c, d, e and 2 more"
    assert first_few([]) == "none"


def test_amounts_and_kinds_are_written_for_people():
    assert (dollars(1234567), dollars(0)) == ("$1,234,567", "-")
    things = [Subject("policy", "a"), Subject("policy", "b"), Subject("asset", "c"), Subject("data set", "d")]
    assert kinds(things) == "1 asset, 1 data set, 2 policies"
