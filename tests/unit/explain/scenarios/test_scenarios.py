"""A page for each scenario: whole, from what is declared, and saying no more than that."""

import re
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pytest

from drplan.adapters.inventory import load_district
from drplan.errors import DeclarationError, UsageError
from drplan.explain.content import Step, Table
from drplan.explain.document import Heading, Link, Links, Notice, Steps
from drplan.explain.html import html
from drplan.explain.markdown import markdown
from drplan.explain.notices import AUDIENCES, moments_of
from drplan.explain.pdf import pdf
from drplan.explain.plain import plain
from drplan.explain.scenarios import path_of, scenario_documents
from drplan.explain.scenarios.matter import matter_of
from drplan.explain.service_pages import service_documents
from drplan.explain.source import Source
from drplan.record.ledger import Ledger
from drplan.record.secrets_scan import refuse_shapes
from tests.unit.audit.ledgers import exercise

EXAMPLE = load_district(Path(__file__).parents[4] / "inventories")
NAMES = [each.name for each in EXAMPLE.scenarios]
PERILS = {each.name: each.peril for each in EXAMPLE.scenarios}


def source(district=EXAMPLE, drills=()):
    return Source(district, Ledger(drills=tuple(drills)), {})


@pytest.fixture(scope="module")
def made():
    return {page.path: page for page in scenario_documents(source())}


def with_scenario(name, district=EXAMPLE, **changes):
    """Return the example with one scenario alone, changed."""
    found = next(each for each in district.scenarios if each.name == name)
    return district.model_copy(update={"scenarios": (found.model_copy(update=changes),)})


def page_of(district, name):
    return next(each for each in scenario_documents(source(district)) if each.path == path_of(name))


def section(page, anchor):
    """Return the blocks below a heading of level 2."""
    blocks = list(page.blocks)
    begin = next(i for i, b in enumerate(blocks) if isinstance(b, Heading) and b.id == anchor)
    rest = blocks[begin + 1 :]
    return rest[: next((i for i, b in enumerate(rest) if isinstance(b, Heading) and b.level == 2), len(rest))]


def standing(page):
    """Return the sentence at the top."""
    assert isinstance(page.blocks[0], Notice)
    return page.blocks[0].text


def table(page, anchor, number=0):
    return [each for each in section(page, anchor) if isinstance(each, Table)][number]


