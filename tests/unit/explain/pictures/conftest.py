import re
from xml.etree import ElementTree as ET

import pytest

from drplan.explain.picture import WIDTH

SVG = "{http://www.w3.org/2000/svg}"


def drawn(figure):
    """Parse a picture and see what must hold of every one."""
    root = ET.fromstring(figure.svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert width == WIDTH
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")
    assert figure.alternative
    assert all(len(row) == len(figure.table.header) for row in figure.table.rows)
    for text in root.iter(f"{SVG}text"):
        _inside(text, width, height)
    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(rect.attrib[key]) for key in ("x", "y", "width", "height"))
        assert x >= -0.1
        assert x + w <= width + 0.1
        assert y >= -0.1
        assert y + h <= height + 0.1
    assert not re.search(r"\bid=", figure.svg)
    return root


def _inside(text, width, height):
    size, x, y = (float(text.attrib[key]) for key in ("font-size", "x", "y"))
    long = 0.5 * size * len(text.text or "")
    share = {"start": 0, "middle": 0.5, "end": 1}[text.attrib["text-anchor"]]
    assert x - long * share >= -1, text.text
    assert x + long * (1 - share) <= width + 1, text.text
    assert size - 3 <= y <= height, text.text


def texts(figure):
    return [each.text or "" for each in ET.fromstring(figure.svg).iter(f"{SVG}text")]


@pytest.fixture(scope="session")
def see():
    return drawn


@pytest.fixture(scope="session")
def lettering():
    return texts
