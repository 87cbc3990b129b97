"""The insurer's answer sheet: one page, for outsiders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time

from drplan.audit.controls.case import Case
from drplan.audit.controls.insurer import Answer, insurer_answers
from drplan.audit.controls.said import Said
from drplan.explain.assessment.clean import cleaned
from drplan.explain.content import Table
from drplan.explain.document import Block, Document, Facts, Paragraph
from drplan.explain.html import rendered
from drplan.explain.language import Language, language

_FEW, _HEAD = 2, 12
_ABOUT = (
    "As on {day}. Each answer is shown by signed records, or says that there is no evidence. Records are"
    " verified with ssh-keygen and sha256sum alone."
)
_ENGLISH = language("en")
TITLE = "Backup and recovery: answers"


def insurer_page(case: Case, *, tabular: bool = False, say: Language = _ENGLISH) -> Document:
    """Lay the sheet out; the case's ledger must have been verified. A table is for wide pages."""
    at = datetime.combine(case.day, time(), UTC)
    body = insurer_block(case, say, tabular=tabular)
    blocks = (Paragraph(say(_ABOUT, day=case.day)), body)
    page = Document(say(TITLE), case.district.name, int(at.timestamp()), blocks, language=say.code)
    return cleaned(page)


def insurer_block(case: Case, say: Language, *, tabular: bool) -> Block:
    """Return all answers, as a table or as facts."""
    answers = insurer_answers(case)
    return _table(answers, say) if tabular else _facts(answers, say)


def insurer_html(page: Document) -> str:
    """Write the sheet as one file that prints on one page; every text is escaped."""
    return rendered("insurer.html.j2", page=page, say=language(page.language))


def told(words: object, say: Language) -> str:
    """Put a sentence, several in a row, or a value into a language."""
    if isinstance(words, Said):
        return say(words.message, **{name: told(value, say) for name, value in words.values.items()})
    if isinstance(words, tuple):
        return ", ".join(told(each, say) for each in words)
    return str(words)


def _table(answers: Iterable[Answer], say: Language) -> Table:
    rows = tuple(
        (say(each.question), told(each.stated, say), say(each.outcome), _shown(each, say)) for each in answers
    )
    return Table(say("Answers"), (say("Question"), say("Answer"), say("Verdict"), say("Evidence")), rows)


def _facts(answers: Iterable[Answer], say: Language) -> Facts:
    def fact(each: Answer) -> str:
        shown = _shown(each, say)
        return f"{told(each.stated, say)}. {shown[0].upper()}{shown[1:]}."

    return Facts(tuple((say(each.question).strip("¿?"), fact(each)) for each in answers))


def _shown(each: Answer, say: Language) -> str:
    """Say what is shown, with the first records that show it."""
    shown = told(each.shown, say)
    refs = [
        say("{noun} {id}, head {head}", noun=say(ref.noun), id=ref.id, head=ref.head[:_HEAD])
        for ref in each.evidence[:_FEW]
    ]
    if len(each.evidence) > _FEW:
        refs.append(say("{number} more", number=len(each.evidence) - _FEW))
    return f"{shown} ({'; '.join(refs)})" if refs else shown
