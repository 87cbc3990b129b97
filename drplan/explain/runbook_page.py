"""A site's runbook laid out as a page."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.content import DrillPage, Gear, Runbook, ServicePage, Table
from drplan.explain.document import (
    Block,
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
