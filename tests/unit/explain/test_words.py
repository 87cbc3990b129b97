from datetime import UTC, datetime, timedelta, timezone

import pytest

from drplan.explain.words import against, count, length, listing, moment, size, without_password


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (0, "0 s"),
        (0.2, "under 1 s"),
        (41.2, "42 s"),
        (60, "1 min"),
        (245, "4 min 05 s"),
        (timedelta(hours=4), "4 h"),
        (3900, "1 h 05 min"),
        (timedelta(hours=72), "72 h"),
        (timedelta(days=5), "5 d"),
        (timedelta(days=5, hours=4), "5 d 04 h"),
    ],
)
def test_a_length_is_written_for_people(span, said):
    assert length(span) == said


def test_a_length_never_reads_shorter_than_it_was():
    assert length(4 * 3600 + 1) == "4 h 01 min"
    assert length(3599.5) == "1 h"


def test_a_miss_is_said_in_words_however_small():
    assert against(3601, 3600, "RTO") == "1 h 01 min, beyond RTO by 1 s"
    assert against(3600, 3600, "RTO") == "1 h"
    assert against(None, 3600, "RTO") == "not reached"


def test_a_moment_is_written_in_utc():
    there = datetime(2026, 3, 13, 21, 26, tzinfo=timezone(timedelta(hours=-5)))
    assert moment(there) == moment(datetime(2026, 3, 14, 2, 26, tzinfo=UTC)) == "2026-03-14 02:26 UTC"


def test_amounts_carry_their_unit():
    assert [size(512), size(1536), size(3 << 30)] == ["512 B", "1.5 KiB", "3.0 GiB"]
    assert [count(1, "drill"), count(2000, "drill")] == ["1 drill", "2,000 drills"]
    assert [listing([]), listing(["a", "b"])] == ["none", "a, b"]


def test_a_password_left_in_an_address_is_hidden():
    assert (
        without_password("rest:https://bob:p@ssw@10.0.0.1:8000/x/")
        == "rest:https://[hidden]@10.0.0.1:8000/x/"
    )
    assert without_password("s3:http://203.0.113.10:8333/bucket") == "s3:http://203.0.113.10:8333/bucket"


def test_an_at_sign_in_a_path_is_no_password():
    assert without_password("http://portal.example/~a@b") == "http://portal.example/~a@b"
