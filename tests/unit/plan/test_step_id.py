"""Steps are called by what they are: the same on a page and in a record, whatever stands before them."""

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.plan.step_id import ACTIONS, RECORDED, Named, read_step_id, step_id, step_ids
from drplan.record.drill import StepRecord

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
STEPS = st.tuples(NAMES, st.sampled_from(sorted(ACTIONS)))


def test_every_word_of_a_record_is_a_word_of_the_pages():
    literal = get_args(StepRecord.model_fields["action"].annotation)
    assert set(RECORDED) == set(literal)
    assert set(RECORDED) <= set(ACTIONS)


def test_no_word_ends_like_a_number():
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", word) for word in ACTIONS)


@given(NAMES, st.sampled_from(sorted(ACTIONS)), st.integers(1, 10_000))
def test_an_id_says_what_it_was_made_of_and_nothing_else_has_it(subject, action, number):
    assert read_step_id(step_id(subject, action, number)) == Named(subject, action, number)


@pytest.mark.parametrize(
    "written", ["hs", "hs.dance", "hs.probe-0", "hs.probe-01", ".probe", "a.b.probe", ""]
)
def test_what_is_no_id_is_not_read_as_one(written):
    assert read_step_id(written) is None


@given(st.lists(STEPS))
def test_no_two_steps_share_an_id(steps):
    found = step_ids(steps)
    assert len(set(found)) == len(steps)
    assert [(read.subject, read.action) for read in map(read_step_id, found) if read] == steps


@given(st.lists(STEPS), st.lists(STEPS), st.lists(STEPS))
def test_steps_of_something_else_before_or_between_change_no_id(before, first, later):
    mine = [pair for pair in first + later if pair not in before]
    ids = step_ids(mine)
    around = step_ids(before + mine)
    assert around[len(before) :] == ids


@given(st.lists(STEPS, min_size=1), STEPS)
def test_a_step_that_is_added_at_the_end_changes_no_id(steps, added):
    assert step_ids([*steps, added])[:-1] == step_ids(steps)
