"""Conducting a change on a device that loses the session, refuses lines, or does not go back."""

from contextlib import contextmanager
from datetime import timedelta
from ipaddress import IPv4Address

import pytest

from drplan.act.network_change import Change, Conduct
from drplan.declare import NetworkDevice
from drplan.errors import NotWhole, NoWayBack, SourceError, Unreachable
from drplan.ports.device import Refusal

ROUTER = NetworkDevice(name="r1", address=IPv4Address("192.0.2.1"), owner="admin", platform="frr")


class World:
    """A device and the time it lives in. ``back_after``: seconds from arming to its going back."""

    def __init__(self, *, cuts=False, refuses=(), timer=True, back_after=None, comes_back_as=None):
        self.now, self.running, self.saved, self.said = 100.0, "before", "old", []
        self.cuts, self.refuses, self.timer = cuts, refuses, timer
        self.back_after, self.comes_back_as = back_after, comes_back_as
        self.armed_until, self.dark_until, self.fails = None, None, {}

    def clock_reads(self):
        self._pass()
        return self.now

    def sleep(self, seconds):
        assert seconds > 0
        self.now += seconds

    def _pass(self):
        if self.armed_until is not None and self.now >= self.armed_until:
            self.said.append("went back")
            self.running, self.armed_until = self.comes_back_as or "before", None

    @contextmanager
    def open(self, _device):
        self.now += 0.5
        self._pass()
        if self.dark_until is not None and self.now < self.dark_until:
            raise Unreachable("r1 does not answer", next_step="look")
        self.said.append("login")
        yield Session(self)


class Reading:
    """Reads the world's time."""

    def __init__(self, world):
        self.monotonic = world.clock_reads

    def now(self):
        raise AssertionError("a clock that may be set back measures nothing")


class Session:
    def __init__(self, world):
        self.world = world

    def _try(self, verb):
        self.world.said.append(verb)
        if verb in self.world.fails:
            raise self.world.fails[verb]

    def fetch(self):
        self.world._pass()
        self._try("fetch")
        return self.world.running

    def apply(self, commands, *, within=None):
        world = self.world
        if within is not None:
            if not world.timer:
                raise NoWayBack("r1 has no timer", next_step="use its console")
            seconds = within.total_seconds() if world.back_after is None else world.back_after
            world.armed_until = world.now + seconds
        self._try("apply" if within is None else "apply within")
        world.running = commands[-1]
        if world.cuts:
            world.dark_until = world.armed_until or float("inf")
            raise Unreachable("the line was cut", next_step="look")
        return [Refusal(line, "% no") for line in commands if line in world.refuses]

    def confirm(self):
        self.world._pass()
        self._try("confirm")
        if self.world.armed_until is None:
            raise SourceError("nothing is waiting", next_step="look")
        self.world.armed_until = None

    def rollback(self):
        self._try("rollback")
        self.world.armed_until = self.world.now

    def save(self):
        self._try("save")
        self.world.saved = self.world.running


def make(world, *, marked=True, restarts=False, minutes=5, margin=60):
    conduct = Conduct(
        marked=marked,
        same=lambda one, other: one == other,
        within=timedelta(minutes=minutes),
        restarts=restarts,
        margin=timedelta(seconds=margin),
    )
    change = Change(ROUTER, world, Reading(world), world.sleep, conduct)
    with world.open(ROUTER) as session:
        return change.make(session, "before", ["after"])


def test_an_unmarked_change_goes_plainly_and_is_read_back():
    world = World()
    ended = make(world, marked=False)
    assert (ended.running, ended.problem) == ("after", None)
    assert world.said == ["login", "apply", "fetch"]


def test_a_marked_change_is_kept_only_by_a_fresh_login_that_sees_the_device_whole():
    world = World()
    ended = make(world)
    assert (ended.running, ended.problem) == ("after", None)
    assert world.said == ["login", "apply within", "login", "fetch", "confirm", "fetch"]
    assert world.armed_until is None


def test_what_cuts_us_off_goes_back_by_itself_and_that_is_looked_at():
    world = World(cuts=True)
    ended = make(world)
    assert ended.running == "before"
    assert str(ended.problem).startswith("was cut off (")
    assert "the device took the change back by itself after 30" in str(ended.problem)
    assert "confirm" not in world.said
    assert world.said[-2:] == ["login", "fetch"]


def test_a_living_old_session_proves_nothing_when_no_fresh_login_comes():
    world = World()
    world.dark_until = 100.0 + 301
    with pytest.raises(Unreachable):
        make(world)
    world = World()
    change = Change(ROUTER, world, Reading(world), world.sleep, Conduct(True, lambda a, b: a == b))
    with world.open(ROUTER) as session:
        world.dark_until = world.now + 301
        ended = change.make(session, "before", ["after"])
    assert "was cut off (no fresh login: r1 does not answer)" in str(ended.problem)
    assert ended.running == "before"
    assert "confirm" not in world.said