def said(value):
    """Yield every text of a page."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from said(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from said(getattr(value, each.name))


def test_every_scenario_has_a_page_and_one_of_its_notices_in_each_further_language(made):
    assert sorted(made) == sorted([path_of(n) for n in NAMES] + [path_of(n, "es") for n in NAMES])
    assert all(page.language == ("es" if path.endswith("_es") else "en") for path, page in made.items())


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_all_its_parts_in_order(made, name):
    assert [each.id for each in made[path_of(name)].headings(2)] == [
        "lost",
        "first",
        "decisions",
        "call",
        "order",
        "copies",
        "meanwhile",
        "over",
        "tell",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_steps_have_the_scenarios_ids_counted_from_one(made, name):
    for part, anchor in (("first", "first"), ("end", "over")):
        (steps,) = [each for each in section(made[path_of(name)], anchor) if isinstance(each, Steps)]
        assert [each.id for each in steps.steps] == [
            f"{name}.{part}-{n}" for n in range(1, len(steps.steps) + 1)
        ]
        assert len(steps.steps) >= 6


@pytest.mark.parametrize("name", NAMES)
def test_all_formats_carry_the_same_steps(made, name):
    page = made[path_of(name)]
    ids = [step.id for each in page.blocks if isinstance(each, Steps) for step in each.steps]
    for content in (html(page).decode(), markdown(page).decode(), plain(page)):
        assert all(each in content for each in ids)
    assert pdf(page).startswith(b"%PDF")


@pytest.mark.parametrize("name", NAMES)
def test_headings_and_steps_can_be_linked_to_once_each(made, name):
    page = made[path_of(name)]
    ids = [each.id for each in page.blocks if isinstance(each, Heading)]
    ids += [step.id for each in page.blocks if isinstance(each, Steps) for step in each.steps]
    assert len(ids) == len(set(ids))


def test_links_lead_to_pages_there_are(made):
    there = {*made, "workarounds"} | {f"{site.code}/runbook" for site in EXAMPLE.sites}
    there |= {page.path for page in service_documents(source())}
    rows: list[Link] = [
        r for page in made.values() for b in page.blocks if isinstance(b, Links) for r in b.rows
    ]
    assert rows
    assert {each.page for each in rows} <= there


@pytest.mark.parametrize("name", NAMES)
def test_every_number_on_a_page_is_a_declared_one(made, name):
    declared = {each.phone for each in EXAMPLE.roles} | {each.phone for each in EXAMPLE.partners}
    declared |= {each.phone for each in EXAMPLE.vendors}
    for text in said(made[path_of(name)].blocks):
        assert set(re.findall(r"\b\d{3}-\d{4}\b", text)) <= declared
        assert not re.search(r"\(\d{3}\)|\b\d{3}-\d{3}-\d{4}\b|\b1-8\d\d", text)


@pytest.mark.parametrize("name", NAMES)
def test_no_page_holds_a_secret(made, name):
    for path in (path_of(name), path_of(name, "es")):
        refuse_shapes(plain(made[path]).encode(), where=path)


def test_the_same_source_gives_the_same_pages(made):
    assert {page.path: page for page in scenario_documents(source())} == made


def test_after_ransomware_machines_are_isolated_and_stay_on_before_anything_is_wiped(made):
    steps = next(
        e for e in section(made[path_of("ransomware-overnight")], "first") if isinstance(e, Steps)
    ).steps
    at = {
        word: next(i for i, each in enumerate(steps) if word in each.what)
        for word in (
            "Do not power it off",
            "insurer",
            "Keep the evidence",
            "Report it",
            "Restore nothing",
            "Recover in",
        )
    }
    assert list(at.values()) == sorted(at.values())
    assert "Wipe nothing, restart nothing" in steps[at["insurer"]].what


def test_people_come_before_machines_in_a_fire(made):
    first = next(e for e in section(made[path_of("data-room-fire")], "first") if isinstance(e, Steps)).steps
    assert first[1].what.startswith("Call 911. Get everybody out")


def test_decisions_are_those_a_tabletop_asks_for_by_the_same_roles(made):
    matter = matter_of(source(), "ransomware-overnight")
    asked = [item for item in matter.items if item.kind == "decision"]
    rows = table(made[path_of("ransomware-overnight")], "decisions").rows
    assert len(rows) == len(asked) + 2
    titles = {each.name: each.title for each in EXAMPLE.roles}
    assert {titles[item.role] for item in asked} <= {row[1] for row in rows}
    assert rows[-1][4] == "when the list under When it is over is signed"


def test_an_insurer_who_is_declared_is_called_by_the_declared_number(made):
    page = made[path_of("ransomware-overnight")]
    assert "Call the insurer (School Insurance Pool, fire, water and cyber, 555-0160)." in plain_line(page)
    assert any(row[0].startswith("School Insurance Pool") for row in table(page, "call", 1).rows)


def test_without_a_declared_insurer_there_is_a_line_and_no_number():
    vendors = tuple(each for each in EXAMPLE.vendors if "insur" not in each.name)
    page = page_of(EXAMPLE.model_copy(update={"vendors": vendors}), "ransomware-overnight")
    assert "Call the insurer (no vendor is declared as one, so ____________)." in plain_line(page)


def plain_line(page):
    """Return a page's text without its line breaks."""
    return " ".join(plain(page).split())


def test_the_insurer_is_told_where_something_is_damaged_and_nowhere_else(made):
    told = {
        name for name in NAMES if "insurer" in " ".join(said(table(made[path_of(name)], "decisions").rows))
    }
    assert told == {"ransomware-overnight", "mail-tenant-taken", "data-room-fire", "ice-storm"}


