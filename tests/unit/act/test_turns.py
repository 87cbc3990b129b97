"""Restores that share a repository or a link, and those that share nothing."""

import threading

import pytest

from drplan.act.turns import Turns, side_by_side
from drplan.plan.schedule import Job, Limits


class Watched:
    """Does jobs, and sees how many of each repository were at work together."""

    def __init__(self):
        self.order, self.at_work, self.most = [], {}, {}
        self.guard = threading.Lock()

    def do(self, job):
        with self.guard:
            self.order.append(job.name)
            for name in ("all", *job.uses):
                self.at_work[name] = self.at_work.get(name, 0) + 1
                self.most[name] = max(self.most.get(name, 0), self.at_work[name])
        threading.Event().wait(0.01)
        with self.guard:
            for name in ("all", *job.uses):
                self.at_work[name] -= 1
        return job.name.upper()


def jobs(**repositories):
    return [Job(name, 0, 0.0, path, (repository,)) for name, (path, repository) in repositories.items()]


def test_no_repository_is_read_by_more_than_it_may_be_and_all_are_done():
    watched = Watched()
    many = jobs(**{f"d{n}": (float(n), "one" if n % 3 else "two") for n in range(24)})
    done = side_by_side(many, Limits(4, {"one": 2, "two": 1}), watched.do)
    assert done == {f"d{n}": f"D{n}" for n in range(24)}
    assert watched.most["one"] <= 2
    assert watched.most["two"] == 1
    assert watched.most["all"] <= 3


def test_the_longest_goes_first_and_one_whose_repository_is_busy_lets_the_next_one_pass():
    watched = Watched()
    side_by_side(
        jobs(long=(9.0, "one"), next=(8.0, "one"), short=(1.0, "two")), Limits(2, {"one": 1}), watched.do
    )
    assert watched.order[0] == "long"
    assert watched.order.index("short") < watched.order.index("next")


def test_what_goes_wrong_is_raised_and_nothing_more_is_begun():
    watched = Watched()

    def do(job):
        watched.do(job)
        raise ValueError(job.name)

    with pytest.raises(ValueError, match="a"):
        side_by_side(jobs(a=(2.0, "one"), b=(1.0, "one")), Limits(1), do)
    assert watched.order == ["a"]


def test_a_turn_is_waited_for_only_by_who_uses_the_same():
    turns = Turns(jobs(a=(0.0, "one"), b=(0.0, "one"), c=(0.0, "two")), Limits(9, {"one": 1, "two": 1}))
    came = threading.Event()

    def later():
        with turns.taken("b"):
            came.set()

    with turns.taken("a"):
        waiting = threading.Thread(target=later)
        waiting.start()
        with turns.taken("c"), turns.taken("unknown"):
            assert not came.wait(0.05)
    assert came.wait(5)
    waiting.join()
