"""Marks can be told from the page in both schemes (WCAG 2.2, 1.4.11), and each has a rule there."""

import re
from importlib.resources import files

import pytest

from drplan.explain.picture import _LINES, _MARKS

TEMPLATES = files("drplan.explain").joinpath("templates")
PAGE, PICTURES = (TEMPLATES.joinpath(name).read_text() for name in ("page.css", "pictures.css"))
ROOT = re.findall(r":root \{(.*?)\}", PAGE, re.DOTALL)
OWN = re.findall(r"svg \{([^}]*--mark[^}]*)\}", PICTURES)
SOFT = frozenset({"grid", "late"})


def luminance(colour):
    if len(colour) == 4:
        colour = "#" + "".join(2 * each for each in colour[1:])
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def variables(scheme):
    return dict(re.findall(r"--([a-z]+): (#[0-9a-f]+)", ROOT[scheme] + OWN[scheme]))


@pytest.mark.parametrize("kind", sorted(_MARKS))
def test_a_mark_is_seen_on_paper_by_its_fill_or_its_edge(kind):
    assert max(contrast(each, "#ffffff") for each in _MARKS[kind] if each != "none") >= 3


@pytest.mark.parametrize("kind", sorted(_LINES.keys() - SOFT))
def test_a_line_is_seen_on_paper(kind):
    assert contrast(_LINES[kind], "#ffffff") >= 3


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_marks_are_seen_on_the_screen_in_both_schemes(scheme):
    found = variables(scheme)
    for name in ("ink", "edge", "bar", "bad", "good", "mark"):
        assert contrast(found[name], found["paper"]) >= 3, name
    assert contrast(found["ink"], found["box"]) >= 4.5
    assert contrast(found["soft"], found["box"]) >= 4.5
    if scheme:
        assert contrast(found["amber"], found["paper"]) >= 3


def test_every_kind_of_mark_and_line_has_a_rule():
    rules = PAGE + PICTURES
    assert all(re.search(rf"svg (rect)?\.{kind}\b", rules) for kind in _MARKS)
    assert all(f"svg .line.{kind} " in rules for kind in _LINES)
