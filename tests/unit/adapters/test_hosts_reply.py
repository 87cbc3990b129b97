"""What is said of a host depends on what is certain: answered, left alone, or begun and not seen through."""

import json

import pytest

from drplan.act.rollout import failed
from drplan.adapters.hosts.reply import HALF_CHANGED, read_reply
from drplan.adapters.hosts.said import Reply
from drplan.ports import AssetResult, OperationResult

DONE = {"host": "a", "error": None, "operations": [{"name": "x", "outcome": "ok", "detail": ""}]}


def answered(*lines, dry=False):
    text = tuple(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return read_reply(Reply(text, "exit codes 0, -9"), ["a", "b"], dry=dry)


def test_a_host_that_was_answered_for_is_as_it_was_said_whatever_came_after():
    result = answered({"begun": 1}, {"changing": "a"}, DONE)["a"]
    assert result.error is None
    assert [operation.outcome for operation in result.operations] == ["ok"]


def test_a_host_never_announced_by_a_worker_that_lived_was_not_tried():
    result = answered({"begun": 2}, {"changing": "a"}, DONE, {"ended": [0, -9]})["b"]
    assert result.error is not None
    assert "exit codes 0, -9" in result.error
    assert failed(result)


@pytest.mark.parametrize(
    "lines",
    [
        [{"begun": 2}, {"changing": "b"}, DONE, {"ended": [0, -9]}],
        [{"begun": 2}, {"changing": "b"}, DONE],
        [{"begun": 2}, DONE],
    ],
    ids=["its process died", "the worker died", "the worker died, and what it last said is lost"],
)
def test_a_host_that_may_have_been_begun_is_a_failure_that_was_tried(lines):
    result = answered(*lines)["b"]
    assert result.error is None
    ((name, outcome, detail),) = [(each.name, each.outcome, each.detail) for each in result.operations]
    assert (name, outcome) == (HALF_CHANGED, "error")
    assert "run again" in detail
    assert failed(result)


def test_a_worker_that_never_began_and_a_plan_have_changed_nothing():
    for results in (answered(), answered({"begun": 1}, dry=True)):
        assert results
        assert all(result.error for result in results.values())


def test_a_reply_is_read_through_lines_that_are_not_ours():
    results = answered("[]", "Traceback", '{"cut', {"begun": 1}, DONE, {"ended": [0]})
    assert results["a"] == AssetResult("a", (OperationResult("x", "ok"),))
