"""No public report tells a host, an address, a secret or a student, in any format; markup stays literal."""

import contextlib
import html as html_module
import io
import json
import re

import pytest
from docx import Document as WordFile

from drplan.declare.lookup import assets, data_sets
from drplan.errors import DisclosureError
from drplan.explain.language import language
from drplan.explain.reports import REPORTS, report
from drplan.explain.reports.edition import disclosed, texts
from drplan.explain.reports.formats import BINARY, FORMATS
from drplan.explain.templating import SHIPPED
from tests.unit.audit.controls_world import GOOD, changed
from tests.unit.explain.reports.worlds import EMPTY, HOSTILE, SECRET, STUDENT, hostile, matter_of, planted

PUBLIC = [each.audience for each in REPORTS if "public" in each.editions]
EVERY = [each.audience for each in REPORTS]
READ = [each for each in FORMATS if each not in BINARY]
"""A PDF holds no text but by its fonts, and a Word file is slow to make: they are made of the same page."""
PLANTED = planted()
HOSTILE_TREE = hostile()


def read(page, form):
    """Return a page as its reader sees it."""
    content = FORMATS[form](page, SHIPPED)
    if form == "docx":
        return "\n".join(each.text for each in WordFile(io.BytesIO(content)).element.body.iter() if each.text)
    return content.decode()


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("audience", PUBLIC)
@pytest.mark.parametrize("tree", [GOOD, EMPTY, PLANTED], ids=["good", "empty", "planted"])
def test_a_public_report_names_nothing_that_is_not_public(tree, audience, code):
    matter = matter_of(tree, "public")
    page = report(audience, matter, language(code))
    assert list(disclosed(page, matter.district)) == []
    for form in READ:
        tells_nothing(html_module.unescape(read(page, form)), matter)


@pytest.mark.parametrize("audience", PUBLIC)
def test_a_public_word_file_names_nothing_either(audience):
    matter = matter_of(PLANTED, "public")
    tells_nothing(read(report(audience, matter, language("es")), "docx"), matter)


def tells_nothing(shown, matter):
    names = {each.name for each in assets(matter.district)} | {d.name for d in data_sets(matter.district)}
    names |= {each.location for each in matter.district.repositories}
    assert [name for name in names if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", shown)] == []
    for planted_text in (SECRET, STUDENT, "Maya", "100234"):
        assert planted_text not in shown
    assert re.search(r"\b\d{1,3}(\.\d{1,3}){3}\b", shown) is None


@pytest.mark.parametrize("code", ["en", "es"])
@pytest.mark.parametrize("audience", PUBLIC)
@pytest.mark.parametrize("field", ["title", "impact", "workaround"])
def test_a_host_in_a_declared_text_is_refused_or_not_told(field, audience, code):
    path = ["district", "sites", "*", "services", "*", field]
    matter = matter_of(changed(GOOD, [["set", path, "What runs on hs-db1 at 198.18.20.11"]]), "public")
    made = []
    with contextlib.suppress(DisclosureError):
        made.append(report(audience, matter, language(code)))
    assert [text for page in made for text in texts(page) if "hs-db1" in text or "198.18" in text] == []


@pytest.mark.parametrize(
    ("audience", "form"), [*((each, form) for each in EVERY for form in READ), ("cabinet", "docx")]
)
def test_what_looks_like_markup_stays_literal(audience, form):
    edition = REPORTS[audience].editions[0]
    page = report(audience, matter_of(HOSTILE_TREE, edition), language("en"))
    assert HOSTILE.replace("\u202e", "\N{REPLACEMENT CHARACTER}") in " ".join(texts(page))
    shown = read(page, form)
    assert "\u202e" not in shown
    if form == "html":
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown
    if form == "markdown":
        assert re.search(r"(?<!\\)(\]\(javascript:|<script)", shown) is None
        assert r"\<script\>" in shown
    if form == "json":
        told = json.loads(shown)
        assert told["schema"] == "drplan/report/1"
        assert HOSTILE.split("\u202e")[0] in json.dumps(told, ensure_ascii=False).replace('\\"', '"')


@pytest.mark.parametrize("audience", EVERY)
def test_what_looks_like_markup_is_printed_too(audience):
    page = report(audience, matter_of(HOSTILE_TREE, REPORTS[audience].editions[0]), language("es"))
    assert FORMATS["pdf"](page, SHIPPED).startswith(b"%PDF-")
