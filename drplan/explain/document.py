"""A runbook as a row of blocks, so that every format shows the same things in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from drplan.explain.content import DrillPage, Figure, Gear, Runbook, ServicePage, Step, Table


@dataclass(frozen=True)
class Heading:
    """A heading; ``level`` 2 or 3 (the title is 1). ``id`` can be linked to."""

    level: int
    text: str
    id: str


@dataclass(frozen=True)
class Paragraph:
    """Running text, after a bold ``label`` when there is one."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Notice:
    """A sentence that must not be overlooked."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """Short sentences in a list."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Terms, each with what holds for it."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Steps:
    """Numbered things to do."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Command:
    """One line to copy."""

    line: str


@dataclass(frozen=True)
class Link:
    """A way to another page. ``page`` is its path below the runbooks folder, without ending: ``hs/runbook``.

    ``anchor`` is the ``id`` of a heading or a step on it; ``about`` is what stands beside the link.
    """

    text: str
    page: str
    anchor: str = ""
    about: str = ""


@dataclass(frozen=True)
class Links:
    """Ways to other pages, in a list. On paper they are the pages' titles."""

    rows: tuple[Link, ...]


Block = Heading | Paragraph | Notice | Bullets | Facts | Steps | Command | Table | Figure | Links

Edition = Literal["public", "restricted"]
"""Whom a page is for. A ``public`` one holds no address, no host's or account's name and no weakness."""


@dataclass(frozen=True)
class Document:
    """One page. ``as_of`` is seconds since 1970 (see :class:`~drplan.explain.content.Runbook`).

    ``path`` is where it lies below the runbooks folder, without ending (``hs/runbook``), empty for a page
    that stands alone; ``language`` is that of its words (BCP 47); ``kind`` names the template that shows it.
    """

    title: str
    district: str
    as_of: int
    blocks: tuple[Block, ...]
    path: str = ""
    language: str = "en"
    edition: Edition = "restricted"
    kind: str = "runbook"

    def headings(self, level: int) -> tuple[Heading, ...]:
        """Return the headings of one level, in order."""
        return tuple(b for b in self.blocks if isinstance(b, Heading) and b.level == level)


def document(runbook: Runbook) -> Document:
    """Lay a runbook out."""
    blocks = tuple(_blocks(runbook))
    return Document(runbook.title, runbook.district, runbook.as_of, blocks, path=f"{runbook.site}/runbook")


def _blocks(runbook: Runbook) -> Iterator[Block]:
    yield Notice(runbook.standing)
    if runbook.open_actions is not None:
        yield Heading(2, "What is still to be mended", "actions")
        yield Paragraph("This fell short, and no later record shows that it passes: do not count on it.")
        yield runbook.open_actions
    yield Heading(2, "How to use this page", "use")
    yield Bullets(runbook.how_to_use)
    yield Heading(2, "First actions", "first")
    yield Steps(runbook.first_steps)
    yield Heading(2, "Who decides and who is called", "people")
    yield _people(runbook)
    yield from _recovery(runbook)
    yield Heading(2, "Sign-off", "sign-off")
    yield Paragraph("Names are written by hand and stay on this sheet. It goes to whoever decides.")
    yield runbook.sign_off
    if runbook.gear is not None:
        yield from _gear(runbook.gear)
    yield Heading(2, "Further pages", "pages")
    yield _further(runbook)
    yield Heading(2, "Assets, data and copies", "holdings")
    for table in (runbook.assets, runbook.data_sets, runbook.repositories):
        yield table if table.rows else Paragraph(f"{table.caption}: none declared.")
    yield Heading(2, "Last drill", "drill")
    if runbook.drill is None:
        yield Paragraph(runbook.standing)
        return
    yield from _drill(runbook.drill)


def _recovery(runbook: Runbook) -> Iterator[Block]:
    yield Heading(2, "Order of recovery", "order")
    yield runbook.order or Paragraph("No service is declared for this site.")
    if runbook.timeline is not None:
        yield Heading(2, "Time against objective", "timeline")
        yield runbook.timeline
    if runbook.services:
        yield Heading(2, "Recover each service", "services")
    for service in runbook.services:
        yield from _service(service)


def _people(runbook: Runbook) -> Table:
    rows = tuple(
        (contact.title, contact.phone, contact.email, contact.alternate, ", ".join(contact.duties))
        for contact in runbook.contacts
    )
    return Table("Roles of this site", ("Role", "Phone", "E-mail", "No answer: call", "Why"), rows)


def _service(service: ServicePage) -> Iterator[Block]:
    yield Heading(3, f"{service.title} ({service.name})", f"service.{service.name}")
    yield Paragraph(service.impact, "While it is down")
    yield Paragraph(service.workaround, "Until it is back")
    yield Facts(service.facts)
    yield Steps(service.steps)


def _gear(gear: Gear) -> Iterator[Block]:
    yield Heading(2, "Network gear: restore packs", "gear")
    yield Paragraph(
        "For each device: what it is, where the copies of its configuration are, and how a blank one becomes "
        "it. What is done at its console is typed there, all else at the machine of the first actions. No "
        "configuration and no password is on this page."
    )
    if gear.vlans is not None:
        yield gear.vlans
    for pack in gear.packs:
        yield Heading(3, pack.name, f"gear.{pack.name}")
        yield Facts(pack.facts)
        yield from (table for table in (pack.ports, pack.cables) if table is not None)
        yield Steps(pack.steps)


def _further(runbook: Runbook) -> Links:
    return Links(
        (
            *(Link(each.title, f"{runbook.site}/services/{each.name}") for each in runbook.services),
            Link(f"{runbook.title.split(':')[0]}: plan", f"{runbook.site}/plan"),
            Link(f"{runbook.district}: plan", "plan"),
            Link("All pages, scenarios among them", "index"),
        )
    )


def _drill(drill: DrillPage) -> Iterator[Block]:
    yield drill.results
    if drill.faults:
        yield Paragraph("What fell short, in the record's words:")
        yield Bullets(drill.faults)
    yield drill.timeline
    yield Facts(drill.facts)
    for table in (drill.critical_paths, drill.longest_steps, drill.data_sets):
        yield table if table.rows else Paragraph(f"{table.caption}: nothing recorded.")
    yield Heading(2, "All drills", "history")
    yield drill.history
    yield Heading(2, "Check the evidence", "evidence")
    yield from _evidence(drill)


def _evidence(drill: DrillPage) -> Iterator[Block]:
    if not drill.verify:
        yield Paragraph("Whom this record is signed by is unknown, so no command can be given here.")
        return
    yield Paragraph("OpenSSH and coreutils are enough. From the top folder of this repository:")
    yield Command(drill.verify)
    yield Paragraph(
        'It prints a line that begins with "Good" and ends without an error. Anything else: do not rely on '
        "the record; bring it back from another copy of the repository."
    )
