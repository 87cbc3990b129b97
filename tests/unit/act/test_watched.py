"""A drill tells what happens while it happens: to whoever listens, in an order one can follow."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from drplan import AcademicCalendar, Objectives, Period, Tightening
from drplan.act.drill import conduct, prepare
from drplan.events import Event
from drplan.plan.step_id import step_ids

GRADING = Period(
    name="fall-grades", title="Fall grades", kind="grading", first=date(2026, 3, 2), last=date(2026, 3, 6)
)
YEAR = AcademicCalendar(title="2025-26", first=date(2025, 7, 1), last=date(2026, 6, 30), periods=(GRADING,))


class Listener:
    def __init__(self):
        self.events, self.lines = [], []

    def say(self, subject, message):
        self.lines.append((subject, message))

    def note(self, event):
        self.events.append(event)


@pytest.fixture
def heard(make_world, make_service, limits):
    def run(**faults):
        world = make_world(
            make_service("files", "host-a"), make_service("portal", "host-b", needs=("files",))
        )
        vars(world).update(faults)
        listener = Listener()
        ports = replace(world.ports(), progress=listener)
        conducted = conduct(prepare(world.declared.sites[0], ports), ports, limits)
        return listener, conducted

    return run


def of(listener, kind):
    return [event for event in listener.events if event.kind == kind]


def test_it_begins_with_what_is_ahead_and_ends_with_its_end(heard):
    listener, conducted = heard()
    first, last = listener.events[0], listener.events[-1]
    assert (first.kind, first.at, last.kind, last.at) == (
        "begun",
        conducted.started,
        "ended",
        conducted.ended,
    )
    assert [(e.name, e.wave, e.rto_seconds, e.data_sets, e.assets, e.size) for e in first.expected] == [
        ("files", 1, 14400, ("files-data",), ("host-a",), 1),
        ("portal", 2, 14400, ("portal-data",), ("host-b",), 1),
    ]
    assert of(listener, "lost") == [Event("lost", conducted.disrupted)]


def test_what_is_ahead_is_held_to_what_the_day_makes_of_its_promises(make_world, make_service, limits):
    tightened = Tightening(
        during="grading",
        objectives=Objectives(rto=timedelta(hours=1), rpo=timedelta(hours=2), mtd=timedelta(hours=3)),
    )
    world = make_world(make_service("files", "host-a", during=(tightened,)))
    world.declared = world.declared.model_copy(update={"calendars": (YEAR,)})
    listener = Listener()
    ports = replace(world.ports(), progress=listener)
    plan = prepare(world.declared.sites[0], ports)
    for day, promised in ((GRADING.first, 3600), (YEAR.first, 14400)):
        conduct(replace(plan, rehearsed=day), ports, limits)
        assert [each.rto_seconds for each in of(listener, "begun")[-1].expected] == [promised]


def test_every_step_begins_and_ends_once_and_says_how(heard):
    listener, conducted = heard()
    began = [(e.subject, e.action) for e in of(listener, "step-begun")]
    ended = [(e.subject, e.action, e.seconds, e.outcome) for e in of(listener, "step-ended")]
    assert sorted(began) == sorted((s, a) for s, a, _, _ in ended)
    assert ended == [(s.subject, s.action, s.seconds, s.verdict.outcome) for s in conducted.steps]
    ids = step_ids((step.subject, step.action) for step in conducted.steps)
    assert [e.id for e in of(listener, "step-ended")] == ids
    assert sorted(e.id for e in of(listener, "step-begun")) == sorted(ids)


def test_waves_data_and_services_are_told_as_they_come(heard):
    listener, _ = heard()
    assert [e.wave for e in of(listener, "wave")] == [1, 2]
    assert [(e.subject, e.size) for e in of(listener, "data-back")] == [("files-data", 3), ("portal-data", 3)]
    assert [(e.subject, e.outcome) for e in of(listener, "service-back")] == [
        ("files", "pass"),
        ("portal", "pass"),
    ]


def test_a_service_that_did_not_come_back_and_one_not_tried_say_why(heard):
    listener, _ = heard(unrestorable={"files-data"})
    files, portal = of(listener, "service-back")
    assert (files.outcome, portal.outcome) == ("fail", "no-evidence")
    assert portal.because == ("skipped: it depends on files, which did not come back",)
    assert of(listener, "data-back") == []