def test_a_storms_page_tells_the_minutes_of_each_rooms_battery(made):
    rows = table(made[path_of("ice-storm")], "first").rows
    assert len(rows) == sum(len(site.rooms) for site in EXAMPLE.sites)
    assert [int(row[1]) for row in rows] == sorted(int(row[1]) for row in rows)
    assert not [each for each in section(made[path_of("data-room-fire")], "first") if isinstance(each, Table)]


def test_vendors_stand_with_the_numbers_of_their_agreements(made):
    rows = table(made[path_of("both-lines-cut")], "call", 1).rows
    assert [row[3] for row in rows if row[0].startswith("Valley Fiber")] == ["support CV-25-01S"]


def test_desks_outside_have_a_line_to_write_on_and_no_number(made):
    for name in NAMES:
        rows = table(made[path_of(name)], "call", -1).rows
        assert rows
        assert {row[1] for row in rows} == {"____________"}


def test_a_doubtful_copy_is_not_asked_for_anything(made):
    page = made[path_of("ransomware-overnight")]
    assert "DO NOT" in next(row for row in table(page, "copies").rows if row[0] == "onsite")[1]
    assert all("onsite" not in row[2] for row in table(page, "copies", 1).rows)


def test_a_lost_key_vault_is_told_with_the_envelopes_place(made):
    passwords = {row[5] for row in table(made[path_of("ransomware-overnight")], "copies").rows}
    assert passwords == {"district-key-vault is lost too: sealed envelope in the superintendent's safe"}


def test_services_come_in_the_order_of_the_tabletop_with_what_was_drilled(make_record):
    pages = {page.path: page for page in scenario_documents(source(drills=[make_record(1)]))}
    rows = {row[0]: row for row in table(pages[path_of("ransomware-overnight")], "order").rows}
    assert [row[1] for row in rows.values()] == sorted((row[1] for row in rows.values()), key=int)
    assert rows["hs-network"][-1] == "40 s, pass, in the lab, 2026-03-14"
    assert rows["finance-payroll"][-1] == "no drill on record"


@pytest.mark.parametrize(
    ("where", "copies", "words"),
    [
        ("scratch", "lab", "in the lab"),
        ("scratch", "production", "beside production"),
        ("loopback lab", "lab", "in the loopback lab"),
    ],
)
def test_a_drills_place_is_told_by_what_it_is_proof_of(make_record, where, copies, words):
    record = make_record(1, {"hs-network": None}).model_copy(update={"where": where, "copies": copies})
    pages = {page.path: page for page in scenario_documents(source(drills=[record]))}
    rows = {row[0]: row for row in table(pages[path_of("ransomware-overnight")], "order").rows}
    assert rows["hs-network"][-1] == f"not reached, fail, {words}, 2026-03-14"


def test_where_people_alone_are_missing_nothing_is_called_down(made):
    page = made[path_of("administrators-away")]
    facts = dict(section(page, "lost")[0].rows)
    assert facts["Services that are down"] == "none"
    assert "district-directory" in facts["Services that wait for those who are missing"]
    text = " ".join(said(tuple(section(page, "order"))))
    assert "Nothing is down" in text
    roles = {row[1] for row in table(page, "call").rows}
    assert "Systems Administrator (missing)" in roles


def test_an_alternate_who_is_missing_too_stands_in_for_nobody(made):
    page = made[path_of("administrators-away")]
    rows = {row[1]: row for row in table(page, "call").rows}
    for title in ("Systems Administrator (missing)", "Network Administrator (missing)"):
        assert rows[title][4] == "nobody is there: whoever decides names one"
    assert rows["Director of Technology"][4] == "nobody is there: whoever decides names one"
    assert "stands in: nobody is there: whoever decides names one. Hand the duty over" in plain_line(page)


def test_who_stands_in_is_the_first_along_the_alternates_who_is_there():
    page = page_of(
        with_scenario("administrators-away", roles=("communications-officer", "superintendent")),
        "administrators-away",
    )
    rows = {row[1]: row for row in table(page, "call").rows}
    assert rows["Communications Officer (missing)"][4] == "Business Manager, 555-0105"


