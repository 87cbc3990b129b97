"""What auditors ask most, with the records that answer it; every framework in short; how to check it all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from drplan.audit.controls.auditor import auditor_findings
from drplan.audit.controls.crosswalk import crosswalk
from drplan.audit.controls.judge import ControlJudgement, judge
from drplan.explain.content import Table
from drplan.explain.document import Block, Command, Document, Heading, Paragraph
from drplan.explain.language import Language
from drplan.explain.reports.frame import laid_out
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.registry import REPORTS
from drplan.explain.reports.tenants import tenants_table
from drplan.measure.verdict import Outcome
from drplan.record.approval import RecordRef

_FEW = 3
_YEAR = timedelta(days=365)
_OUTCOMES: tuple[Outcome, ...] = ("pass", "fail", "no-evidence", "not-applicable")
_COMMANDS = (
    ("Every record, every signature and every chain, on this machine:", "drplan evidence verify"),
    ("Every control with every reason and every record:", "drplan evidence controls --format markdown"),
    (
        "A pack to take away, with a page that says how to check it with OpenSSH and coreutils alone:",
        "drplan evidence export --from {first} --to {last} --edition restricted --out auditors-pack",
    ),
)


@REPORTS.add("auditor", "What auditors ask most, with verdicts and records.", editions=("restricted",))
def auditor(matter: Matter, say: Language) -> Document:
    """Make the auditor's page."""
    return laid_out(matter, say("For the auditor"), _blocks(matter, say))


def _blocks(matter: Matter, say: Language) -> Iterator[Block]:
    yield Paragraph(
        say(
            "What audits of school districts find most, asked of this one. Reasons are in the records' own"
            " words. What no record shows does not pass; where the declaration itself is asked for, it does."
        )
    )
    yield Heading(2, say("What is asked most"), "asked")
    yield _asked(matter, say)
    yield Heading(2, say("Frameworks in short"), "frameworks")
    yield _frameworks(judge(matter.case, crosswalk()), say)
    if (tenants := tenants_table(matter, say)) is not None:
        yield Heading(2, say("Google Workspace and Microsoft 365"), "tenants")
        yield tenants
    yield Heading(2, say("How to check this yourself"), "check")
    for about, line in _COMMANDS:
        yield Paragraph(say(about))
        yield Command(line.format(first=matter.day - _YEAR, last=matter.day))
    yield Heading(2, say("Heads of the chains"), "heads")
    yield Paragraph(
        say(
            "Each record names the one before it. Who noted the newest head, in minutes or with a neighbor,"
            " sees when anything before it is changed or taken away."
        )
    )
    yield _heads(matter, say) or Paragraph(say("There is no record yet."))


def _asked(matter: Matter, say: Language) -> Table:
    rows = tuple(
        (
            say(each.asks),
            say(each.outcome),
            _first([*each.because], say),
            _first([_ref(ref, say) for ref in each.evidence], say)
            or (say("declared") if each.declared else ""),
        )
        for each in auditor_findings(matter.case)
    )
    return Table(
        say("What is asked most"), (say("Question"), say("Verdict"), say("Because"), say("Evidence")), rows
    )


def _first(told: Sequence[str], say: Language) -> str:
    more = [say("{number} more", number=len(told) - _FEW)] if len(told) > _FEW else []
    return "; ".join([*told[:_FEW], *more])


def _ref(ref: RecordRef, say: Language) -> str:
    return f"{say(ref.noun)} {ref.id}"


def _frameworks(found: Sequence[ControlJudgement], say: Language) -> Table:
    names = dict.fromkeys((each.framework, each.version) for each in found)
    rows = tuple(
        (
            f"{framework} {version}",
            *(
                str(
                    sum(
                        each.verdict.outcome == outcome
                        for each in found
                        if (each.framework, each.version) == (framework, version)
                    )
                )
                for outcome in _OUTCOMES
            ),
            ", ".join(
                each.control
                for each in found
                if (each.framework, each.version) == (framework, version) and each.verdict.outcome == "fail"
            ),
        )
        for framework, version in names
    )
    header = (say("Framework"), *(say(each) for each in _OUTCOMES), say("What fails"))
    return Table(say("Controls by verdict"), header, rows)


def _heads(matter: Matter, say: Language) -> Table | None:
    ledger = matter.ledger
    newest = {each.noun: each for each in ledger}
    rows = tuple(
        (say(noun), record.id, ledger.ref(record).head or say("not known")) for noun, record in newest.items()
    )
    return (
        Table(say("Heads of the chains"), (say("Chain"), say("Newest record"), say("Head")), rows)
        if rows
        else None
    )
