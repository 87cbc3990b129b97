"""A district's whole site on disk, and Chromium without a network to look at it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def browser_path() -> str:
    """Return Debian's Chromium; skips the test where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("not tried: Chromium (package chromium) is not installed")
    return found


@contextmanager
def chromium() -> Iterator[Any]:
    """Start Chromium, once for all pages."""
    from playwright.sync_api import sync_playwright

    path = browser_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def offline(browser, **options):
    """Open a browser context without a network; whatever is asked for but a file fails the test."""
    asked = []
    context = browser.new_context(**options)
    context.set_offline(True)
    context.on("request", lambda request: asked.append(request.url))
    context.route(lambda url: not url.startswith("file://"), lambda route: route.abort())
    try:
        yield context
    finally:
        context.close()
    assert [url for url in asked if not url.startswith("file://")] == []


def site_files() -> dict[str, bytes]:
    """Return the committed pages of the example district that a browser shows."""
    from drplan import wiring
    from drplan.explain.html import html, html_index
    from drplan.explain.index import index_of
    from drplan.explain.pages import documents
    from drplan.explain.search import search_page
    from drplan.explain.site_map import site_map

    inventory = ROOT / "inventories"
    district = wiring.district(inventory)
    source = wiring.page_source(district, ROOT / "runbooks", inventory)
    made = documents(source)
    places = site_map(district, made.values())
    index = index_of(district, source.ledger.drills, source.still_open)
    found = {f"{path}.html": html(page, site=places) for path, page in made.items()}
    found["index.html"] = html_index(index, site=places)
    found["search.html"] = search_page(source, made.values())
    return found


def write_site(folder: Path, files: dict[str, bytes]) -> None:
    """Write pages below a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
