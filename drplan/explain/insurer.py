"""The insurer's answer sheet: one page, for outsiders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time

from drplan.audit.controls.case import Case
from drplan.audit.controls.insurer import Answer, insurer_answers
from drplan.explain.assessment.clean import cleaned
from drplan.explain.content import Table
from drplan.explain.document import Block, Document, Facts, Paragraph
from drplan.explain.html import rendered

_FEW, _HEAD = 2, 12
_ABOUT = (
    "As on {day}. Each answer is shown by signed records, or says that there is no evidence. Records are"
    " verified with ssh-keygen and sha256sum alone."
)


def insurer_page(case: Case, *, tabular: bool = False) -> Document:
    """Lay the sheet out; the case's ledger must have been verified. A table is for wide pages."""
    at = datetime.combine(case.day, time(), UTC)
    answers = insurer_answers(case)
    body: Block = _table(answers) if tabular else _facts(answers)
    blocks = (Paragraph(_ABOUT.format(day=case.day)), body)
    return cleaned(Document("Backup and recovery: answers", case.district.name, int(at.timestamp()), blocks))


def insurer_html(page: Document) -> str:
    """Write the sheet as one file that prints on one page; every text is escaped."""
    return rendered("insurer.html.j2", page=page)


def _table(answers: Iterable[Answer]) -> Table:
    rows = tuple((each.question, each.stated, each.outcome, _shown(each)) for each in answers)
    return Table("Answers", ("Question", "Answer", "Verdict", "Evidence"), rows)


def _facts(answers: Iterable[Answer]) -> Facts:
    def fact(each: Answer) -> str:
        shown = _shown(each)
        return f"{each.stated}. {shown[0].upper()}{shown[1:]}."

    return Facts(tuple((each.question.rstrip("?"), fact(each)) for each in answers))


def _shown(each: Answer) -> str:
    """Say what is shown, with the first records that show it."""
    told = [f"{ref.noun} {ref.id}, head {ref.head[:_HEAD]}" for ref in each.evidence[:_FEW]]
    more = [f"{len(each.evidence) - _FEW} more"] if len(each.evidence) > _FEW else []
    return f"{each.shown} ({'; '.join([*told, *more])})" if told else each.shown
