"""A district's whole site on disk, and Chromium without a network to look at it."""

import shutil
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
def chromium():
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
    """Return the committed pages of the example district that a browser shows, and one of each other type."""
    from drplan import wiring
    from drplan.explain.pages import pages

    inventory = ROOT / "inventories"
    source = wiring.page_source(wiring.district(inventory), ROOT / "runbooks", inventory)
    return {name: content for name, content in pages(source).items() if name.endswith(".html")}


def write_site(folder: Path, files: dict[str, bytes]) -> None:
    """Write pages below a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
