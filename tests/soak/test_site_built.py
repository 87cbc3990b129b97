"""``make docs``: the site is built, all of its links lead somewhere, and reading it fetches nothing."""

import re
import subprocess
from html.parser import HTMLParser

import pytest

from tests.e2e.command import ROOT

SITE = ROOT / "build" / "docs"
LOADS = {"script": "src", "img": "src", "iframe": "src", "link": "href"}
AWAY = re.compile(r"(https?:)?//|mailto:|data:")


class Page(HTMLParser):
    """What a page can be pointed at, what it points to, and what it loads."""

    def __init__(self, text):
        super().__init__()
        self.anchors, self.links, self.loaded = set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.anchors.add(told.get("id"))
        if tag == "a" and told.get("href"):
            self.links.append(told["href"])
        if told.get(LOADS.get(tag, "")):
            self.loaded.append(told[LOADS[tag]])


@pytest.fixture(scope="module")
def pages():
    done = subprocess.run(("make", "docs"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return {path: Page(path.read_text()) for path in SITE.rglob("*.html") if path.name != "404.html"}


def broken(path, page, pages):
    for link in page.links:
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        target = target / "index.html" if target.is_dir() else target
        if not AWAY.match(link) and not (target.is_file() and anchored(target, anchor, pages)):
            yield link


def anchored(target, anchor, pages):
    return not anchor or anchor.startswith("__") or target not in pages or anchor in pages[target].anchors


def test_each_page_of_docs_is_built(pages):
    built = {path.stem for path in pages}
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} <= built


def test_each_link_of_the_built_site_leads_somewhere(pages):
    assert {
        path.name: found for path, page in pages.items() if (found := list(broken(path, page, pages)))
    } == {}


def test_reading_it_fetches_nothing(pages):
    assert [
        (path.name, each) for path, page in pages.items() for each in page.loaded if AWAY.match(each)
    ] == []
