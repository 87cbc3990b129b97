"""What insurers ask, answered from the declaration and the records: the sheet, in the reader's language."""

from __future__ import annotations

from drplan.explain.document import Document, Heading, Paragraph
from drplan.explain.insurer import TITLE, insurer_block
from drplan.explain.language import Language
from drplan.explain.reports.frame import laid_out
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.registry import REPORTS


@REPORTS.add("insurer", "What insurers ask, each answer with its evidence.", editions=("restricted",))
def insurer(matter: Matter, say: Language) -> Document:
    """Make the insurer's sheet: the same answers as ``drplan evidence insurer`` gives."""
    about = Paragraph(
        say(
            "Each answer is shown by signed records, or says that there is no evidence. Records are verified"
            " with ssh-keygen and sha256sum alone."
        )
    )
    answers = (Heading(2, say("Answers"), "answers"), insurer_block(matter.case, say, tabular=False))
    return laid_out(matter, say(TITLE), iter((about, *answers)))
