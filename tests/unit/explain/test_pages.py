import re
from datetime import timedelta

import pytest

from drplan.declare.lookup import site_of
from drplan.explain.on_disk import left_over, stale
from drplan.explain.pages import Printing, documents, of_site, pages
from drplan.explain.press import Press
from drplan.explain.source import Source
from drplan.explain.write import remove_pages, write_pages
from drplan.plan.loss import loss_in_scenario
from drplan.record.ledger import Ledger
from drplan.record.plan_hash import is_of_the_plan, of_the_plan


@pytest.fixture(scope="session")
def district(idle):
    """Return a district of few pages: its office runs nothing, and one thing may happen to it."""
    return idle.model_copy(update={"scenarios": idle.scenarios[:1]})


def made(district, *records):
    return pages(Source(district, Ledger(drills=records), {}))


@pytest.fixture(scope="session")
def wanted(district, make_record):
    return made(district, make_record())


def test_every_page_is_there_in_three_formats_and_the_ways_to_them(district, wanted):
    paths = {"plan", "plan-record", "workarounds"}
    for site in district.sites:
        paths |= {f"{site.code}/runbook", f"{site.code}/plan"}
        paths |= {f"{site.code}/services/{service.name}" for service in site.services}
    for scenario in district.scenarios:
        paths |= {f"scenarios/{scenario.name}", f"scenarios/{scenario.name}_es"}
    files = {f"{path}.{ending}" for path in paths for ending in ("md", "html", "pdf")}
    assert set(wanted) == files | {"README.md", "index.html", "search.html"}


def test_two_builds_give_the_same_bytes(district, make_record, wanted):
    assert made(district, make_record()) == wanted


def test_the_index_says_how_each_last_drill_ended(district, make_record):
    said = made(district, make_record(rta={"hs-files": None}))["README.md"].decode()
    rows = {line.split("|")[1].strip(): line for line in said.splitlines() if line.startswith("| ")}
    assert rows["High School"].endswith("| 2026-03-14 02:29 UTC | fail |")
    assert rows["Middle School"].endswith("| never drilled | no-evidence |")


def test_pages_just_written_are_not_stale(wanted, tmp_path):
    assert write_pages(tmp_path, wanted) == sorted(wanted)
    assert stale(tmp_path, wanted) == []
    assert write_pages(tmp_path, wanted) == []


def test_what_is_missing_changed_or_left_over_is_named(wanted, tmp_path):
    write_pages(tmp_path, {**wanted, "old/runbook.md": b"x"})
    (tmp_path / "hs/runbook.md").unlink()
    (tmp_path / "ms/runbook.html").write_bytes(wanted["ms/runbook.html"] + b" ")
    assert stale(tmp_path, wanted) == [
        "hs/runbook.md: missing",
        "ms/runbook.html: changed",
        "old/runbook.md: left over, nothing asks for it",
    ]


def lost(district, scenario):
    return {service.name for service in loss_in_scenario(district, scenario.name).services}


def test_a_new_drill_makes_stale_what_shows_it_and_nothing_else(district, make_record, wanted, tmp_path):
    write_pages(tmp_path, wanted)
    after = made(district, make_record(), make_record(2, late=timedelta(days=1)))
    lines = {line.split(":")[0] for line in stale(tmp_path, after)}
    pages_of_it = {name for name in after if name.startswith(("hs/runbook", "hs/services/", "plan-record"))}
    assert pages_of_it | {"README.md", "index.html"} <= lines
    assert not [name for name in lines if name.startswith(("do/", "ms/", "es/", "plan.", "hs/plan"))]
    own = {service.name for service in site_of(district, "hs").services}
    touched = {f"scenarios/{each.name}" for each in district.scenarios if own & lost(district, each)}
    assert {name.rsplit(".", 1)[0] for name in lines if name.startswith("scenarios/")} == touched


def test_evidence_and_what_people_keep_beside_the_pages_is_theirs(wanted, tmp_path):
    kept = [
        "evidence/README.md",
        "evidence/d1/record.json",
        "evidence/runbook.md",
        "hs/notes.md",
        ".gitkeep",
        "a/b/runbook.md",
    ]
    write_pages(tmp_path, {**wanted, **dict.fromkeys(kept, b"x")})
    assert stale(tmp_path, wanted) == []
    assert left_over(tmp_path, wanted) == []


