"""Names that would be markup or turned writing elsewhere stay what they are; a district's own parts."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from drplan.errors import DeclarationError
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
from drplan.spelled import spelled

HOSTILE = (
    "<script>alert(1)</script>",
    '#panic() #eval("1") #sys.inputs',
    "$x$ @ref *bold* _it_ `raw` = heading",
    "\\u{202e} // /* [ ] -- --- ...",
    "'\" “quoted” & ~ ^",
)


def page_of(*blocks, title: str = "A page", **about) -> Document:
    return Document(title, "Cedar Valley School District", 1_773_455_360, blocks, **about)


def full_of(name: str) -> Document:
    table = Table(name, (name, "Verdict"), ((name, name),))
    svg = drawing(60, name, name, [words(10, 30, name[:40])])
    blocks = (
        Notice(name),
        Heading(2, name, name),
        Paragraph(name, name),
        Bullets((name,)),
        Facts(((name, name),)),
        Steps((Step(name, name, (name,), name, name, took=name),)),
        Command(name),
        Figure("figure", svg, name, table),
        Links((Link(name, name, name, name),)),
    )
    return Document(name, name, 0, blocks)


def text_of(content: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("not tried: pdftotext (poppler-utils) is not installed")
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", HOSTILE)
def test_markup_stays_literal_wherever_it_stands(name):
    assert squeezed(text_of(pdf(full_of(name)))).count(squeezed(name)) >= 15


def test_what_turns_or_hides_writing_is_spelled():
    found = text_of(pdf(full_of("invoice\u202egpj.exe\u200b\u2066\x00\x1b\ud800")))
    assert "invoice[U+202E]gpj.exe[U+200B][U+2066][U+0000][U+001B][U+D800]" in squeezed(found)
    assert not set(found) & set("\u202e\u200b\u2066\x00\x1b")


def test_what_the_fonts_lack_is_spelled_and_other_writing_is_not():
    found = squeezed(text_of(pdf(page_of(Paragraph("Peña Ñandú ¿qué? é \N{GRINNING FACE} end")))))
    assert "PeñaÑandú¿qué?é[U+1F600]end" in found


def test_five_hundred_letters_fit_on_the_sheet():
    name = "a" * 500
    content = pdf(full_of(name))
    assert squeezed(text_of(content)).count("a" * 500) >= 10
    if shutil.which("pdftotext"):
        box = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True)
        right = [float(each) for each in re.findall(r'xMax="([\d.]+)" yMax="[\d.]+">a', box.stdout.decode())]
        assert right
        assert max(right) < 612 - 40


def test_a_command_ends_its_lines_between_words_alone():
    long = "names-that-are-joined/by-marks/where-words-may-break"
    line = "ssh hs-db1 " + " ".join(f"--option-{number}=/srv/{long}/{number}" for number in range(12))
    shown = text_of(pdf(page_of(Steps((Step("Do.", "a.b", (line,)),)))))
    assert line in " ".join(shown.split())


def test_spanish_says_everything_in_spanish():
    page = page_of(
        Heading(2, "Año escolar: ¿qué se pierde?", "a"),
        Steps((Step("Llame.", "hs-db1.blank", expect="Contesta.", otherwise="Vuelva a llamar."),)),
        title="Resumen para la mesa directiva",
        language="es",
        edition="public",
    )
    found = text_of(pdf(page))
    for said in ("Página 1 de 1", "Bien: Contesta.", "Si no: Vuelva", "¿qué se pierde?", "Público."):
        assert said in found
    assert "Page" not in found


def test_spelling_leaves_plain_text_and_line_ends_alone():
    for text in ("", "plain", "Ñandú\tand\nmore", "日本語"):
        assert spelled(text) == text


OWN = """// Cedar Valley's own paper
#import "drplan.typ": standard, written
#let parts = (
  Notice: it => [LOOK: #written(it.text)],
  header: it => [Our header, #it.title],
  Heading: it => (standard.Heading)(it),
)
"""


PAGE = (Path(__file__).parents[3] / "docs" / "print.md").read_text()


def test_the_parts_that_the_docs_show_are_those_there_are():
    (example,) = re.findall(r"^```typst\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    found = text_of(pdf(page_of(Notice("LOOK")), district_parts=example))
    assert "Cedar Valley" in found
    with pytest.raises(DeclarationError) as caught:
        pdf(page_of(), district_parts="#let parts = (none-such: it => it)")
    there = caught.value.message.split("there are: ")[1].split(" (page")[0].split(", ")
    rows = PAGE.split("| part | is given |")[1].split("\n\n")[0]
    shown = re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (.*?) \|", rows, re.MULTILINE)))
    assert sorted(shown) == sorted(there)


def test_a_districts_own_parts_take_the_place_of_ours():
    page = page_of(Notice("nothing is measured"), Heading(2, "First", "f"))
    found = text_of(pdf(page, district_parts=OWN))
    assert "LOOK: nothing is measured" in found
    assert "Our header, A page" in found
    assert "Page 1 of 1" in found


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (
            "#let parts = (Notice: it => {\n\n  it.texxt\n})",
            r"district\.typ, line 3: dictionary does not contain key",
        ),
        ("\n#let parts = (Notice: it => [", r"district\.typ, line 2: unclosed delimiter"),
        ("\n#panic()", r"district\.typ, line 2: panicked"),
        ("#let other = 1", r"district\.typ: it defines no #let parts"),
        ("#let parts = 1", r"district\.typ: it defines no #let parts"),
        ("#let parts = (Notise: it => [])", r'district\.typ: no part "Notise"; there are: Heading,'),
        ("#let parts = (Notice: 1)", r'district\.typ: the part "Notice" must be a function'),
    ],
)
def test_parts_that_fail_name_file_and_line(own, said):
    with pytest.raises(DeclarationError, match=said) as caught:
        pdf(page_of(Notice("x")), district_parts=own)
    assert "mend district.typ" in caught.value.next_step


@pytest.mark.parametrize(
    "own",
    [
        '#import "@preview/cetz:0.3.0"',
        '#include "other.typ"',
        '#let parts = {\n import ("@pre" + "view/cetz:0.3.0")\n (:) }',
    ],
)
def test_parts_import_no_package_and_no_other_file(own):
    with pytest.raises(
        DeclarationError, match=r"district\.typ, line \d: only \"drplan\.typ\" may be imported"
    ):
        pdf(page_of(), district_parts=own)


@pytest.mark.parametrize(
    "read",
    [
        'read("/etc/hostname")',
        'read("pyproject.toml")',
        'read("../../../../etc/hostname")',
        'image("/etc/hostname")',
        'json("/etc/hostname")',
        'eval("1")',
        'std.eval("1")',
        'plugin("x.wasm")',
    ],
)
def test_parts_read_no_file_and_run_nothing_else(read):
    with pytest.raises(DeclarationError, match=r"district\.typ, line 2"):
        pdf(page_of(Notice("x")), district_parts=f"\n#let parts = (Notice: it => [#{read}])")
