"""The plan for the real day as a page: order, clock, commands and people. It needs no network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from drplan.declare import District, Server, Site
from drplan.declare.lookup import asset_named, data_sets_on
from drplan.explain.commands import restore_host_command
from drplan.explain.content import Step, Table
from drplan.explain.document import Block, Bullets, Command, Document, Heading, Notice, Paragraph, Steps
from drplan.explain.people import contacts, first_steps
from drplan.explain.steps import steps_of
from drplan.explain.words import length, listing, moment
from drplan.plan.clock import Due
from drplan.plan.loss import Loss
from drplan.plan.restorable import restorable
from drplan.record.drill import DrillRecord

HOW_TO_USE = (
    "Do the first actions, then the services wave by wave. Begin a service when all it waits for is back.",
    "Write the time beside each step when it begins and when it ends: that is the record of the day.",
    "Is a whole host gone? One command, under the heading of its wave, brings it back and signs a record.",
    "Otherwise follow the steps of its services, one after the other.",
    "Passwords are not on this page.",
)


@dataclass(frozen=True)
class Moment:
    """When it was lost (``None``: not said), and when the plan is printed; both UTC."""

    lost: datetime | None
    now: datetime

    def left(self, promised: timedelta) -> str:
        """Say how much of a promise is left."""
        if self.lost is None:
            return length(promised)
        left = self.lost + promised - self.now
        # Down to the whole minute: no time left may read longer than it is.
        whole = timedelta(minutes=left // timedelta(minutes=1))
        return f"{length(whole)} left" if left >= timedelta(0) else f"passed by {length(-left)}"

    def until(self, promised: timedelta) -> str:
        """Say when a promise runs out."""
        return moment(self.lost + promised) if self.lost else "................ UTC"


@dataclass(frozen=True)
class RecoveryPlan:
    """What the plan for the real day is made from."""

    district: District
    loss: Loss
    due: tuple[Due, ...]
    moment: Moment
    last: DrillRecord | None = None

    def steps(self) -> Mapping[str, tuple[Step, ...]]:
        """Return the steps of each service by its name; raises ``UsageError`` for an undeclared name."""
        found = steps_of((due.service for due in self.due), self.district, self.last)
        return {name: tuple(self._before(step) for step in steps) for name, steps in found.items()}

    def sites(self) -> tuple[Site, ...]:
        """Return the sites whose services have to come back."""
        lost = {service.name for service in self.loss.services}
        return tuple(s for s in self.district.sites if lost & {each.name for each in s.services})

    def hosts(self, wave: int) -> tuple[str, ...]:
        """Return the servers on which a wave is the first to stand, and which come back by one command."""
        before = {name for due in self.due if due.wave < wave for name in due.service.runs_on}
        here = dict.fromkeys(n for d in self.due if d.wave == wave for n in d.service.runs_on)
        return tuple(name for name in here if name not in before and self._whole(name))

    def host_command(self, host: str) -> str:
        """Build the command that brings a host back; without a moment one has to be put in."""
        lost = f"{self.moment.lost:%Y-%m-%dT%H:%M}" if self.moment.lost else "MOMENT"
        return f"{restore_host_command(host)} {lost}"

    def _before(self, step: Step) -> Step:
        """Pass over recovery points made after the loss: they may hold what the loss left."""
        if self.moment.lost is None:
            return step
        before = f" --before {self.moment.lost:%Y-%m-%dT%H:%M:%S}"
        added = (c + before if c.startswith("drplan restore ") else c for c in step.commands)
        return replace(step, commands=tuple(added))

    def _whole(self, name: str) -> bool:
        if not isinstance(asset_named(self.district, name), Server):
            return False
        return all(restorable(each.source, self.district) for each in data_sets_on(self.district, name))


def recovery_page(plan: RecoveryPlan) -> Document:
    """Lay the plan out."""
    return Document(f"Recovery plan: {plan.loss.title}", plan.district.name, 0, tuple(_blocks(plan)))


def _blocks(plan: RecoveryPlan) -> Iterator[Block]:
    lost = plan.moment.lost
    said = f"lost {moment(lost)}" if lost else "the moment of the loss is not said: times count from it"
    yield Notice(f"The real day, no exercise: {said}. Printed {moment(plan.moment.now)}.")
    yield Heading(2, "How to use this page", "use")
    yield Bullets(HOW_TO_USE)
    yield Heading(2, "The clock", "clock")
    yield clock_table(plan)
    yield Heading(2, "Who decides and who is called", "people")
    yield _people(plan)
    yield Heading(2, "First actions", "first")
    for site in plan.sites():
        yield Steps(first_steps(site, plan.district))
    yield from _waves(plan)
    yield Heading(2, "When everything is back", "end")
    yield Paragraph(
        "Say so to whoever decides. Keep this page with its times, and the records that the commands signed: "
        "drplan evidence list. Within two weeks talk the day through, and mend what fell short."
    )


def _waves(plan: RecoveryPlan) -> Iterator[Block]:
    steps = plan.steps()
    for wave in dict.fromkeys(due.wave for due in plan.due):
        members = [due for due in plan.due if due.wave == wave]
        yield Heading(2, f"Wave {wave}: {listing(d.service.name for d in members)}", f"wave-{wave}")
        for host in plan.hosts(wave):
            yield Paragraph(f"if {host} is gone whole and a blank host stands in its place", "At once")
            yield Command(plan.host_command(host))
        for due in members:
            yield from _service(due, steps[due.service.name], plan)


def _service(due: Due, steps: tuple[Step, ...], plan: RecoveryPlan) -> Iterator[Block]:
    service, promised = due.service, due.promised
    yield Heading(3, f"{service.title} ({service.name})", f"service.{service.name}")
    because = f", because of {due.period.title}" if due.period else ""
    yield Paragraph(
        f"{plan.moment.until(promised.rto)} (RTO {length(promised.rto)}{because}); at the latest "
        f"{plan.moment.until(promised.mtd)} (MTD {length(promised.mtd)}). "
        f"Waits for {listing(service.depends_on, 'nothing')}. Began ............ Back ............",
        "Back by",
    )
    yield Paragraph(service.workaround, "Until it is back")
    yield Steps(steps)


def clock_table(plan: RecoveryPlan) -> Table:
    """Say by when each service has to be back, and how much of that time is left."""
    rows = tuple(
        (
            due.service.name,
            str(due.wave),
            plan.moment.until(due.promised.rto),
            plan.moment.left(due.promised.rto),
            plan.moment.until(due.promised.mtd),
            plan.moment.left(due.promised.mtd),
            length(due.promised.rpo),
        )
        for due in plan.due
    )
    header = ("Service", "Wave", "Back by", "RTO", "At the latest", "MTD", "May lose")
    return Table("By when, in the order of recovery", header, rows)


def _people(plan: RecoveryPlan) -> Table:
    found = {c.name: c for site in plan.sites() for c in contacts(site, plan.district)}
    rows = tuple((c.title, c.phone, c.email, c.alternate) for c in found.values())
    return Table("Roles", ("Role", "Phone", "E-mail", "No answer: call"), rows)
