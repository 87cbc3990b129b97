"""Single parts of a Word page: texts, commands, tables with their header rows, pictures with their words."""

from __future__ import annotations

from io import BytesIO

from docx.document import Document as WordFile
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Row

from drplan.explain.columns import column_widths
from drplan.explain.content import Table
from drplan.explain.typeset import typeset_picture
from drplan.spelled import spelled

_WIDEST, _TALLEST = Mm(170), Mm(200)
_TABLE_POINTS = 8.5


def add_text(file: WordFile, text: str, style: str | None = None) -> None:
    """Add a paragraph."""
    file.add_paragraph(spelled(text), style)


def add_labelled(file: WordFile, label: str, text: str, style: str | None = None) -> None:
    """Add a paragraph after a bold label, when there is one."""
    paragraph = file.add_paragraph(style=style)
    if label:
        paragraph.add_run(spelled(label)).bold = True
        paragraph.add_run(" ")
    paragraph.add_run(spelled(text))


def add_command(file: WordFile, line: str) -> None:
    """Add a line to copy: no spelling is checked in it, so no quote or dash is put right."""
    run = file.add_paragraph(style="Command").add_run(spelled(line))
    run.font.no_proof = True


def add_table(file: WordFile, table: Table) -> None:
    """Add a table under its caption; its header row is marked as one and stands again on every sheet."""
    caption = file.add_paragraph(spelled(table.caption), "Caption")
    caption.paragraph_format.keep_with_next = True
    made = file.add_table(rows=0, cols=len(table.header), style="Table Grid")
    _share_out(made, column_widths((table.header, *table.rows)))
    _name(made, spelled(table.caption))
    _mark_header(_add_row(made, table.header, bold=True))
    for row in table.rows:
        _add_row(made, row)
    file.add_paragraph()


def _share_out(made: WordTable, widths: list[int]) -> None:
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = int(_WIDEST * (width + 2) / (sum(widths) + 2 * len(widths)))


def _add_row(made: WordTable, texts: tuple[str, ...], *, bold: bool = False) -> _Row:
    row: _Row = made.add_row()  # type: ignore[no-untyped-call]
    for cell, text in zip(row.cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(spelled(text))
        run.font.size, run.bold = Pt(_TABLE_POINTS), bold or None
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - it has no word for it
    return row


def _mark_header(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - it has no word for it


def _name(made: WordTable, caption: str) -> None:
    name = OxmlElement("w:tblCaption")
    name.set(qn("w:val"), caption)
    made._tbl.tblPr.append(name)  # noqa: SLF001 - it has no word for it


def add_picture(file: WordFile, svg: str, alternative: str) -> None:
    """Add a drawing as a PNG with the words that stand in for it; raises ``DeclarationError``."""
    shape = file.add_picture(BytesIO(typeset_picture(spelled(svg))), _WIDEST)
    if shape.height > _TALLEST:
        shape.width, shape.height = int(shape.width * _TALLEST / shape.height), _TALLEST
    about = shape._inline.docPr  # noqa: SLF001 - it has no word for it
    about.set("descr", spelled(alternative))
