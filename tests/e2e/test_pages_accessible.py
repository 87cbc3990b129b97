"""Every page type in Chromium, from files, with no network: axe-core, the keyboard, the search.

A new page type is one line: in ``COMMITTED`` its file below the site, in ``COMMANDS`` what prints it.
"""

from pathlib import Path

import pytest

from tests.e2e.pages_site import ROOT, chromium, offline, site_files, write_site

DAY = "2026-11-22"
COMMITTED = {
    "home": "index.html",
    "search": "search.html?q=hs",
    "runbook": "hs/runbook.html",
    "district plan": "plan.html",
    "site plan": "hs/plan.html",
    "service": "hs/services/hs-gradebook.html",
    "scenario": "scenarios/ransomware-overnight.html",
    "notices in Spanish": "scenarios/ransomware-overnight_es.html",
    "record of the plan": "plan-record.html",
    "workarounds": "workarounds.html",
}
COMMANDS = {
    "assessment": ("assess", "--format", "html"),
    "graph": ("inventory", "graph", "--format", "html"),
    "insurer": ("evidence", "insurer", "--format", "html", "--day", DAY),
    "dashboard": ("report", "dashboard", "--no-copies", "--format", "html", "--as-of", DAY),
    "finance": ("report", "finance", "--format", "html", "--as-of", DAY),
    "community in Spanish": ("report", "community", "--language", "es", "--format", "html", "--as-of", DAY),
}
WIDTHS = (1280, 375)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Every page type by name, as an address; those that no maker makes yet are not there."""
    folder = tmp_path_factory.mktemp("site")
    write_site(folder, site_files())
    for name, words in COMMANDS.items():
        write_site(folder, {f"alone/{name}.html": _printed(words)})
    write_site(folder, {"alone/record.html": _record(), "alone/how to check.html": _how_to()})
    write_site(folder, {"alone/long names.html": _long()})
    found = {name: _address(folder, path) for name, path in COMMITTED.items()}
    found |= {path.stem: path.as_uri() for path in sorted((folder / "alone").iterdir())}
    return {name: address for name, address in found.items() if address}


def _address(folder: Path, path: str) -> str:
    name, _, asked = path.partition("?")
    first = next(iter(sorted(folder.glob(name))), None)
    return f"{first.as_uri()}{'?' if asked else ''}{asked}" if first else ""


def _printed(words) -> bytes:
    from click.testing import CliRunner

    from drplan.cli import cli

    folders = ["--inventory", str(ROOT / "inventories")]
    if words[0] in ("evidence", "report"):
        folders += ["--runbooks", str(ROOT / "runbooks")]
    done = CliRunner().invoke(cli, [*words, *folders])
    assert done.stdout.startswith("<!DOCTYPE html>"), done.output
    return done.stdout.encode()


def _record() -> bytes:
    from drplan.explain.evidence_page import evidence_page
    from drplan.explain.html import rendered
    from drplan.record.chain import Link
    from drplan.record.drill import DrillRecord

    record = DrillRecord.model_validate_json((ROOT / "tests/cases/evidence/record.json").read_bytes())
    page = evidence_page(record, Link(None, "a" * 64), ("evidence@cedarvalley.example",))
    return rendered("pack_page.html.j2", page=page, up="../../").encode()


def _how_to() -> bytes:
    from drplan.explain.how_to_check import how_to_check
    from drplan.explain.html import rendered

    return rendered("pack_page.html.j2", page=how_to_check(b"x"), up="").encode()


def _long() -> bytes:
    """Return a page whose every text is one word of 500 letters, turned around in its middle."""
    from drplan.explain.content import Step, Table
    from drplan.explain.document import Document, Facts, Heading, Link, Links, Notice, Steps
    from drplan.explain.html import html

    name = "x" * 250 + "\u202e" + "y" * 250
    step = Step(name, "hs-db1.blank", (f"echo {name}",), name, name, took="4 s")
    table = Table(name, ("Name", "Verdict"), ((name, name),))
    rows = (Facts(((name, name),)), Links((Link(name, "hs/runbook"),)), Steps((step,)), table)
    blocks = (Notice(name), Heading(2, name, "first"), *rows)
    return html(Document(name, name, 0, blocks, path="hs/long"))


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def tab(browser):
    with offline(browser, viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()


def violations(tab, *tags: str) -> list[str]:
    """Ask axe-core, all its rules or those of some tags; one line a violation, with the rule and where."""
    from axe_playwright_python.sync_playwright import Axe

    only = {"runOnly": {"type": "tag", "values": list(tags)}} if tags else {}
    found = Axe().run(tab, options={"resultTypes": ["violations"], "preload": False, **only})
    return [
        f"{each['id']}: {node['html'][:200]}"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]


def twice(tab) -> list[str]:
    """Return the ids that more than one element has: axe-core 4.12 no longer looks at all of them."""
    ids = tab.eval_on_selector_all("[id]", "all => all.map(each => each.id)")
    return sorted({each for each in ids if ids.count(each) > 1})


def seen(tab, address) -> list[str]:
    """Look at one page at both widths, and in the dark; return all that is wrong with it."""
    tab.goto(address)
    wrong = [f"id twice: {each}" for each in twice(tab)]
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        wrong += [f"{width}: {each}" for each in violations(tab)]
        wide = tab.evaluate("document.documentElement.scrollWidth")
        wrong += [f"{width}: the page is {wide} wide"] if wide > width else []
    # A scheme changes colours and nothing else, whatever the width: the dark one is asked about these alone.
    tab.emulate_media(color_scheme="dark")
    wrong += [f"dark: {each}" for each in violations(tab, "cat.color")]
    tab.emulate_media(color_scheme="light")
    return wrong


def test_no_page_type_has_a_fault_that_axe_sees(pages, tab):
    wrong = {name: found for name, address in pages.items() if (found := seen(tab, address))}
    assert wrong == {}
    assert {"home", "search", "runbook", "assessment", "graph", "insurer", "record"} <= pages.keys()


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ('<img src="data:,">', "image-alt"),
        ('<p style="color:#999;background:#fff">faint</p>', "color-contrast"),
        ('<input type="text">', "label"),
        ("<h5>skips levels</h5>", "heading-order"),
    ],
)
def test_axe_sees_a_planted_fault(pages, tab, planted, rule):
    tab.goto(pages["home"])
    tab.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", planted)
    assert any(each.startswith(f"{rule}: ") for each in violations(tab))


def test_an_id_that_is_there_twice_is_seen(pages, tab):
    tab.goto(pages["home"])
    tab.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<p id=sites>x</p>')")
    assert twice(tab) == ["sites"]


def test_the_keyboard_alone_leads_from_the_top_through_the_search_to_a_step(pages, tab):
    tab.goto(pages["runbook"])
    press, active = tab.keyboard.press, "document.activeElement"
    press("Tab")
    assert tab.evaluate(f"{active}.className") == "skip"
    press("Enter")
    assert tab.evaluate(f"{active}.id") == "content"
    tab.goto(pages["home"])
    tab.goto(pages["runbook"])
    step = tab.eval_on_selector(".steps > li", "first => first.id")
    visited = _tabs_until(tab, "input[name=q]")
    assert visited[:2] == ["A", "A"], "the skip link, then the way home"
    tab.keyboard.type("hs-db1")
    press("Enter")
    tab.wait_for_url("**/search.html?q=hs-db1")
    assert "places" in tab.locator("#status").inner_text()
    assert tab.evaluate(f"{active}.name") == "q"
    tab.keyboard.press("Control+A")
    tab.keyboard.type(step)
    assert "place" in tab.locator("#status").inner_text()
    press("ArrowDown")
    assert tab.evaluate(f"{active}.textContent") == step
    press("ArrowUp")
    assert tab.evaluate(f"{active}.name") == "q"
    _tabs_until(tab, "#results a")
    press("Enter")
    tab.wait_for_url(f"**/*.html#{step}")
    press("Tab")
    assert tab.evaluate(f"{active}.closest('li').id") == step


def _tabs_until(tab, selector):
    """Press Tab until such an element has the focus; return the names of those passed."""
    passed: list[str] = []
    for _ in range(200):
        tab.keyboard.press("Tab")
        if tab.evaluate("selector => document.activeElement.matches(selector)", selector):
            return passed
        passed.append(tab.evaluate("document.activeElement.tagName"))
    raise AssertionError(f"Tab never came to {selector}: {passed}")


def test_the_menu_of_all_pages_opens_with_the_keyboard_and_leads_on(pages, tab):
    tab.goto(pages["home"].replace("index.html", "hs/runbook.html"))
    _tabs_until(tab, "summary")
    tab.keyboard.press("Enter")
    _tabs_until(tab, "details a")
    tab.keyboard.press("Enter")
    tab.wait_for_load_state()
    assert tab.locator("h1").inner_text()


def test_without_a_script_the_search_page_lists_everything_by_name(pages, browser):
    with offline(browser, java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(pages["search"])
        tab.get_by_role("link", name="hs-db1", exact=False).first.click()
        assert tab.url.endswith("/hs/runbook.html#holdings")


def test_no_script_but_the_searchs_own_runs(pages, tab):
    tab.goto(pages["search"])
    tab.evaluate(
        "() => { const one = document.createElement('script'); one.textContent = 'window.ran = 1';"
        " document.body.append(one); }"
    )
    assert tab.evaluate("window.ran") is None


def test_every_link_of_every_page_leads_to_a_file_that_is_made(pages, tab):
    for name in ("home", "runbook", "search"):
        tab.goto(pages[name])
        for link in tab.eval_on_selector_all("a[href]", "all => all.map(each => each.href)"):
            if link.startswith("file://") and link.split("#")[0].endswith(".html"):
                assert Path(link.removeprefix("file://").split("#")[0].split("?")[0]).is_file(), link
