"""Pictures of pages: Chromium without a network opens a file as its reader does; its top is kept as PNG."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

_COLOURS = 128


@dataclass(frozen=True)
class Shot:
    """A page and how much of it is shown, in the page's own pixels."""

    name: str
    page: Path
    width: int
    height: int


def shoot(shots: Sequence[Shot], folder: Path, pictures: Path) -> None:
    """Write a PNG of each page that lies in ``folder``."""
    if not shots:
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for shot in shots:
            context = browser.new_context(
                viewport={"width": shot.width, "height": shot.height}, device_scale_factor=2, offline=True
            )
            page = context.new_page()
            page.goto((folder / shot.page).resolve().as_uri())
            (pictures / f"{shot.name}.png").write_bytes(small(page.screenshot()))
            context.close()
        browser.close()


def small(png: bytes) -> bytes:
    """Return the same picture in few colours: a page of text loses nothing by it."""
    kept = BytesIO()
    Image.open(BytesIO(png)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(
        kept, "PNG", optimize=True
    )
    return kept.getvalue()