def test_where_nothing_is_down_nobody_decides_on_copies_or_on_closing_schools(made):
    rows = table(made[path_of("administrators-away")], "decisions").rows
    assert [row[0] for row in rows] == [
        "Who takes over from those who are missing, and what is put off?",
        "Which text goes to staff, to families and to the press, and when?",
        "Is it over: do the workarounds end, and who is told?",
    ]


def test_a_scenario_that_takes_nothing_at_all_still_has_a_page():
    district = with_scenario("administrators-away", roles=())
    page = page_of(district, "administrators-away")
    assert "Nothing has to be brought back." in plain(page)
    assert "No service is declared as lost" in plain(page)


def test_an_unknown_scenario_names_those_there_are():
    with pytest.raises(UsageError, match="no scenario is named 'flood'") as caught:
        matter_of(source(), "flood")
    assert "ransomware-overnight" in caught.value.next_step


def test_a_scenario_whose_role_is_not_declared_is_an_error_that_names_it():
    with pytest.raises(DeclarationError, match="scenario administrators-away: no role is named 'ghost'"):
        list(scenario_documents(source(with_scenario("administrators-away", roles=("ghost",)))))


def test_a_page_never_exercised_says_so(made):
    assert "nobody has shown that this page works" in standing(made[path_of("ice-storm")])


@pytest.mark.parametrize("name", NAMES)
def test_what_to_tell_holds_each_notice_once_in_each_language(made, name):
    wanted = [f"tell.{a}.{m}" for m in moments_of(PERILS[name]) for a in AUDIENCES]
    assert [each.id for each in made[path_of(name)].headings(3)] == wanted
    assert [each.id for each in made[path_of(name, "es")].headings(2)] == wanted


def test_a_district_that_reads_english_alone_has_one_page_a_scenario():
    district = EXAMPLE.model_copy(update={"languages": ("en",)})
    assert [page.path for page in scenario_documents(source(district))] == [path_of(name) for name in NAMES]


def test_a_district_that_reads_no_english_has_its_notices_on_pages_in_its_language():
    district = EXAMPLE.model_copy(update={"languages": ("es",)})
    pages = {page.path: page for page in scenario_documents(source(district))}
    english, spanish = pages[path_of(NAMES[0])], pages[path_of(NAMES[0], "es")]
    assert spanish.language == "es"
    assert "Algunos sistemas de computación" in plain(spanish)
    assert not english.headings(3)
    assert "For the sender: Before any of these goes out:" in plain(english)


def test_a_districts_own_notice_stands_on_the_page():
    own = {"press.power-outage.first.en.txt": "Ours\n\nWe of {{ district }}."}
    page = next(
        e for e in scenario_documents(replace(source(), notices=own)) if e.path == path_of("ice-storm")
    )
    assert "We of Cedar Valley School District." in plain(page)


def test_hostile_names_stay_literal_in_every_format():
    hostile = "<script>x</script> *b* #let | [a](b)"
    district = with_scenario("ransomware-overnight", title=hostile)
    district = district.model_copy(update={"name": hostile})
    for page in scenario_documents(source(district)):
        assert b"<script>x" not in html(page)
        assert b"&lt;script&gt;x" in html(page)
        assert b"<script>x" not in markdown(page)
        assert pdf(page).startswith(b"%PDF")


def test_a_step_that_expects_something_says_what_else_to_do(made):
    for page in made.values():
        for step in (s for each in page.blocks if isinstance(each, Steps) for s in each.steps):
            assert isinstance(step, Step)
            assert not step.expect or step.otherwise or not step.commands


def test_an_exercise_on_record_is_told_with_its_verdict():
    held = exercise({"exercise": "x-1", "noted": [], "day": 3}).model_copy(
        update={"scenario": "ice-storm", "title": "Winter power", "kind": "tabletop"}
    )
    known = replace(source(), ledger=Ledger(exercises=(held,)))
    pages = {page.path: page for page in scenario_documents(known)}
    said_ = standing(pages[path_of("ice-storm")])
    assert said_.startswith(
        f"Last exercise of this scenario: Winter power ({held.ended:%Y-%m-%d}, tabletop), verdict "
    )
    assert "nobody has shown" in standing(pages[path_of("data-room-fire")])