def test_a_fresh_login_that_comes_late_but_in_time_counts():
    world = World()
    change = Change(ROUTER, world, Reading(world), world.sleep, Conduct(True, lambda a, b: a == b))
    with world.open(ROUTER) as session:
        world.dark_until = world.now + 200
        ended = change.make(session, "before", ["after"])
    assert (ended.running, ended.problem) == ("after", None)
    assert ended.kept_after is not None
    assert 200 <= ended.kept_after < 240


def test_a_fresh_login_after_most_of_the_time_does_not_count():
    world = World()
    change = Change(ROUTER, world, Reading(world), world.sleep, Conduct(True, lambda a, b: a == b))
    with world.open(ROUTER) as session:
        world.dark_until = world.now + 270
        ended = change.make(session, "before", ["after"])
    assert str(ended.problem).startswith("was cut off (")
    assert ended.running == "before"


def test_a_fresh_session_that_cannot_show_the_configuration_whole_confirms_nothing():
    world = World()
    world.fails["fetch"] = NotWhole("r1 stopped at its pager", next_step="look")
    change = Change(ROUTER, world, Reading(world), world.sleep, Conduct(True, lambda a, b: a == b))
    with world.open(ROUTER) as session:
        ended = change.make(session, "before", ["after"])
    assert "confirm" not in world.said
    assert "has not come back" in str(ended.problem)
    assert ended.running == ""


def test_a_confirmation_that_fails_is_no_confirmation():
    world = World()
    world.fails["confirm"] = SourceError("unknown command", next_step="look")
    ended = make(world)
    assert "it was not confirmed: unknown command" in str(ended.problem)
    assert "took the change back by itself" in str(ended.problem)
    assert ended.running == "before"


def test_a_device_that_went_back_too_early_was_not_confirmed():
    world = World(back_after=0.2)
    ended = make(world)
    assert "it was not confirmed: nothing is waiting" in str(ended.problem)
    assert ended.running == "before"


def test_refused_lines_of_a_marked_change_take_all_of_it_back_at_once():
    world = World(refuses=("after",))
    ended = make(world)
    assert "rollback" in world.said
    assert "confirm" not in world.said
    assert ended.refused == (Refusal("after", "% no"),)
    assert "runs again what it ran before" in str(ended.problem)
    assert ended.running == "before"
    assert world.now < 110


def test_where_going_back_at_once_fails_the_timer_does_it():
    world = World(refuses=("after",))
    world.fails["rollback"] = Unreachable("the line was cut", next_step="look")
    ended = make(world)
    assert ended.running == "before"
    assert world.now > 400


def test_refused_lines_of_a_plain_change_are_told_and_the_others_stand():
    ended = make(World(refuses=("after",)), marked=False)
    assert (ended.running, ended.problem) == ("after", None)
    assert ended.refused == (Refusal("after", "% no"),)


def test_without_a_way_back_nothing_is_sent():
    world = World(timer=False)
    with pytest.raises(NoWayBack):
        make(world)
    assert world.said == ["login"]
    assert world.running == "before"


def test_a_device_that_restarts_to_go_back_first_saves_what_it_is_to_go_back_to():
    world = World()
    make(world, restarts=True)
    assert world.said[:3] == ["login", "save", "apply within"]
    assert world.saved == "before"


def test_a_device_that_cannot_save_what_it_would_go_back_to_is_not_changed():
    world = World()
    world.fails["save"] = SourceError("no space", next_step="look")
    with pytest.raises(SourceError):
        make(world, restarts=True)
    assert world.running == "before"


def test_a_device_that_comes_back_with_another_configuration_is_not_called_back():
    ended = make(World(cuts=True, comes_back_as="something else"))
    assert "it answers, but does not run what it ran before" in str(ended.problem)
    assert ended.running == "something else"


def test_a_device_that_stays_away_is_given_up_after_its_time_and_a_margin():
    world = World(cuts=True)
    world.fails["fetch"] = Unreachable("still dark", next_step="look")
    ended = make(world)
    assert "has not come back after 36" in str(ended.problem)
    assert "still dark" in str(ended.problem)
    assert ended.running == ""


def test_a_device_that_restarts_is_given_longer_to_come_back():
    assert (
        Conduct(True, lambda a, b: True, restarts=True).patience > Conduct(True, lambda a, b: True).patience
    )


def test_a_plain_change_that_loses_its_line_is_out_of_reach_and_nobody_waits_for_it():
    with pytest.raises(Unreachable, match=r"the line was cut, in the midst of a change .* does not go back"):
        make(World(cuts=True), marked=False)
