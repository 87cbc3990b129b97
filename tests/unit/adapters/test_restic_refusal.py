"""A server that takes nothing is told apart from a network that fails, and from one that takes it later."""

import pytest

from drplan.adapters.agent.restic_outcome import Ended, fault
from drplan.adapters.agent.restic_refusal import PATIENCE_SECONDS, Refusals
from drplan.adapters.agents import fault_of

FULL = "unexpected HTTP response (500): 500 Internal Server Error"
FORBIDDEN = "unexpected HTTP response (403): 403 Forbidden"
LATE = PATIENCE_SECONDS + 1


def again(reason, name="data/a5c98672b4"):
    return f"Save(<{name}>) returned error, retrying after 1m12.972423588s: {reason}"


@pytest.mark.parametrize(
    "reason",
    [
        FULL,
        "unexpected HTTP response (507): 507 Insufficient Storage",
        "server response unexpected: 413 Request Entity Too Large (413)",
        "client.PutObject: We encountered an internal error, please try again.",
        "client.PutObject: Data byte limit exceeded for this tenant.",
        "write /srv/copies/data/a5: no space left on device",
    ],
)
def test_a_write_that_is_refused_time_after_time_is_given_up(reason):
    heard = Refusals()
    assert [heard.hear(again(reason), now) for now in (0.0, 7.0, PATIENCE_SECONDS - 1, LATE)] == (
        [False, False, False, True]
    )
    assert heard.said == reason


@pytest.mark.parametrize(
    "reason",
    [
        'Post "https://backup.example:8000/data/a5": dial tcp 192.0.2.5:8000: connect: connection refused',
        "unexpected HTTP response (503): 503 Service Unavailable",
        "unexpected HTTP response (502): 502 Bad Gateway",
        "context deadline exceeded",
    ],
)
def test_a_network_that_fails_keeps_the_time_that_restic_gives_it(reason):
    heard = Refusals()
    assert not any(heard.hear(again(reason), now) for now in (0.0, LATE, 10 * LATE))
    assert heard.said == ""


def test_a_write_that_was_taken_in_the_end_begins_anew():
    heard = Refusals()
    heard.hear(again(FULL), 0.0)
    heard.hear("Save(<data/a5c98672b4>) operation successful after 3 retries", 20.0)
    assert (heard.said, heard.hear(again(FULL), LATE)) == ("", False)


def test_refusals_of_many_writes_are_each_counted_for_itself():
    heard = Refusals()
    assert not any(heard.hear(again(FULL, f"data/{number}"), number * LATE) for number in range(9))


def test_a_line_that_only_looks_like_one_is_passed_over():
    heard = Refusals()
    for line in ("", "Load(<data/a5>) returned error, retrying after 1s: 500", "Save(<data/a5>) failed: 500"):
        assert not heard.hear(line, 0.0)
    assert heard.said == ""


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (
            Ended("backup", -15, late="was refused time after time", refused=FULL),
            f"restic backup was refused time after time; what was written was refused: {FULL}",
        ),
        (
            Ended("backup", 1, words=(FORBIDDEN,), refused=FULL),
            f"restic backup (exit 1): {FORBIDDEN}; what was written was refused: {FULL}",
        ),
    ],
)
def test_the_error_says_what_the_server_answered_and_where_to_look(ended, said):
    found = fault(ended)
    assert (found.kind, str(found)) == ("repository-refuses", said)
    assert "disk is full" in fault_of({"kind": found.kind, "message": str(found)}, "hs-db1: ").next_step


def test_what_came_through_in_the_end_is_done_although_it_was_refused_before():
    assert Ended("backup", 0, refused=FULL).outcome == "done"
