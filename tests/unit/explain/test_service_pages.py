"""A page for each service: everything that is declared of it, and what nobody declared said to be so."""

import re
from datetime import date, timedelta

import pytest

from drplan import Agreement, HumanStep
from drplan.audit.actions import actions, still_open
from drplan.declare.lookup import services
from drplan.explain.content import Table
from drplan.explain.document import Document, Facts, Heading, Links, Notice, Paragraph, Steps
from drplan.explain.html import html
from drplan.explain.markdown import markdown
from drplan.explain.runbook import runbook_for
from drplan.explain.service_pages import service_documents
from drplan.explain.source import Source
from drplan.plan.step_id import read_step_id, step_ids
from drplan.record.ledger import Ledger

HOSTILE = "<script>alert(1)</script> `*_#[x](y) \u202e " + "n" * 500


def source_of(district, *records):
    ledger = Ledger(drills=records)
    return Source(district, ledger, {}, still_open(actions(ledger, district)))


def pages_of(district, *records):
    return {page.path: page for page in service_documents(source_of(district, *records))}


def below(page: Document, heading: str):
    """Return the blocks under one heading."""
    found, inside = [], False
    for block in page.blocks:
        if isinstance(block, Heading):
            inside = block.id == heading
        elif inside:
            found.append(block)
    return found


def steps_on(page: Document):
    return [step for block in page.blocks if isinstance(block, Steps) for step in block.steps]


def changed(district, name, **fields):
    """Return the district with one service declared otherwise."""
    sites = tuple(
        site.model_copy(
            update={
                "services": tuple(
                    each.model_copy(update=fields) if each.name == name else each for each in site.services
                )
            }
        )
        for site in district.sites
    )
    return district.model_copy(update={"sites": sites})


@pytest.fixture(scope="module")
def made(district, make_record):
    return pages_of(district, make_record())


@pytest.fixture(scope="module")
def gradebook(made):
    return made["hs/services/hs-gradebook"]


def test_every_declared_service_has_a_page_below_its_site(district, made):
    wanted = {f"{site.code}/services/{each.name}" for site in district.sites for each in site.services}
    assert set(made) == wanted
    assert len(wanted) == len(services(district))


def test_the_steps_are_those_of_the_runbook_by_id_command_and_time(district, site, make_record, made):
    runbook = runbook_for(district, site, [make_record()])
    for service in runbook.services:
        mine = {step.id: step for step in steps_on(made[f"hs/services/{service.name}"])}
        for step in service.steps:
            assert mine[step.id].commands == step.commands
            assert mine[step.id].took == step.took


def test_no_id_comes_twice_on_a_page_and_each_says_what_its_step_is(made):
    for path, page in made.items():
        ids = [step.id for step in steps_on(page)]
        assert len(set(ids)) == len(ids), path
        for step in steps_on(page):
            read = read_step_id(step.id)
            assert read is not None, step.id
            assert read.action == "without" or (read.subject, read.action) == (step.subject, step.action)


def test_a_record_calls_its_steps_as_the_page_does(gradebook, make_record):
    recorded = step_ids((step.subject, step.action) for step in make_record().steps)
    mine = {step.id for step in steps_on(gradebook)}
    assert {"hs-db1.blank", "hs-db1.deploy", "hs-gradebook-db.restore", "hs-gradebook.probe"} <= mine
    assert {"hs-db1.blank", "hs-db1.deploy", "hs-gradebook-db.restore", "hs-gradebook.probe"} <= set(recorded)


def test_a_service_that_is_declared_before_it_changes_no_id(district, site, made):
    first = site.services[0].model_copy(update={"name": "hs-added", "data_sets": ()})
    grown = site.model_copy(update={"services": (first, *site.services)})
    sites = tuple(grown if each.code == "hs" else each for each in district.sites)
    pages = pages_of(district.model_copy(update={"sites": sites}))
    for path, page in made.items():
        assert [s.id for s in steps_on(page)] == [s.id for s in steps_on(pages[path])], path


def test_human_steps_are_numbered_as_a_drill_takes_them(district):
    day = timedelta(hours=1)
    added = tuple(
        HumanStep(what=what, role="registrar", duration=day, occasion=occasion)
        for what, occasion in (("Real", "real-only"), ("Test", "test-only"), ("Both", "both"))
    )
    page = pages_of(changed(district, "hs-files", recovery_steps=added))["hs/services/hs-files"]
    mine = {step.id: step.what for step in steps_on(page) if step.action == "human"}
    assert {name: what.split(".")[0] for name, what in mine.items()} == {
        "hs-files.human-2": "Both",
        "hs-files.human-3": "Real",
    }


def test_what_people_do_without_it_is_there_with_the_papers_they_need(gradebook, district):
    blocks = below(gradebook, "without")
    declared = next(each for each in services(district) if each.name == "hs-gradebook")
    assert blocks[0] == Paragraph(declared.workaround, "Until it is back")
    (papers,) = [block for block in blocks if isinstance(block, Table)]
    assert [row[0] for row in papers.rows] == [paper.title for paper in declared.papers]


def test_what_it_waits_for_is_linked_with_its_promise_and_its_last_drill(gradebook):
    (links,) = [block for block in below(gradebook, "waits") if isinstance(block, Links)]
    (link,) = links.rows
    assert link.page == "hs/services/hs-network"
    assert link.about == "RTO 1 h. Last drilled 2026-03-14 02:29 UTC, in the lab: pass."


