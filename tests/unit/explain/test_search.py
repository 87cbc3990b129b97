"""The search page: everything can be found, nothing in it can become markup, one script alone may run."""

import json
import re
from base64 import b64encode
from hashlib import sha256

import pytest

from drplan.explain.document import Document, Heading
from drplan.explain.runbook import runbook_for
from drplan.explain.runbook_page import document
from drplan.explain.search import inert, search_page
from drplan.explain.search_index import found_in
from drplan.explain.source import Source
from drplan.record.ledger import Ledger

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 & ' \" \u202e {{ x }}"


@pytest.fixture(scope="module")
def source(district):
    return Source(district, Ledger(), {})


@pytest.fixture(scope="module")
def pages(district):
    return [document(runbook_for(district, site, [])) for site in district.sites]


def index_of(page):
    found = re.search(rb'<script type="application/json" id="index">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_every_service_asset_data_set_role_and_step_can_be_found(district, pages):
    found = {(each.kind, each.name) for each in found_in(district, pages)}
    for site in district.sites:
        assert {("asset", asset.name) for asset in site.assets} <= found
        for service in site.services:
            assert ("service", service.name) in found
            assert {("data set", data.name) for data in service.data_sets} <= found
    assert {("role", role.title) for role in district.roles} <= found
    steps = {step.id for page in pages for block in page.blocks for step in getattr(block, "steps", ())}
    assert {("step", each) for each in steps} <= found


def test_every_entry_leads_to_a_place_that_is_there(district, pages):
    places = {page.path: {"content"} for page in pages}
    for page in pages:
        for block in page.blocks:
            places[page.path] |= {getattr(block, "id", ""), *(s.id for s in getattr(block, "steps", ()))}
    for each in found_in(district, pages):
        assert not each.anchor or each.anchor in places[each.page], each


def test_the_index_is_read_back_as_it_was_whatever_stands_in_it():
    value = {"x": [HOSTILE.replace("\u202e", ""), "é"]}
    assert json.loads(str(inert(value))) == value
    assert not set("<>&\u2028\u2029") & set(str(inert(value)))


def test_a_hostile_title_ends_no_script(source):
    page = search_page(source, [Document(HOSTILE, "D", 0, (Heading(2, HOSTILE, "x"),), path="plan")])
    assert page.count(b"<script") == page.count(b"</script>") == 2
    assert b"alert(1)</script>" not in page
    assert "\u202e".encode() not in page
    assert index_of(page)["pages"][0][1] == HOSTILE.replace("\u202e", "[U+202E]")


def test_the_policy_allows_the_pages_own_script_and_nothing_else(source, pages):
    page = search_page(source, pages).decode()
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = b64encode(sha256(script[0].encode()).digest()).decode()
    assert len(script) == 1
    assert f"base-uri 'none'; script-src 'sha256-{digest}'\"" in page
    assert not re.search(r"\son\w+=|(?:src|href|action)=.(?:javascript|https?):", page)


def test_the_index_grows_with_the_pages_and_not_faster(source, pages):
    def size(times: int) -> int:
        many = [
            Document(f"{page.title} {time}", page.district, 0, page.blocks, path=f"s{time}/{page.path}")
            for time in range(times)
            for page in pages
        ]
        return len(search_page(source, many))

    one, two, four = size(5), size(10), size(20)
    assert (four - two) <= 2.2 * (two - one)
