from datetime import UTC, datetime, timedelta

import pytest

from drplan.act.account import Circumstances
from drplan.act.check import Wanted, announced, check_repositories
from drplan.act.check_account import Occasion, check_record
from drplan.declare import Repository, Secret
from drplan.errors import Unreachable
from drplan.measure.integrity import Damage, Shown

BEGAN = datetime(2026, 11, 1, 2, tzinfo=UTC)
PLACES = [
    Repository(name=name, location=f"/srv/{name}", site="hs", media="disk", password=Secret.env("X"))
    for name in ("onsite", "offsite")
]


class World:
    """A clock, an ear and an inspector of repositories that are what a test says."""

    def __init__(self):
        self.time, self.records = BEGAN, []
        self.shown = {"onsite": Shown("r1", frozenset("ab")), "offsite": Shown("r2", frozenset("ab"))}
        self.damage, self.asked = {}, []
        self.away, self.breaks_after = (), None

    def now(self):
        return self.time

    def monotonic(self):
        return 60.0 * len(self.asked)

    def say(self, subject, message):
        """Hear nothing."""

    def show(self, repository):
        if repository.name in self.away:
            raise Unreachable(f"{repository.name} does not answer", next_step="wait")
        return self.shown[repository.name]

    def check(self, repository, part, parts):
        if self.breaks_after == len(self.asked):
            raise Unreachable("the line broke", next_step="wait")
        self.asked.append((repository.name, part, parts))
        return self.damage.get(repository.name, Damage())

    def run(self, **wanted):
        found = check_repositories(PLACES, self.records, self, self, self, wanted=Wanted(**wanted))
        told = Circumstances("D", "unsaid", "0" * 64, {})
        occasion = Occasion(told, "production", "root@here", self.time, self.time)
        self.records.append(check_record(found, occasion, "check"))
        return {each.name: each for each in found}


@pytest.fixture
def world():
    return World()


def test_sound_repositories_pass_and_so_does_their_record(world):
    assert {each.verdict.outcome for each in world.run().values()} == {"pass"}
    assert world.records[0].verdict.outcome == "pass"


def test_one_that_is_away_is_no_evidence_and_stops_no_other(world):
    world.away = ("onsite",)
    found = world.run()
    assert (found["onsite"].verdict.outcome, found["offsite"].verdict.outcome) == ("no-evidence", "pass")
    assert world.records[0].verdict.outcome == "no-evidence"
    assert world.records[0].verdict.because == ("onsite: onsite does not answer",)


def test_what_was_read_before_the_line_broke_stays_read_and_is_no_pass(world):
    world.run()
    world.time += timedelta(days=20)
    world.breaks_after = len(world.asked) + 1
    found = world.run()["onsite"]
    assert (len(found.read), found.verdict.outcome, found.error) == (1, "no-evidence", "the line broke")


def test_damage_outweighs_a_line_that_broke_later(world):
    world.run()
    world.time += timedelta(days=20)
    world.breaks_after = len(world.asked) + 1
    world.damage["onsite"] = Damage(("pack 01 is damaged",), ("01" * 32,))
    found = world.run()["onsite"]
    assert (found.verdict.outcome, found.verdict.because) == ("fail", ("pack 01 is damaged",))


def test_another_repository_is_missed_in_earnest_and_not_in_a_rehearsal(world):
    world.run()
    world.shown["onsite"] = Shown("r3", frozenset("c"))
    assert world.run(rehearsal=True)["onsite"].verdict.outcome == "pass"
    world.records.pop()
    found = world.run()["onsite"]
    assert found.verdict.because == (
        "it is another repository (r3) than at the last check (r1)",
        "snapshot a vanished, and no retention dropped it",
        "snapshot b vanished, and no retention dropped it",
    )


def test_many_that_vanished_are_counted_once_some_are_named(world):
    many = frozenset(f"{number:064x}" for number in range(12))
    world.shown["onsite"] = Shown("r1", many)
    world.run()
    world.shown["onsite"] = Shown("r1", frozenset())
    found = world.run()["onsite"]
    assert (len(found.verdict.because), found.verdict.because[-1]) == (6, "7 more snapshots vanished")
    assert set(found.vanished) == many


def test_a_budget_lets_each_repository_have_one_part(world):
    world.run()
    world.time += timedelta(days=60)
    world.asked.clear()
    world.run(budget=timedelta(seconds=1))
    assert [name for name, *_ in world.asked] == ["onsite", "offsite"]


def test_nothing_is_announced_where_nothing_is_to_be_dropped():
    assert [each.name for each in announced({"onsite": [], "offsite": ["b", "a"]})] == ["offsite"]
    assert announced({"offsite": ["b", "a"]})[0].to_forget == ("a", "b")
