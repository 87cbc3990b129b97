"""One page without a network: structure that a screen reader and a keyboard can follow."""

import itertools
import re
from html.parser import HTMLParser

import pytest

from drplan.explain.html import html, html_index
from drplan.explain.index import index_of
from drplan.explain.runbook import runbook_for
from drplan.explain.runbook_page import document
from drplan.explain.shown import shown_cell

VOID = {"meta", "input", "rect", "line", "br"}
FETCHING = {"src", "srcset", "poster", "data", "xlink:href"}


class Structure(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [at for tag, at in self.tags if tag in names]


def structure(page: bytes) -> Structure:
    found = Structure()
    found.feed(page.decode())
    return found


@pytest.fixture(scope="session", params=["runbook", "never drilled", "index"])
def page(request, district, site, make_record):
    records = [make_record()]
    if request.param == "index":
        return html_index(index_of(district, records))
    return html(document(runbook_for(district, site, records if request.param == "runbook" else [])))


def test_every_tag_is_closed_in_order(page):
    found = structure(page)
    assert found.unbalanced == []
    assert found.open == []


def test_the_page_says_its_language_title_and_width(page):
    found = structure(page)
    assert found.all("html") == [{"lang": "en"}]
    assert re.search(rb"<title>[^<]*Cedar Valley School District[^<]*</title>", page)
    assert any(at.get("name") == "viewport" for at in found.all("meta"))


def test_headings_begin_at_one_and_skip_no_level(page):
    levels = [int(tag[1]) for tag, _ in structure(page).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_nothing_is_fetched_from_anywhere(page):
    found = structure(page)
    assert not found.all("script", "link", "img", "iframe", "object", "embed")
    assert not [at for _, at in found.tags if FETCHING & at.keys()]
    assert all(str(at["action"]).endswith("search.html") for at in found.all("form"))
    assert not re.search(rb"@import|url\(", page)
    policy = next(at for at in found.all("meta") if at.get("http-equiv") == "Content-Security-Policy")
    assert str(policy["content"]).startswith("default-src 'none'")


def test_links_stay_on_the_stick(page):
    found = structure(page)
    known = {at["id"] for _, at in found.tags if at.get("id")}
    for link in found.all("a"):
        target = str(link["href"])
        assert (
            target.startswith("tel:") or target[1:] in known or re.fullmatch(r"(\.\./)?[a-z/-]+\.\w+", target)
        )


def test_ids_are_unique(page):
    ids = [at["id"] for _, at in structure(page).tags if at.get("id")]
    assert len(ids) == len(set(ids))


def test_the_first_link_skips_to_the_content(page):
    found = structure(page)
    assert found.all("a")[0] == {"class": "skip", "href": "#content"}
    assert found.all("main")[0]["id"] == "content"


def test_tables_have_captions_and_scoped_headers(page):
    found = structure(page)
    assert len(found.all("table")) == len(found.all("caption")) > 0
    assert {at.get("scope") for at in found.all("th")} == {"col", "row"}


def test_pictures_have_a_name_and_a_table_that_says_the_same(district, site, make_record):
    text = html(document(runbook_for(district, site, [make_record()]))).decode()
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(pictures) == 3
    for picture in pictures:
        assert 'role="img"' in picture
        title = re.search("<title>(.+?)</title>", picture)
        assert title is not None
        assert f"<caption>{title[1]}" in text
        assert re.search("<desc>.{40,}</desc>", picture)


def test_the_page_knows_darkness_print_and_phones(page):
    assert b"prefers-color-scheme: dark" in page
    assert b"@media print" in page
    assert b"max-width: 40rem" in page


def test_a_telephone_number_can_be_touched_and_other_text_cannot():
    assert shown_cell("+1 555-0100", "Phone") == '<a class="phone" href="tel:+15550100">+1 555-0100</a>'
    assert shown_cell("ask <Bob>", "Phone") == "ask &lt;Bob&gt;"


def test_a_verdict_keeps_its_word():
    assert shown_cell("fail", "Verdict") == '<strong class="verdict fail">fail</strong>'
    assert shown_cell('"><b>', "Verdict") == "&#34;&gt;&lt;b&gt;"
