"""Attacks go from one copy to the next, and what could not be attacked never passes."""

from datetime import UTC, datetime

from drplan.act.attack import attack_repositories
from drplan.act.unhide import bring_back, judged
from drplan.declare import Repository, Secret
from drplan.errors import Unreachable
from drplan.plan.attack import Assault, Attempt, scratch_name
from drplan.plan.unhide import Moments, Tally

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Ear:
    def say(self, subject, message):
        """Hear nothing."""


class Attacker:
    def __init__(self, **came):
        self.came, self.names = came, []

    def attack(self, repository, scratch):
        self.names.append(scratch)
        came = self.came[repository.name]
        if came is None:
            raise Unreachable(f"{repository.name} does not answer", next_step="wait")
        return Assault(scratch, (Attempt("delete", came, "so"),), left=1)


def place(name, location="s3:https://s3.example/copies", **more):
    return Repository(name=name, location=location, site="x", media="disk", password=Secret.env("P"), **more)


def test_one_that_does_not_answer_is_no_evidence_and_the_next_is_attacked_still():
    attacker = Attacker(first=None, second="refused")
    found = attack_repositories(
        [place("first", immutable_days=3), place("second", immutable_days=3)], attacker, Ear()
    )
    assert [each.verdict.outcome for each in found] == ["no-evidence", "pass"]
    assert found[0].attack is None


def test_each_attack_has_a_scratch_prefix_of_its_own():
    attacker = Attacker(first="refused", second="refused")
    attack_repositories([place("first"), place("second")], attacker, Ear())
    assert len({*attacker.names, scratch_name()}) == 3


def test_a_folder_that_promises_nothing_is_left_alone_and_one_that_promises_is_asked_about():
    nothing = attack_repositories([place("first", "/srv/copies")], Attacker(), Ear())
    assert nothing[0].verdict.outcome == "not-applicable"
    locked = [place("first", "/srv/copies", immutable_days=3)]
    assert attack_repositories(locked, Attacker(first=None), Ear())[0].verdict.outcome == "no-evidence"


class Clock:
    def now(self):
        return NOON

    def monotonic(self):
        return 1.0


class Unhider:
    """Brings back all but ``left`` files."""

    def __init__(self, left):
        self.left, self.applied = left, []

    def moments(self, repository):
        return Moments()

    def walk(self, repository, since, *, apply, known=(), heard=None):
        self.applied.append(apply)
        tally = Tally(versioned=True, missing={*known})
        tally.counts["hidden", "data"] = 5 if apply else self.left
        return tally


def test_it_is_looked_again_whether_all_came_back():
    for left, outcome in ((0, "pass"), (2, "fail")):
        unhider = Unhider(left)
        done = bring_back(place("offsite"), NOON, unhider, Clock(), Ear())
        assert (done.verdict.outcome, unhider.applied) == (outcome, [True, False])


def test_a_moment_after_the_attack_does_not_pass_for_a_repository_that_came_back():
    late = Tally(versioned=True)
    late.counts["deleted", "config"] = late.counts["untouched", "snapshots"] = 1
    assert "its configuration was hidden before that moment" in judged(late, 0).because[0]
    none = Tally(versioned=True)
    none.counts["untouched", "config"] = none.counts["deleted", "snapshots"] = 1
    assert "every snapshot was hidden before that moment" in judged(none, 0).because[0]
    none.counts["hidden", "snapshots"] = 1
    assert judged(none, 0).outcome == "pass"


def test_what_cannot_come_back_is_said():
    empty = judged(Tally(), 0)
    assert "what was here is gone" in empty.because[0]
    tally = Tally(missing={"a" * 64})
    tally.counts["untouched", "data"] = 1
    because = judged(tally, 0).because
    assert because[0].startswith("the bucket keeps no versions")
    assert because[1] == "snapshot aaaaaaaa has no version left: gone for good"
