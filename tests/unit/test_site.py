"""The site of the pages: each is in the navigation, and each link on them leads to a place that is there."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
CODE = re.compile(r"^ *```.*?^ *```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^()\s]*(?:\([^()\s]*\))?[^()\s]*)\)")
KINDS = ["The map", "Tutorial", "How to", "Reference", "Explanation"]


def configuration():
    return yaml.safe_load((ROOT / "mkdocs.yml").read_text())


def pages_in(part):
    """Return the files that a part of the navigation names, in its order."""
    if isinstance(part, str):
        return [part]
    parts = part.values() if isinstance(part, dict) else part
    return [page for each in parts for page in pages_in(each)]


def anchors_of(text):
    """Return what headings are called in a link, as both GitHub and the site's generator make it."""
    found: Counter[str] = Counter()
    for heading in re.findall(
        r"^#{1,6} (.+)$", re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    ):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        name = re.sub(r"[^\w\- ]", "", words.lower()).strip().replace(" ", "-")
        yield f"{name}-{found[name]}" if found[name] else name
        found[name] += 1


def broken(page):
    """Return the links of a page, outside code, that lead nowhere, or out of ``docs``."""
    for link in LINK.findall(CODE.sub("", page.read_text())):
        if re.match(r"https?:|mailto:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        there = target.is_file() and target.is_relative_to(DOCS)
        if not there or (anchor and anchor not in set(anchors_of(target.read_text()))):
            yield link


def test_the_navigation_names_every_page_once_and_nothing_else():
    assert sorted(pages_in(configuration()["nav"])) == [page.name for page in PAGES]


def test_the_navigation_is_by_what_a_reader_is_there_for():
    assert [name for part in configuration()["nav"] for name in part] == KINDS


def test_nothing_is_fetched_from_anywhere_when_a_page_is_read():
    site = configuration()
    assert site["theme"]["font"] is False
    assert not {"extra_javascript", "extra_css", "repo_url"} & set(site)
    # The offline search of Zensical and of Material loads a script from unpkg.com.
    assert site["plugins"] == ["search"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_link_leads_to_a_place_that_is_there(page):
    assert list(broken(page)) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    page = DOCS / "index.md"
    text = "[a](nowhere.md) [b](rules.md#nothing) [c](../README.md) [d](rules.md#rules) `[e](gone.md)`"
    made = tmp_path / "page.md"
    made.write_text(text.replace("](", f"]({page.parent}/").replace(f"{page.parent}/../", "../"))
    assert [link.rsplit("/", 1)[-1] for link in broken(made)] == [
        "nowhere.md",
        "rules.md#nothing",
        "README.md",
    ]