def test_a_service_that_is_not_declared_is_said_to_be_unknown(district):
    page = pages_of(changed(district, "hs-files", depends_on=("hs-cloud",)))["hs/services/hs-files"]
    (links,) = [block for block in below(page, "waits") if isinstance(block, Links)]
    assert "not declared" in links.rows[0].about


def test_a_service_that_was_never_drilled_says_so_and_shows_no_time(district):
    page = pages_of(district)["hs/services/hs-files"]
    assert page.as_of == 0
    assert [b.text for b in page.blocks if isinstance(b, Notice)] == [
        "No drill has been recorded: no time on this page has been measured."
    ]
    assert not any(step.took for step in steps_on(page) if step.action != "human")


def test_a_drill_that_failed_is_not_called_a_time_that_it_takes(district, make_record):
    record = make_record(rta={"hs-files": None})
    page = pages_of(district, record)["hs/services/hs-files"]
    assert [b.text for b in page.blocks if isinstance(b, Notice)] == [
        "Last drilled 2026-03-14 02:29 UTC, in the lab: fail."
    ]
    (facts,) = [block for block in below(page, "drill") if isinstance(block, Facts)]
    assert dict(facts.rows)["Why"] == "3 of 5000 entries differ"
    (table,) = [block for block in below(page, "actions") if isinstance(block, Table)]
    assert "hs-files" in table.rows[0][1]


def test_a_step_that_failed_says_so_beside_its_time(district, make_record):
    record = make_record()
    fail = record.verdict.model_copy(update={"outcome": "fail", "because": ("disk full",)})
    broken = tuple(
        step.model_copy(update={"verdict": fail}) if step.action == "restore" else step
        for step in record.steps
    )
    page = pages_of(district, record.model_copy(update={"steps": broken}))["hs/services/hs-gradebook"]
    took = {step.id: step.took for step in steps_on(page)}
    assert took["hs-gradebook-db.restore"] == "fail after 13 s in the last drill, in the lab"


def test_the_copy_that_nobody_here_can_delete_is_trusted_first(gradebook):
    (table,) = [block for block in below(gradebook, "data") if isinstance(block, Table)]
    assert [row[1:4] for row in table.rows] == [("1", "offsite", "second"), ("2", "onsite", "first")]
    assert "superintendent's safe" in table.rows[0][-1]


def test_the_calendar_says_when_it_promises_more(gradebook):
    (table,) = [block for block in below(gradebook, "objectives") if isinstance(block, Table)]
    assert table.rows[1][0].startswith("grading: 2026-10-28 to 2026-10-30")
    assert table.rows[1][1] == "3 h"


def test_a_vendor_is_called_with_the_number_it_asks_for(district):
    paper = Agreement(kind="support", signed=date(2026, 1, 1), expires=date(2027, 1, 1), number="BW-2231")
    vendors = tuple(
        each.model_copy(update={"agreements": (paper,)}) if each.name == "bluewater-storage" else each
        for each in district.vendors
    )
    page = pages_of(district.model_copy(update={"vendors": vendors}))["hs/services/hs-gradebook"]
    (table,) = [block for block in below(page, "people") if isinstance(block, Table)]
    assert table.rows[-1][-1] == "support BW-2231, until 2027-01-01"


def test_sign_off_lines_name_roles_and_leave_the_name_blank(gradebook):
    (table,) = [block for block in below(gradebook, "reconstitution") if isinstance(block, Table)]
    assert {row[2] for row in table.rows} == {"................"}
    assert table.rows[-1][:2] == ("It is in use again, and the workaround ends", "Systems Administrator")


def test_it_links_to_its_site_its_plans_and_the_scenarios_that_take_it(district, gradebook):
    (links,) = [block for block in below(gradebook, "pages") if isinstance(block, Links)]
    led = [link.page for link in links.rows]
    assert led[:3] == ["hs/runbook", "hs/plan", "plan"]
    assert set(led[3:]) <= {f"scenarios/{each.name}" for each in district.scenarios}
    assert led[3:]


def test_it_is_the_same_each_time(district, make_record, made):
    again = pages_of(district, make_record())
    assert {path: markdown(page) for path, page in again.items()} == {
        path: markdown(page) for path, page in made.items()
    }


def test_hostile_names_stay_text(district):
    page = pages_of(changed(district, "hs-files", title=HOSTILE, impact=HOSTILE))["hs/services/hs-files"]
    written = html(page).decode()
    assert "<script>alert" not in written
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in written
    assert not re.search(r"(?<!\\)<script>", markdown(page).decode())


def test_a_password_in_an_address_is_on_no_page(district):
    wrong = district.repositories[0].model_copy(
        update={"location": "rest:https://drplan:hunter2-secret@198.18.20.5:8000/drplan/"}
    )
    leaky = district.model_copy(update={"repositories": (wrong, *district.repositories[1:])})
    for path, page in pages_of(leaky).items():
        assert b"hunter2-secret" not in markdown(page), path


def test_a_service_without_data_is_said_to_lose_none(made):
    page = made["hs/services/hs-learning"]
    (said,) = [block for block in below(page, "data") if isinstance(block, Paragraph)]
    assert said.text.startswith("It owns no data")
