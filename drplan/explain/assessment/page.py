"""The assessment as a row of blocks, so that the terminal and the page show the same in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from drplan.explain.assessment.ending_tables import ending_blocks
from drplan.explain.assessment.parts import Action, Assessment, Share
from drplan.explain.assessment.phrases import first_few, kinds, share_words, stake_words
from drplan.explain.content import Table
from drplan.explain.document import Block, Bullets, Document, Facts, Heading, Notice, Paragraph
from drplan.explain.words import count, listing

_WORST = 3
_RANKING = (
    "Points, 0 to 100: up to 60 for the worst harm an outage does (safety before records, pay and teaching; "
    "as rated in the impact analysis of the services concerned and of those that depend on them), up to 25 "
    "for the students reached, up to 15 for the tier. Warnings count six tenths of that, notes four. 45 "
    "points and more: the first 30 days; 30 and more: the second; ten actions a month, what is left over "
    "moves on. What nobody rated is judged by its tier, and what serves nobody knows what as tier 1."
)


def assessment_page(assessment: Assessment) -> Document:
    """Lay an assessment out; its texts are as declared, so that each format must still escape them."""
    where = "" if assessment.site is None else f", site {assessment.site}"
    title = f"First 90 days: what there is and what to do{where}"
    return Document(title, assessment.district, 0, tuple(_blocks(assessment)))


def _blocks(assessment: Assessment) -> Iterator[Block]:
    yield Notice(
        f"As declared, judged on {assessment.as_of}. A backup that is declared is not a backup that was "
        "restored: drplan backup status asks the copies, drplan drill proves them. What is not declared is "
        "not known."
    )
    yield Heading(2, "At a glance", "glance")
    yield from _glance(assessment)
    yield Heading(2, "What is covered", "coverage")
    yield from _coverage(assessment)
    yield Heading(2, "What nobody declared yet", "undeclared")
    yield from _undeclared(assessment)
    yield Heading(2, "What ends when, and what it costs", "lifecycle")
    yield from ending_blocks(assessment)
    yield Heading(2, "What to do first", "actions")
    yield from _actions(assessment.actions)


def _glance(assessment: Assessment) -> Iterator[Block]:
    if assessment.actions:
        yield Paragraph("The worst first:")
        yield Bullets(tuple(map(_worst, assessment.actions[:_WORST])))
    yield Paragraph(f"{_counted(assessment)} {_promised(assessment)}")


def _worst(action: Action) -> str:
    return f"{action.problem} ({_about(action)}). {_sentence(action.what)}"


def _counted(assessment: Assessment) -> str:
    totals = assessment.totals
    students = count(totals.students, "student") if totals.students else "students not counted"
    things = (
        count(totals.servers, "server"),
        count(totals.devices, "network device"),
        count(totals.tenants, "cloud tenant"),
        count(totals.services, "service"),
    )
    return (
        f"{assessment.district}: {count(totals.sites, 'site')} ({students}), {', '.join(things[:-1])} and "
        f"{things[-1]} with {count(totals.data_sets, 'data set')}; {count(totals.roles, 'role')} in all."
    )


def _promised(assessment: Assessment) -> str:
    if not assessment.totals.services:
        return "No service is declared, so objectives, backups, probes and exercises are not known."
    parts = [f"{each.share.have} have {each.title}" for each in assessment.services]
    waived = f" Waivers in force: {assessment.waivers}; what they set aside is no action here."
    aside = waived if assessment.waivers else ""
    return f"Of the {count(assessment.totals.services, 'service')}, {', '.join(parts)}.{aside}"


def _coverage(assessment: Assessment) -> Iterator[Block]:
    yield Table(
        "By site: with a declared backup, and in an exercise",
        ("Site", "Students", "Servers", "Devices", "Tenants", "Services in an exercise"),
        tuple(
            (
                f"{site.title} ({site.code})",
                f"{site.students:,}" if site.students else "none counted",
                *map(share_words, (site.servers, site.devices, site.tenants, site.services)),
            )
            for site in assessment.sites
        ),
    )
    lacking = tuple(_lacking(assessment))
    if lacking:
        yield Table("Without a backup or an exercise", ("Site", "What", "Which"), lacking)
    yield Table(
        "By promise",
        ("What there should be", "How many", "Which are missing"),
        tuple(
            (title, share_words(share), _missing(share))
            for title, share in (
                *((f"Services with {each.title}", each.share) for each in assessment.services),
                *((each.title, each.share) for each in assessment.measures),
            )
        ),
    )


def _lacking(assessment: Assessment) -> Iterator[tuple[str, str, str]]:
    for site in assessment.sites:
        shares = (
            ("servers without a backup", site.servers),
            ("devices without a backup", site.devices),
            ("tenants without a backup", site.tenants),
            ("services in no exercise", site.services),
        )
        for what, share in shares:
            if share.missing:
                yield site.code, what, first_few(share.missing)


def _missing(share: Share) -> str:
    if not share.of:
        return "not known"
    return first_few(share.missing) if share.missing else "none"


def _undeclared(assessment: Assessment) -> Iterator[Block]:
    points = assessment.starting_points
    if points:
        yield Paragraph(
            "No service is declared for these functions. Somebody may run them all the same: find out who. "
            "Tier and objectives are a start, to be agreed with those who use them."
        )
        yield Table(
            "Functions that no service covers",
            ("Function", "Tier", "RTO to start from", "RPO to start from"),
            tuple((each.title, str(int(each.tier)), each.rto, each.rpo) for each in points),
        )
    else:
        yield Paragraph("Every function of the table of tiers has a service.")
    others = [gap for gap in assessment.gaps if not gap.key.startswith("functions-")]
    if others:
        yield Table(
            "Blanks",
            ("What is not declared", "How many", "Which"),
            tuple(
                (gap.title, f"{len(gap.subjects)} of {gap.of}", first_few(each.name for each in gap.subjects))
                for gap in others
            ),
        )


def _actions(actions: Sequence[Action]) -> Iterator[Block]:
    if not actions:
        yield Paragraph("No rule has anything to say, and nothing is left blank.")
        return
    for due, group in groupby(actions, key=lambda each: each.due):
        here = list(group)
        yield Heading(3, f"{due.capitalize()}: {count(len(here), 'action')}", re.sub(r"\W+", "-", due))
        yield Table(
            f"Actions for {due}",
            ("#", "What to do", "Why", "About", "What hangs on it", "Behind it"),
            tuple(map(_action, here)),
        )
    yield Facts((("How it is ranked", _RANKING),))


def _action(action: Action) -> tuple[str, ...]:
    return (
        str(action.rank),
        _sentence(action.what),
        f"{action.problem}. {action.why}".strip(),
        _about(action),
        stake_words(action.stake),
        f"{listing(action.rules, 'a blank')}; {action.weight}, {action.score} points",
    )


def _about(action: Action) -> str:
    """Name the things; where the one thing is the district, what was said of it tells more."""
    if all(each.kind == "district" for each in action.subjects):
        return first_few(action.messages)
    return f"{kinds(action.subjects)}: {first_few(each.name for each in action.subjects)}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
