"""Every plan has all sections and appendices of NIST SP 800-34 Rev. 1, in order, whatever is declared."""

from itertools import pairwise

import pytest

from drplan.explain.document import Heading, Links, Steps
from drplan.explain.iscp.sections import SECTIONS, anchor, heading
from drplan.plan.step_id import read_step_id
from tests.unit.explain.iscp.reading import section

STANDARD = [
    *("approval", "1", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "2.3", "3", "3.1", "3.2", "3.3"),
    *("4", "4.1", "4.2", "4.3", "5", "5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "5.7", "5.8", "5.9", "5.10"),
    *"ABCDEFGHIJKLM",
]


def plans(pages):
    return [page for path, page in pages.items() if path.split("/")[-1] == "plan"]


def headings(page):
    return [block for block in page.blocks if isinstance(block, Heading)]


def test_the_sections_are_those_of_the_standard():
    assert list(SECTIONS) == STANDARD


def test_the_district_and_each_site_have_all_of_them_in_order(district, example):
    assert set(example) == {"plan", "plan-record", *(f"{site.code}/plan" for site in district.sites)}
    for page in plans(example):
        assert [each.id for each in headings(page)] == [anchor(number) for number in STANDARD]


def test_so_has_a_district_that_declares_nothing(made, empty):
    pages = made(empty)
    assert set(pages) == {"plan", "plan-record"}
    assert [each.id for each in headings(pages["plan"])] == [anchor(number) for number in STANDARD]


def test_no_section_is_without_words(example, made, empty):
    for page in [*plans(example), *plans(made(empty))]:
        for each in headings(page):
            assert section(page, each.id) or each.id in ("iscp.1", "iscp.2", "iscp.3", "iscp.4", "iscp.5"), (
                each
            )


def test_no_heading_skips_a_level(example):
    for page in example.values():
        levels = [2, *(each.level for each in headings(page))]
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_an_id_is_there_once(example):
    for page in example.values():
        ids = [each.id for each in headings(page)]
        ids += [step.id for block in page.blocks if isinstance(block, Steps) for step in block.steps]
        assert len(set(ids)) == len(ids)


def test_each_step_has_an_id_that_is_read_as_one(example):
    for page in plans(example):
        for block in page.blocks:
            for step in block.steps if isinstance(block, Steps) else ():
                assert read_step_id(step.id), step.id


def test_each_step_says_what_good_looks_like_and_what_to_do_otherwise(example):
    for page in plans(example):
        for block in page.blocks:
            for step in block.steps if isinstance(block, Steps) else ():
                assert step.expect, step.id
                assert step.otherwise, step.id


@pytest.mark.parametrize("code", ["district", "hs"])
def test_steps_are_counted_through_each_phase(code, example):
    page = example["plan" if code == "district" else f"{code}/plan"]
    ids = [step.id for block in page.blocks if isinstance(block, Steps) for step in block.steps]
    for action in ("activate", "notify", "assess", "reconstitute"):
        own = [each for each in ids if each.startswith(f"{code}.{action}-")]
        assert own == [f"{code}.{action}-{number}" for number in range(1, len(own) + 1)]
        assert own


def test_a_link_within_the_plans_leads_to_a_heading(example):
    ids = {path: {each.id for each in headings(page)} for path, page in example.items()}
    links = [
        row
        for page in example.values()
        for block in page.blocks
        for row in (block.rows if isinstance(block, Links) else ())
    ]
    assert links
    for link in links:
        if link.page in ids and link.anchor:
            assert link.anchor in ids[link.page], link


def test_a_link_out_of_the_plans_leads_to_a_page_that_the_contract_names(district, example):
    sites = {site.code: site for site in district.sites}
    services = {f"{site.code}/services/{each.name}" for site in district.sites for each in site.services}
    known = {"workarounds", *services, *(f"{code}/runbook" for code in sites), *example}
    known |= {f"scenarios/{each.name}" for each in district.scenarios}
    for page in example.values():
        for block in page.blocks:
            for link in block.rows if isinstance(block, Links) else ():
                assert link.page in known, link


def test_a_section_that_the_standard_lacks_cannot_be_headed():
    with pytest.raises(KeyError):
        heading("7")


def test_two_makings_are_equal_and_no_record_is_in_a_plan(district, made, make_record):
    bare, drilled = made(district), made(district, drills=(make_record(),))
    assert made(district) == bare
    assert plans(drilled) == plans(bare)
    assert drilled["plan-record"] != bare["plan-record"]
