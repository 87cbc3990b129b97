"""What PDF/UA-1 (ISO 14289-1) asks of a page, looked up in the file itself, for every kind of block."""

import itertools
import re
import shutil
import subprocess

import pytest

from drplan.explain.content import Figure, Step, Table
from drplan.explain.document import (
    Bullets,
    Command,
    Document,
    Facts,
    Heading,
    Link,
    Links,
    Notice,
    Paragraph,
    Steps,
)
from drplan.explain.pdf import pdf
from drplan.explain.picture import drawing, words
from drplan.explain.runbook import runbook_for
from drplan.explain.runbook_page import document
from tests.unit.explain.pdf_structure import Structure

SVG = drawing(60, "A picture", "Two words", [words(10, 30, "two words")])


def page_of(*blocks, **about) -> Document:
    return Document("A page", "Cedar Valley School District", 1_773_455_360, blocks, **about)


def every_kind() -> Document:
    table = Table("What there is", ("Name", "Verdict"), (("hs-db1", "pass"), ("hs-db2", "fail")))
    return page_of(
        Notice("Nothing on this page has been measured."),
        Heading(2, "First", "first"),
        Paragraph("Plain.", "Label"),
        Bullets(("one", "two")),
        Facts((("RTO", "4 h"),)),
        Heading(3, "Steps", "steps"),
        Steps((Step("Look.", "hs-db1.blank", ("ssh hs-db1 true",), "Nothing.", "Call."),)),
        Command("sha256sum -c"),
        Heading(2, "Pictures", "pictures"),
        table,
        Figure("figure", SVG, "Two words in a frame", table),
        Links((Link("The plan", "plan", about="of all sites"),)),
    )


@pytest.fixture(scope="module")
def made():
    return Structure(pdf(every_kind()))


@pytest.fixture(scope="module")
def runbook(district, site, make_record):
    return Structure(pdf(document(runbook_for(district, site, [make_record()]))))


@pytest.fixture(params=["made", "runbook"])
def structure(request):
    return request.getfixturevalue(request.param)


def test_it_is_marked_titled_and_says_that_it_is_ua_1(structure):
    assert bool(structure.root.MarkInfo.Marked)
    assert bool(structure.root.ViewerPreferences.DisplayDocTitle)
    with structure.file.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"]


def test_its_language_is_the_pages(structure):
    assert str(structure.root.Lang) == "en"
    assert str(Structure(pdf(page_of(Heading(2, "Niños", "n"), language="es"))).root.Lang) == "es"


def test_headings_begin_at_the_first_level_and_leave_none_out(structure):
    levels = [level for level, _ in structure.headings()]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_picture_has_words_that_stand_in_for_it(structure):
    found = structure.of("Figure")
    assert found
    assert all(str(each.held.Alt).strip() for each in found)


def test_every_table_has_a_caption_and_header_cells_with_a_scope(structure):
    assert structure.of("TH")
    assert all(str(each.held.A[0].Scope) == "/Column" for each in structure.of("TH"))
    assert all("THead" in each.above for each in structure.of("TH"))
    assert len(structure.of("Caption")) == len(structure.of("Table"))


def test_nothing_is_painted_that_is_neither_tagged_nor_an_artifact(structure):
    assert structure.untagged() == 0


def test_its_syntax_is_whole(structure):
    assert list(structure.file.check_pdf_syntax()) == []


def test_bookmarks_are_the_headings(made):
    assert made.bookmarks() == ["First", "Pictures"]


def test_steps_facts_and_sentences_are_lists_and_commands_are_code(made):
    assert made.kinds().count("L") == 4
    assert [each.above for each in made.of("Code")] == [("Document", "L", "LI", "LBody"), ("Document",)]


def test_a_heading_that_jumps_a_level_is_brought_up():
    jumping = Structure(pdf(page_of(Heading(3, "Three", "a"), Heading(3, "Again", "b"))))
    assert jumping.headings() == [(1, "Three"), (2, "Again")]


def test_a_long_page_has_contents_that_lead_to_every_heading(made):
    headings = [Heading(2, f"Part {number}", f"p{number}") for number in range(9)]
    filler = Bullets(tuple(f"line {number}" for number in range(50)))
    long = Structure(pdf(page_of(*itertools.chain(*((each, filler) for each in headings)))))
    assert len(long.file.pages) >= 9
    assert len(long.of("TOCI")) == 9
    assert len(long.of("Link")) == 9
    assert not made.of("TOC")


def test_two_steps_of_one_id_stand_side_by_side():
    twice = Steps((Step("Look.", "hs-db1.blank"), Step("Look.", "hs-db1.blank")))
    assert Structure(pdf(page_of(twice))).kinds().count("LI") == 2


def test_the_same_page_gives_the_same_bytes():
    assert pdf(every_kind()) == pdf(every_kind())


def test_a_step_a_cell_and_a_picture_longer_than_a_sheet_are_not_cut_off():
    words_ = " ".join(f"word{number}" for number in range(1500))
    tall = SVG.replace("720 60", "720 4000")
    long = pdf(
        page_of(
            Steps((Step(words_, "a.b"),)),
            Table("Long", ("a",), ((words_,),)),
            Facts((("fact", words_),)),
            Figure("f", tall, "tall", Table("t", ("a",), ())),
        )
    )
    assert len(Structure(long).file.pages) >= 6
    assert re.search(r"word1499", _text(long))


def _text(content: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("not tried: pdftotext (poppler-utils) is not installed")
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()
