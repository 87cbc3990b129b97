"""All formats carry the same things, show every character as it is, and are the same each time."""

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from drplan.declare import District, Site
from drplan.explain.content import Step
from drplan.explain.document import Document, Heading, Steps
from drplan.explain.html import html
from drplan.explain.markdown import markdown
from drplan.explain.pdf import pdf
from drplan.explain.runbook import runbook_for
from drplan.explain.runbook_page import document
from drplan.explain.shown import fenced, literal
from drplan.record.signers import AllowedSigner

HOSTILE = (
    "<script>alert(1)</script> *x* _y_ #y [z](http://e.example) `q` $e$ | {{ 7*7 }} & &lt; "
    "\"a\" 'b' \\n @c ~~d~~"
)


class Text(HTMLParser):
    """Collects what a reader of the page sees, and its structure."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if not {"style", "desc"} & set(self.open):
            self.seen.append(data)


def parsed(page: bytes) -> Text:
    text = Text()
    text.feed(page.decode())
    return text


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


def pdf_text(page: bytes, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("not tried: pdftotext (poppler-utils) is not installed")
    file = folder / "page.pdf"
    file.write_bytes(page)
    return subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture(scope="session")
def page(district, site, make_record):
    record = make_record(rta={"hs-files": 9.5 * 3600, "hs-learning": None})
    signer = AllowedSigner("evidence@cedarvalley.example", b"key")
    return document(runbook_for(district, site, [record], {record.id: signer}))


@pytest.fixture(scope="session")
def hostile_page(district, site):
    return document(runbook_for(*renamed(district, site, HOSTILE), []))


def renamed(district: District, site: Site, title: str) -> tuple[District, Site]:
    services = tuple(
        each.model_copy(update={"title": title, "impact": title, "workaround": title})
        for each in site.services
    )
    roles = tuple(role.model_copy(update={"title": title, "phone": title}) for role in district.roles)
    return (
        district.model_copy(update={"roles": roles, "name": title}),
        site.model_copy(update={"title": title, "services": services}),
    )


def ids(page: Document) -> list[str]:
    return [step.id for block in page.blocks for step in getattr(block, "steps", ())]


def test_every_service_and_step_is_in_every_format(page, tmp_path):
    assert len(ids(page)) > 30
    shown = pdf_text(pdf(page), tmp_path)
    for text in (html(page).decode(), markdown(page).decode(), shown):
        for name in [*ids(page), "hs-network", "hs-gradebook", "hs-files", "hs-transcripts", "hs-learning"]:
            assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text), name


def test_every_command_is_in_every_format_to_the_letter(page, tmp_path):
    shown = re.sub(r"\s+", "", pdf_text(pdf(page), tmp_path))
    commands = [c for block in page.blocks for s in getattr(block, "steps", ()) for c in s.commands]
    seen = "".join(parsed(html(page)).seen)
    fences = [t.content for t in MarkdownIt().parse(markdown(page).decode()) if t.type == "fence"]
    for command in commands:
        assert command in seen
        assert any(command in fence.splitlines() for fence in fences), command
        assert re.sub(r"\s+", "", command) in shown


def test_the_same_input_gives_the_same_bytes(page):
    for render in (html, markdown, pdf):
        assert render(page) == render(page)


def test_a_missed_objective_is_said_in_words_in_every_format(page, tmp_path):
    for text in (
        "".join(parsed(html(page)).seen),
        markdown(page).decode(),
        pdf_text(pdf(page), tmp_path),
    ):
        assert "beyond RTO by" in plain(text)
        assert "not reached" in plain(text)


def test_hostile_text_stays_literal_in_html(hostile_page):
    found = parsed(html(hostile_page))
    assert plain(HOSTILE) in plain("".join(found.seen))
    assert "script" not in {tag for tag, _ in found.tags}


def test_hostile_text_stays_literal_in_markdown(hostile_page):
    shown = parsed(
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .render(markdown(hostile_page).decode())
        .encode()
    )
    text = plain("".join(shown.seen))
    assert text.count(plain(HOSTILE)) >= 10
    assert not {"script", "em", "del"} & {tag for tag, _ in shown.tags}
    assert not [at for _, at in shown.tags if "e.example" in str(at.get("href"))]


def test_hostile_text_stays_literal_in_pdf(hostile_page, tmp_path):
    shown = re.sub(r"\s+", "", pdf_text(pdf(hostile_page), tmp_path))
    assert re.sub(r"\s+", "", HOSTILE) in shown


@pytest.mark.parametrize(
    "text", ["# a", "- a", "+ a", "1. a", "1) a", "> a", "=== ", "a\n\n# b", "--- ", "*a*", "a_b_ _c_"]
)
def test_no_line_of_markdown_begins_a_block_of_its_own(text):
    shown = parsed(MarkdownIt().render(literal(text)).encode())
    assert {tag for tag, _ in shown.tags} == {"p"}
    assert "".join(shown.seen).strip() == " ".join(text.split())


def test_names_with_underscores_stay_readable_in_markdown():
    assert literal("DRPLAN_ONSITE_PASSWORD at 198.18.20.1") == "DRPLAN_ONSITE_PASSWORD at 198.18.20.1"


def test_a_command_cannot_end_its_own_code_block():
    (token,) = [t for t in MarkdownIt().parse(fenced(["echo", "```", "# x"])) if t.type == "fence"]
    assert token.content == "echo\n```\n# x\n"


def test_text_that_no_built_in_font_can_show_is_spelled_out(district, site, tmp_path):
    odd = document(runbook_for(*renamed(district, site, "caf\u00e9 \U0001f600 \u6f22"), []))
    shown = plain(pdf_text(pdf(odd), tmp_path))
    assert "caf\u00e9 [U+1F600] [U+6F22]" in shown


def test_very_long_names_do_not_stop_a_page(district, site):
    long = document(runbook_for(*renamed(district, site, "x" * 500), []))
    assert pdf(long).startswith(b"%PDF-")
    assert b"x" * 500 in html(long)


TURNING = "ab\u202ecd\u2066ef\u200fgh\u061c\u2028\x00\x1b[31m"


def test_marks_that_turn_what_stands_around_them_are_written_as_code_points(district, site):
    turned = document(runbook_for(*renamed(district, site, TURNING), []))
    for page in (html(turned).decode(), markdown(turned).decode()):
        assert not [each for each in TURNING if each in page and not each.isprintable()]
        assert "ab[U+202E]cd[U+2066]ef[U+200F]gh[U+061C]" in page.replace("\\", "")


def test_names_in_other_scripts_are_left_as_they_are(district, site):
    name = "\u05d1\u05d9\u05ea \u0645\u062f\u0631\u0633\u0629 \u092f\u094b\u200d \U0001f600"
    page = document(runbook_for(*renamed(district, site, name), []))
    assert name in html(page).decode()
    assert name in markdown(page).decode()


def test_a_step_that_is_shown_twice_has_its_anchor_at_the_first_place():
    step = Step("Blank it", "hs-db1.blank")
    page = Document("T", "D", 0, (Heading(2, "A", "content"), Steps((step,)), Steps((step,))))
    for text in (html(page).decode(), markdown(page).decode()):
        assert text.count('id="hs-db1.blank"') == 1
        assert text.replace("\\", "").count("hs-db1.blank") == 3
    assert html(page).decode().count('id="content"') == 1


def test_the_same_page_in_other_formats_is_named_after_the_page():
    page = Document("T", "D", 0, (), path="hs/services/hs-files")
    assert 'href="hs-files.pdf"' in html(page).decode()
    assert 'href="../../index.html"' in html(page).decode()
    assert 'action="../../search.html"' in html(page).decode()
    assert "(hs-files.html), [PDF](hs-files.pdf)" in markdown(page).decode()
    assert "(../../README.md)" in markdown(page).decode()


def test_a_page_in_spanish_says_so_and_has_no_english_around_it():
    page = Document("Informe", "D", 0, (Heading(2, "Uno", "uno"),), path="r", language="es", kind="report")
    text = html(page).decode()
    assert '<html lang="es">' in text
    for english in ("Skip to", "All sites", "Search", "On this page", "The same page", "Restricted"):
        assert english not in text
    assert "La misma página" in markdown(page).decode()
