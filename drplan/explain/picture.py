"""Drawing by hand in SVG: the sheet and the lettering.

Colours are attributes, so that a PDF shows them; a page's style sheet overrides them by class.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

WIDTH = 720
_FONT = 'font-family="Libertinus Serif, system-ui, sans-serif"'
_INK, _SOFT = "#1b1b1b", "#5c5c5c"


def drawing(height: float, title: str, description: str, parts: Iterable[str]) -> str:
    """Wrap drawn parts into one SVG document that says what it shows."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f"aria-label={quoteattr(title)} {_FONT}><title>{escape(title)}</title>"
        f"<desc>{escape(description)}</desc>{''.join(parts)}</svg>"
    )


def words(x: float, y: float, text: str, *, kind: str = "ink", anchor: str = "start") -> str:
    """Draw one line of text with its baseline at ``y``; ``kind``: ``ink``, ``soft``, ``strong``, ``name``."""
    colour = _SOFT if kind == "soft" else _INK
    weight = ' font-weight="bold"' if kind in ("strong", "name") else ""
    points = 12 if kind in ("soft", "name") else 14
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" font-size="{points}" fill="{colour}" '
        f'text-anchor="{anchor}"{weight}>{escape(text)}</text>'
    )


def clipped(text: str, letters: int) -> str:
    """Cut a text that would leave its box; the table beside the picture holds it whole."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"
