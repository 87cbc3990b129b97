"""A record's page in an auditor's pack: every text is text, and nothing is fetched or run."""

import re
from pathlib import Path

from drplan.explain.evidence_page import evidence_page
from drplan.explain.how_to_check import how_to_check
from drplan.explain.html import rendered
from drplan.record.chain import Link
from drplan.record.drill import DrillRecord

SAMPLE = DrillRecord.model_validate_json(
    (Path(__file__).parents[2] / "cases/evidence/record.json").read_bytes()
)
EVIL = '<script>alert("1")</script><img src=//evil.example>'


def page_of(record: DrillRecord) -> str:
    page = evidence_page(record, Link(None, "a" * 64), ("evidence@cedarvalley.example",))
    return rendered("pack_page.html.j2", page=page, up="../../")


def test_markup_in_a_record_is_shown_and_not_obeyed():
    step = SAMPLE.steps[0].model_copy(update={"detail": EVIL})
    told = page_of(SAMPLE.model_copy(update={"steps": (step,), "operator_role": EVIL, "district": EVIL}))
    assert "<script" not in told
    assert "<img" not in told
    assert told.count("&lt;script&gt;") >= 3


def test_a_page_fetches_nothing_and_runs_nothing():
    for told in (page_of(SAMPLE), rendered("pack_page.html.j2", page=how_to_check(b"x"), up="")):
        assert "default-src 'none'" in told
        assert not re.search(r"<(script|link|iframe|object|img)\b|\son\w+=|url\(|@import", told)
        assert {*re.findall(r'(?:href|src)="([^"#]*)', told)} - {""} <= {"../../index.html", "index.html"}


def test_a_page_shows_where_the_record_stands_and_what_was_measured():
    told = page_of(SAMPLE)
    for words in (
        "a" * 64,
        "nothing: it is the first",
        "evidence@cedarvalley.example",
        "sis-db",
        "120 of 120",
    ):
        assert words in told
