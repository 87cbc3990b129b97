"""Drawing by hand in SVG: the sheet, the lettering and the marks.

Colours are attributes, so that a PDF shows them; a page's style sheet overrides them by class. Nothing is
told by colour alone (WCAG 2.2, 1.4.1): each kind of mark has a shape, and the words that matter stand beside
it. No mark has an id, so that several pictures can lie on one page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

WIDTH = 720
HIGHEST = 860
"""The most that fits on a page of US letter below a heading, the picture as wide as its text."""

_FONT = 'font-family="Libertinus Serif, system-ui, sans-serif"'
_INK, _SOFT, _PAPER = "#1b1b1b", "#5c5c5c", "#ffffff"
_BLUE, _TINT = "#41608a", "#e8eef6"
_MARKS = {
    "box": (_TINT, _BLUE),
    "vendor": (_PAPER, _BLUE),
    "frame": ("none", "#6b7079"),
    "ghost": (_PAPER, "#6b7079"),
    "planned": (_TINT, _BLUE),
    "measured": ("#2f5d9b", "none"),
    "human": ("#d9a441", _INK),
    "beyond": ("#a3221b", "none"),
    "good": ("#17603a", "none"),
    "blank": (_PAPER, "#6b7079"),
    "ink": (_INK, "none"),
    "head": (_BLUE, "none"),
}
_LINES = {
    "edge": _BLUE,
    "limit": _INK,
    "grid": "#b9bdc4",
    "late": _PAPER,
    "frame": "#6b7079",
    "good": "#17603a",
    "bad": "#a3221b",
}
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[] -"), frozenset("mwMW@%—…")


def drawing(height: float, title: str, description: str, parts: Iterable[str]) -> str:
    """Wrap drawn parts into one SVG document that says what it shows."""
    title = clean(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f"aria-label={quoteattr(title)} {_FONT}><title>{escape(title)}</title>"
        f"<desc>{escape(clean(description))}</desc>{''.join(parts)}</svg>"
    )


def clean(text: str) -> str:
    """Write what cannot be seen, or turns a line round, as ``[U+202E]``; a line's break is a blank."""
    return _UNSEEN.sub(lambda found: " " if found[0] in "\t\n\r" else f"[U+{ord(found[0]):04X}]", text)


def words(
    x: float, y: float, text: str, *, kind: str = "ink", anchor: str = "start", points: int | None = None
) -> str:
    """Draw one line of text with its baseline at ``y``; ``kind``: ``ink``, ``soft``, ``strong``, ``name``."""
    colour = _SOFT if kind == "soft" else _INK
    weight = ' font-weight="bold"' if kind in ("strong", "name") else ""
    size = points or (12 if kind in ("soft", "name") else 14)
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" '
        f'text-anchor="{anchor}"{weight}>{escape(clean(text))}</text>'
    )


def clipped(text: str, letters: int) -> str:
    """Cut a text that would leave its box; the table beside the picture holds it whole."""
    return text if len(text) <= letters else f"{text[: letters - 1]}…"


def fitted(text: str, room: float, points: int, *, bold: bool = False) -> str:
    """Cut a text to what surely fits into ``room`` in letters of that size, whatever the font."""
    shown = clean(text)
    if wide(shown, points, bold=bold) <= room:
        return shown
    while shown and wide(f"{shown}…", points, bold=bold) > room:
        shown = shown[:-1]
    return f"{shown}…"


def wide(text: str, points: int, *, bold: bool = False) -> float:
    """Estimate from above how wide a text is drawn, in the sheet's units."""
    return points * (1.08 if bold else 1.0) * sum(map(_letter, text))


def _letter(letter: str) -> float:
    if letter in _NARROW:
        return 0.4
    if letter in _WIDE or letter > "\u2fff":
        return 1.0
    return 0.72 if letter.isupper() else 0.58


def box(kind: str, x: float, y: float, width: float, height: float, *, round_by: float = 0) -> str:
    """Draw a rectangle of one of the kinds of mark; a ``ghost`` is dashed."""
    fill, stroke = _MARKS[kind]
    dashes = ' stroke-dasharray="4 3"' if kind == "ghost" else ""
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" '
        f'rx="{round_by:g}" fill="{fill}" stroke="{stroke}"{dashes}/>'
    )


def shape(kind: str, path: str) -> str:
    """Fill a closed path."""
    fill, stroke = _MARKS[kind]
    return f'<path class="{kind}" d="{path}" fill="{fill}" stroke="{stroke}"/>'


def stroke(kind: str, path: str, *, width: float = 1.5, dashes: str = "") -> str:
    """Draw along a path."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path class="line {kind}" d="{path}" fill="none" stroke="{_LINES[kind]}" '
        f'stroke-width="{width:g}"{dashed}/>'
    )