def test_left_over_pages_go_with_the_folder_they_leave_empty(wanted, tmp_path):
    write_pages(tmp_path, {**wanted, "old/runbook.md": b"x", "hs/.page-abc": b"x"})
    assert remove_pages(tmp_path, left_over(tmp_path, wanted)) == ["hs/.page-abc", "old/runbook.md"]
    assert not (tmp_path / "old").exists()
    assert stale(tmp_path, wanted) == []


def test_a_write_that_fails_leaves_the_old_page_and_nothing_else(tmp_path):
    write_pages(tmp_path, {"hs/runbook.md": b"old"})
    (tmp_path / "hs/runbook.html").mkdir()
    with pytest.raises(OSError, match=r"runbook\.html"):
        write_pages(tmp_path, {"hs/runbook.html": b"new"})
    assert (tmp_path / "hs/runbook.md").read_bytes() == b"old"
    assert sorted(path.name for path in (tmp_path / "hs").iterdir()) == ["runbook.html", "runbook.md"]


def test_no_page_holds_what_neither_declaration_nor_record_shows(district, make_record):
    record = make_record()
    secret = "hunter2-do-not-print"
    wrong = district.repositories[0].model_copy(
        update={"location": f"rest:https://drplan:{secret}@198.18.20.5:8000/drplan/"}
    )
    leaky = district.model_copy(update={"repositories": (wrong, *district.repositories[1:])})
    for name, content in made(leaky, record).items():
        assert secret.encode() not in content, name


class Memory:
    """Keeps pages as the folder of pages does, in memory."""

    def __init__(self):
        self.kept: dict[str, bytes] = {}

    def get(self, key):
        return self.kept.get(key)

    def put(self, key, content):
        self.kept[key] = content

    def keep_only(self, keys):
        self.kept = {key: self.kept[key] for key in keys}


def test_a_page_that_did_not_change_is_not_made_again(district, make_record):
    source = Source(district, Ledger(drills=(make_record(),)), {})
    memory = Memory()
    first, again = Press(memory), Press(memory)
    assert (
        pages(source, printing=Printing(press=first))
        == pages(source, printing=Printing(press=again))
        == pages(source)
    )
    assert (first.printed, again.printed) == (3 * len(documents(source)), 0)


def test_a_change_in_one_site_makes_its_pages_again_and_drops_the_old_ones(district, make_record):
    memory = Memory()
    pages(Source(district, Ledger(), {}), printing=Printing(press=Press(memory)))
    after, press = Source(district, Ledger(drills=(make_record(),)), {}), Press(memory)
    assert pages(after, printing=Printing(press=press)) == pages(after)
    assert 0 < press.printed < len(press.used)
    press.forget_the_rest()
    assert memory.kept.keys() == press.used


def test_pages_of_other_templates_are_not_taken(district):
    source, memory = Source(district, Ledger(), {}), Memory()
    pages(source, printing=Printing(press=Press(memory, about="ours")))
    press = Press(memory, about="theirs")
    pages(source, printing=Printing(press=press))
    assert press.printed == len(press.used)


def test_one_sites_pages_are_made_with_those_of_no_site(district):
    found = pages(Source(district, Ledger(), {}), of_site("hs"))
    assert {"hs/runbook.md", "plan.pdf", "search.html"} <= found.keys()
    assert not [path for path in found if path.startswith(("ms/", "es/", "do/", "scenarios/"))]


def test_only_what_is_chosen_is_made(district):
    source = Source(district, Ledger(), {})
    plan = pages(source, is_of_the_plan)
    assert plan == of_the_plan(pages(source))
    assert {"plan.md", "hs/plan.pdf"} <= plan.keys()


def test_where_nothing_makes_pdfs_no_page_links_to_one(district):
    made = pages(
        Source(district, Ledger(), {}),
        chosen=lambda name: not name.endswith(".pdf"),
        printing=Printing(paper=False),
    )
    links = re.compile(rb'href="[^"]*\.pdf"|\]\([^)]*\.pdf\)')
    assert [name for name, page in made.items() if links.search(page)] == []
    with_paper = pages(
        Source(district, Ledger(), {}), chosen=lambda name: name in {"index.html", "README.md"}
    )
    assert all(map(links.search, with_paper.values()))
