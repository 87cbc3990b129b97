"""Many devices at once: what fails alone, what is kept together, how much waits at a time."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drplan.act import device_backups
from drplan.act.device_backups import Keepers, back_up_devices
from drplan.declare.lookup import data_sets
from drplan.errors import HistoryError, NotWhole, RepositoryError
from drplan.ports import DeviceFacts, Protected, RecoveryPoint
from drplan.ports.configurations import ConfigurationChange, Fetched, Reason, WholeConfiguration
from tests.device_fleet import declared

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
ROLE = Reason("network-administrator", "ada@backup1", "found changed")


class Switch:
    platform = "cisco-ios"

    def __init__(self, number):
        self.name = f"hs-sw{number}"


class World:
    """Implements a shelf, its batches, a history, a clock and a progress; faults to order by data set."""

    def __init__(self, count):
        self.district = declared([Switch(number) for number in range(1, count + 1)], Path("/x"))
        self.sets = data_sets(self.district)
        self.broken, self.refused = {}, {}
        self.batches, self.open, self.kept, self.said, self.heard = [], 0, [], [], []
        self.history_down = None
        self.at_work, self.most = 0, 0
        self._turn = threading.Lock()

    def fetch(self, data_set):
        with self._turn:
            self.at_work += 1
            self.most = max(self.most, self.at_work)
        try:
            if data_set.name in self.broken:
                raise self.broken[data_set.name]
        finally:
            with self._turn:
                self.at_work -= 1
        name = data_set.source.device
        text = WholeConfiguration("hs", name, "cisco-ios", f"hostname {name}\n")
        return Fetched(data_set, text, DeviceFacts("cisco-ios"), f"{name}.cfg", {}, {})

    @contextmanager
    def together(self, copies, begun):
        assert begun == NOW
        self.open += 1
        batch = Batch(self)
        try:
            yield batch
        finally:
            self.open -= 1

    def prepare(self, text):
        pass

    def keep(self, texts, explain, at):
        if self.history_down:
            raise self.history_down
        self.kept += [each.device for each in texts]
        change = ConfigurationChange("hs", texts[0].device, "cisco-ios", at, explain(texts[0], None))
        return (change,)

    def changes(self, **_):
        return iter(())

    def monotonic(self):
        return 0.0

    def now(self):
        return NOW

    def say(self, subject, message):
        self.said.append((subject, message))

    def note(self, event):
        self.heard.append(event)

    def back_up(self, **words):
        keepers = Keepers(self, self, lambda *_: ROLE, self)
        return back_up_devices(self.district, self.sets, keepers, self, **words)


class Batch:
    def __init__(self, world):
        self.world, self.names = world, []
        world.batches.append(self)

    def add(self, fetched):
        self.names.append(fetched.data_set.name)

    def keep(self):
        if isinstance(self.world.refused, Exception):
            raise self.world.refused
        return {
            name: self.world.refused.get(name)
            or Protected((RecoveryPoint(name, "onsite", "ab" * 32, NOW, 1, 1),))
            for name in self.names
        }


@pytest.fixture
def world():
    return World(30)


def test_all_are_kept_in_one_batch_and_told_in_their_order(world):
    done = world.back_up()
    assert [each.data_set for each in done.results] == [each.name for each in world.sets]
    assert all(each.whole for each in done.results)
    assert [len(each.names) for each in world.batches] == [30]
    assert len(world.kept) == 30
    assert world.open == 0


def test_one_that_is_not_whole_is_kept_nowhere_and_stops_no_other(world):
    world.broken["hs-sw7-config"] = NotWhole("hs-sw7: its end is missing", next_step="look")
    done = world.back_up()
    assert [each.data_set for each in done.results if each.error] == ["hs-sw7-config"]
    assert "hs-sw7-config" not in world.batches[0].names
    assert "hs-sw7" not in world.kept
    assert len(world.kept) == 29


def test_never_more_than_so_many_are_asked_at_once():
    world = World(40)
    assert not [each for each in world.back_up(at_once=3).results if each.error]
    assert 1 <= world.most <= 3


def test_memory_is_bounded_by_keeping_as_soon_as_there_is_much(world, monkeypatch):
    monkeypatch.setattr(device_backups, "TOGETHER", 8)
    world.back_up()
    assert [len(each.names) for each in world.batches] == [8, 8, 8, 6]
    monkeypatch.setattr(device_backups, "_HELD", 40)
    world.batches.clear()
    world.back_up()
    assert max(len(each.names) for each in world.batches) <= 3


def test_what_no_copy_took_has_its_error_and_was_seen_all_the_same(world):
    world.refused = RepositoryError("onsite is read-only", next_step="see its disk")
    done = world.back_up()
    assert {each.error.message for each in done.results if each.error} == {"onsite is read-only"}
    assert len(world.kept) == 30


def test_a_history_that_cannot_be_kept_spoils_no_recovery_point(world):
    world.history_down = HistoryError("disk full", next_step="free it")
    done = world.back_up()
    assert all(each.whole for each in done.results)
    assert [each.message for each in done.unkept] == ["disk full"]


def test_a_change_is_an_event_for_whoever_hears_them(world):
    world.back_up()
    (event,) = world.heard
    assert (event.kind, event.because) == ("configuration", ("found changed",))


def test_a_bug_ends_the_run_with_nothing_left_open(world):
    world.broken["hs-sw7-config"] = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        world.back_up()
    assert world.open == 0


def test_the_history_is_kept_while_recovery_points_are_made(world):
    both = threading.Barrier(2, timeout=10)
    noted, made = world.keep, Batch.keep
    world.keep = lambda *asked: (both.wait(), noted(*asked))[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Batch, "keep", lambda batch: (both.wait(), made(batch))[1])
        done = world.back_up()
    assert all(each.whole for each in done.results)
    assert len(world.kept) == 30
