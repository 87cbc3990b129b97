"""One page in four formats: the same steps by their ids, in the same order, and the same commands."""

import html as entities
import re
from io import BytesIO

import docx
import pytest

from drplan.explain.document import Document, Steps
from drplan.explain.html import html
from drplan.explain.markdown import markdown
from drplan.explain.pdf import pdf
from drplan.explain.runbook import runbook_for
from drplan.explain.runbook_page import document
from drplan.explain.word import word
from tests.unit.explain.test_pdf_hostile import text_of


def read_markdown(page: Document) -> str:
    return re.sub(r"\\([^\w\s])", r"\1", markdown(page).decode())


def read_html(page: Document) -> str:
    return entities.unescape(re.sub(r"<[^>]+>", " ", html(page).decode()))


def read_pdf(page: Document) -> str:
    return text_of(pdf(page))


def read_word(page: Document) -> str:
    return "\n".join("".join(each.itertext()) for each in docx.Document(BytesIO(word(page))).element.body)


READERS = {"markdown": read_markdown, "html": read_html, "pdf": read_pdf, "word": read_word}


@pytest.fixture(scope="module")
def page(district, site, make_record):
    return document(runbook_for(district, site, [make_record()]))


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("form", READERS)
def test_every_step_stands_in_its_order_with_its_commands(page, form):
    shown = squeezed(READERS[form](page))
    at = 0
    steps = [step for block in page.blocks if isinstance(block, Steps) for step in block.steps]
    assert len(steps) > 20
    for step in steps:
        for text in (step.id, squeezed(step.what)[:40], *step.commands):
            found = shown.find(squeezed(text), at)
            assert found >= 0, f"{form}: {text!r} does not stand after what comes before it"
            at = found
