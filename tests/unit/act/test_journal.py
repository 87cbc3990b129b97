import json
from dataclasses import replace
from functools import partial

import pytest

from drplan.act.account import drill_record
from drplan.act.drill import conduct, prepare
from drplan.act.journal import choices_once
from drplan.plan.points import Choice
from tests.journal_in_memory import InMemory
from tests.unit.act.conftest import ABOUT


class Killed(BaseException):
    """Ends a run as a kill does: nothing catches it."""


class Fatal(InMemory):
    """A journal whose process ends when ``lives`` steps are kept: before or after the next is done."""

    def __init__(self, kept, lives, *, done):
        super().__init__(kept)
        self.lives, self.done = lives, done

    def once(self, subject, action, do):
        def mortal():
            if self.lives == 0 and not self.done:
                raise Killed
            value = do()
            self.lives -= 1
            if self.lives < 0:
                raise Killed
            return value

        return super().once(subject, action, mortal)


def run(world, journal, limits):
    ports = replace(world.ports(), journal=journal)
    return drill_record(conduct(prepare(world.declared.sites[0], ports), ports, limits), ABOUT)


def counting(world):
    """Count what the world is asked to do, by what it is done to."""
    done = []

    def counted(plain, verb, first, *rest, **named):
        done.append((verb, first.name))
        return plain(first, *rest, **named)

    for verb in ("destroy", "blank", "recover"):
        setattr(world, verb, partial(counted, getattr(world, verb), verb))
    return done


@pytest.mark.parametrize("done", [False, True])
def test_a_drill_broken_off_after_any_step_goes_on_and_does_no_finished_step_twice(
    make_world, make_service, limits, done
):
    services = (make_service("files", "host-a"), make_service("portal", "host-b", ("files",)))
    whole = InMemory({})
    run(make_world(*services), whole, limits)
    for lives in range(len(whole._kept)):
        world = make_world(*services)
        kept: dict[tuple[str, str], str] = {}
        count = counting(world)
        with pytest.raises(Killed):
            run(world, Fatal(kept, lives, done=done), limits)
        before = dict(kept)
        record = run(world, InMemory(kept), limits)
        assert record.verdict.outcome == "pass", (lives, record.verdict)
        assert len(kept) == len(whole._kept)
        assert before.items() <= kept.items()
        repeated = len(count) - len(set(count))
        assert repeated <= (1 if done else 0), (lives, count)


def test_what_a_resumed_drill_records_is_what_the_journal_holds(make_world, limits):
    kept: dict[tuple[str, str], str] = {}
    first = run(make_world(), InMemory(kept), limits)
    later = make_world()
    later.seconds, later.unrestorable = 5000.0, {"files-data"}
    again = run(later, InMemory(kept), limits)
    assert again == first


def test_chosen_recovery_points_and_the_lack_of_one_come_back_as_they_were(make_world):
    world = make_world()
    plan = prepare(world.declared.sites[0], world.ports())
    choices = {**plan.choices, "none": Choice(None, "no recovery point was made before the disruption")}
    kept: dict[tuple[str, str], str] = {}
    for _ in range(2):
        assert choices_once(InMemory(kept), lambda: choices) == choices
    assert json.loads(kept["plan", "points"])["none"]["point"] is None
