"""The small parts of bringing a bucket back: sums in parts, picks on disk, answers side by side."""

import hashlib
import threading
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.adapters.aws.abreast import abreast
from drplan.adapters.aws.digests import Digests
from drplan.adapters.aws.spool import Spool
from drplan.errors import SourceError
from drplan.plan.cloud.file_names import folded
from drplan.plan.cloud.version import Version

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def md5(content):
    return hashlib.md5(content, usedforsecurity=False)


@given(st.lists(st.binary(max_size=20)), st.integers(1, 7))
def test_the_etag_of_parts_is_the_same_however_the_bytes_come(chunks, part):
    sums, content = Digests(part), b"".join(chunks)
    for chunk in chunks:
        sums.update(chunk)
    parts = [md5(content[first : first + part]).digest() for first in range(0, len(content), part)]
    assert sums.etag() == f'"{md5(b"".join(parts)).hexdigest()}-{len(parts)}"'
    assert sums.sha256() == hashlib.sha256(content).hexdigest()
    assert sums.size == len(content)


def version(key, **more):
    return Version(key, "v", NOW, latest=True, **more)


@given(st.sets(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), max_size=20))
def test_picks_come_by_key_also_while_they_are_marked(keys):
    with Spool() as spool:
        for key in keys:
            spool.add(version(key))
        found = []
        for pick in spool.picks():
            found.append(pick.key)
            spool.mark(pick.key, "done")
        assert found == sorted(keys, key=lambda key: key.encode())
        assert [each.key for each in spool.picks("done")] == found


def test_a_key_that_is_listed_in_two_places_is_refused():
    with Spool() as spool:
        spool.add(version("k"))
        with pytest.raises(SourceError, match="'k' is listed in two places"):
            spool.add(version("k"))


def test_no_two_keys_take_one_file_and_no_file_is_a_folder():
    with Spool() as spool:
        keys = ("A", "a", "a/b", "c/d", "C/e", "c/D", "c")
        assert [spool.take(*folded(key)) for key in keys] == [True, False, False, True, True, False, False]


def test_a_sample_is_spread_over_the_keys_and_leaves_large_ones_out():
    with Spool() as spool:
        for number in range(100):
            spool.add(version(f"{number:03}", size=number))
        assert [each.key for each in spool.sample(5, 49)] == ["000", "010", "020", "030", "040"]
        assert spool.sample(5, -1) == []


def test_thousands_of_picks_are_not_held_in_memory():
    with Spool() as spool:
        tracemalloc.start()
        for number in range(5_000):
            spool.add(version(f"{number:06}" * 10))
        assert sum(1 for _ in spool.picks()) == 5_000
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 500_000


def test_answers_come_in_order_and_questions_are_not_asked_far_ahead():
    asked = []

    def questions():
        for number in range(500):
            asked.append(number)
            yield number

    ahead = [len(asked) - place for place, _ in enumerate(abreast(lambda number: number, questions()))]
    assert max(ahead) <= 64
    assert list(abreast(lambda number: -number, range(200))) == [-number for number in range(200)]


def test_an_error_ends_it_and_what_waits_is_not_begun():
    begun, gate = [], threading.Event()

    def work(number):
        begun.append(number)
        if number == 0:
            gate.wait(5)
            raise ValueError(number)
        gate.set()
        return number

    with pytest.raises(ValueError, match="0"):
        list(abreast(work, range(1000)))
    assert len(begun) < 100
