"""What stands around a Word page's blocks: styles, language, sheet, header, footer and first lines."""

from __future__ import annotations

from typing import cast

from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from drplan.explain.document import Document
from drplan.explain.page_words import NUMBER, TOTAL, PageWords
from drplan.explain.picture import clipped
from drplan.explain.word_parts import add_text
from drplan.spelled import spelled

_TEXT, _CODE = "Liberation Sans", "Liberation Mono"
_POINTS = {"Title": 20, "Heading 1": 15, "Heading 2": 12.5, "Subtitle": 11, "Normal": 10} | dict.fromkeys(
    ("Intense Quote", "Caption"), 10
)
_SMALL = dict.fromkeys(("Header", "Footer"), 8)
_RUNNING = 60
_REGION = {"en": "en-US", "es": "es-US"}
_LETTER_WIDTH, _LETTER_HEIGHT, _MARGIN, _TOP = Mm(215.9), Mm(279.4), Mm(19), Mm(26)


def frame(file: WordFile, page: Document, said: PageWords) -> None:
    """Lay the sheet out and say at its head whose page it is, as of when, and that it is uncontrolled."""
    _set_styles(file, page.language)
    _set_sheet(file)
    section = file.sections[0]
    running = f"{said.uncontrolled} {clipped(spelled(page.title), _RUNNING)}. {said.as_of}"
    section.header.paragraphs[0].text = running
    _number_pages(section.footer.paragraphs[0], f"{said.edition} {said.page}")
    file.add_heading(spelled(page.title), 0)
    add_text(file, said.uncontrolled, "Intense Quote")
    add_text(file, f"{page.district}. {said.as_of}", "Subtitle")


def _set_sheet(file: WordFile) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = _LETTER_WIDTH, _LETTER_HEIGHT
    section.left_margin = section.right_margin = section.bottom_margin = _MARGIN
    section.top_margin = _TOP


def _set_styles(file: WordFile, language: str) -> None:
    for name, points in (_POINTS | _SMALL).items():
        _letter(cast("ParagraphStyle", file.styles[name]), _TEXT, points)
    _set_language(file, language)
    step = _derived(file, "Step", "List Bullet")
    step.paragraph_format.keep_with_next = True
    step.paragraph_format.space_before = Pt(6)
    command = _derived(file, "Command", "List Continue")
    _letter(command, _CODE, 9)
    command.paragraph_format.keep_together = True
    _shade(command)


def _derived(file: WordFile, name: str, base: str) -> ParagraphStyle:
    made = cast("ParagraphStyle", file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH))
    made.base_style = file.styles[base]
    return made


def _letter(style: ParagraphStyle, font: str, points: float) -> None:
    """Set a style's letters, dark enough on white to read (WCAG 2.2, 1.4.3)."""
    style.font.name, style.font.size = font, Pt(points)
    style.font.color.rgb = RGBColor(0x1B, 0x1B, 0x1B)
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _set_language(file: WordFile, language: str) -> None:
    for found in file.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), _REGION.get(language, language))


def _shade(style: ParagraphStyle) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "F2F2F2")):
        shade.set(qn(f"w:{name}"), value)
    style.element.get_or_add_pPr().append(shade)


def _number_pages(paragraph: Paragraph, text: str) -> None:
    before, rest = text.split(NUMBER)
    between, after = rest.split(TOTAL)
    paragraph.add_run(before)
    _add_field(paragraph, "PAGE")
    paragraph.add_run(between)
    _add_field(paragraph, "NUMPAGES")
    paragraph.add_run(after)


def _add_field(paragraph: Paragraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)  # noqa: SLF001 - the library has no fields
