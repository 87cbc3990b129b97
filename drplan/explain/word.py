"""Pages as Word files: uncontrolled copies to work on, marked as such. Same input, same bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE

from drplan.explain.content import Figure, Step, Table
from drplan.explain.document import (
    Block,
    Bullets,
    Command,
    Document,
    Facts,
    Heading,
    Links,
    Notice,
    Paragraph,
    Steps,
)
from drplan.explain.page_words import PageWords, page_words
from drplan.explain.word_frame import frame
from drplan.explain.word_parts import add_command, add_labelled, add_picture, add_table, add_text
from drplan.spelled import spelled

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def word(page: Document) -> bytes:
    """Render a page as Office Open XML (ISO/IEC 29500); raises ``UsageError`` for an unknown language.

    It is marked an uncontrolled copy, in its header and its first line, with the moment it tells of.
    Characters that hide, turn or cannot be in XML are written as their code point.
    """
    file, said = docx.Document(), page_words(page)
    frame(file, page, said)
    _tell(file, page)
    for block in page.blocks:
        _add(file, block, said)
    return _fixed(file)


def _tell(file: WordFile, page: Document) -> None:
    """Set what the file says of itself; nothing in it is of the day it was made."""
    about, moment = file.core_properties, datetime.fromtimestamp(page.as_of, UTC)
    about.title, about.author = spelled(page.title)[:255], spelled(page.district)[:255]
    about.language, about.subject = page.language, ""
    about.comments = about.keywords = about.category = about.last_modified_by = ""
    about.created = about.modified = moment
    about.revision = 1
    package = file.part.package
    for name in [name for name, each in package.rels.items() if each.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        package.rels.pop(name)


def _add(file: WordFile, block: Block, said: PageWords) -> None:
    match block:
        case Heading(level=level, text=text):
            file.add_heading(spelled(text), level - 1)
        case Paragraph(text=text, label=label):
            add_labelled(file, f"{label}." if label else "", text)
        case Notice(text=text):
            add_text(file, text, "Intense Quote")
        case Command(line=line):
            add_command(file, line)
        case Table():
            add_table(file, block)
        case Figure(svg=svg, alternative=alternative, table=table):
            add_picture(file, svg, alternative)
            add_table(file, table)
        case Steps(steps=steps):
            for step in steps:
                _add_step(file, step, said)
        case _:
            _add_list(file, block)


def _add_list(file: WordFile, block: Bullets | Links | Facts) -> None:
    match block:
        case Bullets(lines=lines):
            for line in lines:
                add_text(file, line, "List Bullet")
        case Links(rows=links):
            for link in links:
                about = f"{link.text}: {link.about}" if link.about else link.text
                add_text(file, about, "List Bullet")
        case Facts(rows=rows):
            for term, fact in rows:
                add_labelled(file, f"{term}:", fact, "List Bullet")


def _add_step(file: WordFile, step: Step, said: PageWords) -> None:
    took = f" ({step.took})" if step.took else ""
    add_labelled(file, step.id, step.what + took, "Step")
    for line in step.commands:
        add_command(file, line)
    if step.expect:
        add_labelled(file, said.good, step.expect, "List Continue")
    if step.otherwise:
        add_labelled(file, said.otherwise, step.otherwise, "List Continue")


def _fixed(file: WordFile) -> bytes:
    """Write the file with every part dated alike: a zip's own dates are of the moment it is written."""
    written, fixed = BytesIO(), BytesIO()
    file.save(written)
    with ZipFile(written) as parts, ZipFile(fixed, "w", ZIP_DEFLATED) as out:
        for name in sorted(parts.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            out.writestr(ZipInfo(name, _ZIP_EPOCH), parts.read(name), ZIP_DEFLATED)
    return fixed.getvalue()
