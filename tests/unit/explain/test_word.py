"""Word files: what is in them, to the letter, and what Word and LibreOffice need to read them aloud."""

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn

from drplan.errors import DeclarationError
from drplan.explain.content import Figure, Table
from drplan.explain.document import Command, Document, Paragraph, Steps
from drplan.explain.runbook import runbook_for
from drplan.explain.runbook_page import document
from drplan.explain.word import word
from tests.unit.explain.test_pdf_hostile import HOSTILE, full_of, page_of
from tests.unit.explain.test_pdf_structure import every_kind

UNCONTROLLED = "Uncontrolled copy"


@pytest.fixture(scope="module")
def page(district, site, make_record) -> Document:
    return document(runbook_for(district, site, [make_record()]))


@pytest.fixture(scope="module")
def content(page):
    return word(page)


@pytest.fixture(scope="module")
def file(content):
    return docx.Document(BytesIO(content))


def told(file) -> str:
    """Return every text of the body in order, tables and all."""
    return "\n".join("".join(each.itertext()) for each in file.element.body)


def test_it_is_marked_uncontrolled_with_its_moment_in_header_and_first_line(file):
    header = file.sections[0].header.paragraphs[0].text
    assert UNCONTROLLED in header
    assert "As of 2026-03-14 02:29 UTC." in header
    title, first, second = file.paragraphs[:3]
    assert (title.text, title.style.name) == ("High School: recovery runbook", "Title")
    assert UNCONTROLLED in first.text
    assert "As of 2026-03-14 02:29 UTC." in second.text


def test_every_step_id_and_every_command_is_there_to_the_letter(page, file):
    lines = [each.text for each in file.paragraphs if each.style.name == "Command"]
    ids = [each.runs[0].text for each in file.paragraphs if each.style.name == "Step"]
    steps = [step for block in page.blocks if isinstance(block, Steps) for step in block.steps]
    wanted = []
    for block in page.blocks:
        if isinstance(block, Steps):
            wanted += [line for step in block.steps for line in step.commands]
        elif isinstance(block, Command):
            wanted.append(block.line)
    assert len(steps) > 20
    assert ids == [step.id for step in steps]
    assert lines == wanted


def test_headings_lists_and_tables_are_real(file):
    styles = [each.style.name for each in file.paragraphs]
    assert {"Heading 1", "Heading 2", "List Bullet", "Step", "Caption"} <= set(styles)
    assert file.styles["Step"].base_style.name == "List Bullet"
    assert len(file.tables) == styles.count("Caption") > 5
    for table in file.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_every_picture_has_words_that_stand_in_for_it(file):
    assert len(file.inline_shapes) == 3
    assert all(len(each._inline.docPr.get("descr")) > 20 for each in file.inline_shapes)


def test_its_title_language_and_dates_are_the_pages(file):
    about = file.core_properties
    assert (about.title, about.language) == ("High School: recovery runbook", "en")
    assert about.created == about.modified
    assert about.created.isoformat().startswith("2026-03-14T02:29:20")
    spanish = docx.Document(BytesIO(word(page_of(Paragraph("Año"), language="es"))))
    languages = {each.get(qn("w:val")) for each in spanish.styles.element.iter(qn("w:lang"))}
    assert languages == {"es-US"}
    assert "Copia no controlada" in told(spanish)


def test_the_same_page_gives_the_same_bytes_and_none_of_today(page, content):
    assert word(page) == content
    assert {each.date_time for each in ZipFile(BytesIO(content)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_kind_of_block_is_shown():
    shown = told(docx.Document(BytesIO(word(every_kind()))))
    for text in (
        "Nothing on this page",
        "Label. Plain.",
        "one",
        "RTO: 4 h",
        "ssh hs-db1 true",
        "sha256sum -c",
    ):
        assert text in shown
    for text in ("Good: Nothing.", "If not: Call.", "hs-db2", "The plan: of all sites"):
        assert text in shown


@pytest.mark.parametrize("name", [*HOSTILE, "a" * 500])
def test_markup_stays_literal(name):
    assert told(docx.Document(BytesIO(word(full_of(name))))).count(name) >= 15


def test_what_turns_or_hides_writing_or_is_no_xml_is_spelled():
    content = word(full_of("a\u202eb\x00\x1b\ud800\ufffe\u200b"))
    assert "a[U+202E]b[U+0000][U+001B][U+D800][U+FFFE][U+200B]" in told(docx.Document(BytesIO(content)))
    parts = ZipFile(BytesIO(content))
    for name in parts.namelist():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(parts.read(name))


def test_libreoffice_opens_it_and_finds_every_step(page, content, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("not tried: LibreOffice (soffice) is not installed")
    (tmp_path / "page.docx").write_bytes(content)
    profile = (tmp_path / "profile").as_uri()
    argv = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    done = subprocess.run(
        [*argv, "--outdir", tmp_path / "out", tmp_path / "page.docx"],
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed = tmp_path / "out" / "page.pdf"
    said = subprocess.run(["pdftotext", "-raw", printed, "-"], capture_output=True, text=True, check=True)
    together = "".join(said.stdout.split())
    steps = [step for block in page.blocks if isinstance(block, Steps) for step in block.steps]
    assert [step.id for step in steps if "".join(step.id.split()) not in together] == []
    assert UNCONTROLLED in said.stdout


def test_a_picture_that_is_none_is_refused_with_what_to_do():
    broken = Figure("f", "<svg", "nothing", Table("t", ("a",), ()))
    with pytest.raises(DeclarationError, match="a picture cannot be drawn"):
        word(page_of(broken))


def test_an_empty_page_is_a_file(page):
    assert docx.Document(BytesIO(word(replace(page, blocks=(), as_of=0)))).paragraphs[0].text
