"""What a backup's counts are doubted for, one word at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.adapters.agent.figures import Figures
from drplan.adapters.agent.sanity import Known, Tolerance, Unread, doubts

USUAL = Figures(entries=1000, bytes=10_000_000)
WEEKS = [USUAL] * 30
COUNTS = st.integers(0, 10**6)
ANY = st.builds(Figures, **dict.fromkeys(Figures.__dataclass_fields__, COUNTS))


def words(now, history=WEEKS, canaries=None, *, tolerance=None, unread=(), since=0):
    left = Unread(unread, len(unread))
    found = doubts(now, Known(history, since), canaries or {}, tolerance or Tolerance(), unread=left)
    assert all(each.sentence.isprintable() for each in found)
    return [each.word for each in found]


def figures(**changes):
    return Figures(**{"entries": 1000, "bytes": 10_000_000, **changes})


def test_what_is_as_it_was_is_not_doubted():
    assert words(USUAL) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (figures(entries=50, vanished=950), ["vanished"]),
        (figures(bytes=0, changed=0), ["vanished"]),
        (figures(entries=0, bytes=0, vanished=1000), ["vanished"]),
        (figures(entries=499, vanished=501), ["shrunk"]),
        (figures(entries=501, vanished=499), []),
        (figures(bytes=4_000_000), ["shrunk"]),
        (figures(grew_dense=20, changed=20), ["encrypted"]),
        (figures(grew_dense=19, changed=19), []),
        (figures(vanished=30, new=30, dense_new=30), ["encrypted"]),
        (figures(vanished=30, new=30, dense_new=5), []),
        (figures(vanished=300, new=300, dense_new=300, moved=300, dense_moved=300), []),
        (figures(changed=250), ["churned"]),
        (figures(changed=249), []),
        (figures(entries=5000, new=4000, dense_new=4000), []),
    ],
)
def test_each_word_has_its_threshold(now, expected):
    assert words(now) == expected


def test_what_has_become_usual_is_not_doubted_again():
    restless = [figures(changed=400)] * 30
    assert words(figures(changed=420), restless) == []
    assert words(figures(entries=100), [figures(entries=100)] * 60) == []


def test_a_slow_loss_is_seen_though_the_usual_sinks_with_it():
    history: list[Figures] = []
    entries, bytes_ = 1000, 10_000_000
    while words(figures(entries=entries, bytes=bytes_), history) == []:
        history.append(figures(entries=entries, bytes=bytes_))
        entries, bytes_ = round(entries * 0.93), round(bytes_ * 0.93)
    assert words(figures(entries=entries, bytes=bytes_), history) == ["shrunk"]
    assert entries > 200


def test_a_database_is_judged_by_tables_bytes_and_rows_alone():
    history = [Figures(entries=8, bytes=500_000, rows=90_000, changed=8, dense_changed=8)] * 9
    assert words(Figures(entries=8, bytes=500_000, rows=90_100, changed=8, grew_dense=8), history) == []
    assert words(Figures(entries=4, bytes=500_000, rows=90_000), history) == []
    assert words(Figures(entries=3, bytes=500_000, rows=90_000), history) == ["shrunk"]
    assert words(Figures(entries=8, bytes=500_000, rows=40_000), history) == ["shrunk"]
    assert words(Figures(entries=8, bytes=500_000, rows=0), history) == ["vanished"]


SONG = {"type": "file", "sha256": "aa", "mtime_ns": 1, "uid": 0}


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (SONG, SONG, []),
        ({**SONG, "mtime_ns": 2, "uid": 7}, SONG, []),
        ({**SONG, "sha256": "bb"}, SONG, ["canary"]),
        (None, SONG, ["canary"]),
        (None, None, ["canary"]),
        (SONG, None, []),
        ({"rows": 1, "checksum": "5"}, {"rows": 1, "checksum": "6"}, ["canary"]),
        ({"type": "file", "unread": "Input/output error"}, SONG, ["canary"]),
        ({"lines": 4}, {"lines": 3}, ["canary"]),
    ],
)
def test_a_canary_is_doubted_when_it_is_absent_or_holds_something_else(now, before, expected):
    assert words(USUAL, canaries={"/srv/a\nb": (now, before)}) == expected


def test_what_could_not_be_read_is_said_and_named():
    (doubt,) = doubts(USUAL, Known(WEEKS), {}, Tolerance(), unread=Unread(("/srv/x\ny",), 2))
    assert doubt == ("partial", '2 entries could not be read, such as "/srv/x\\ny"')


def test_a_first_backup_is_doubted_for_its_canaries_and_what_could_not_be_read_alone():
    first = figures(new=1000, dense_new=1000)
    assert words(first, []) == []
    assert words(first, [], {"/srv/canary": (None, None)}, unread=("/srv/x",)) == ["canary", "partial"]


def test_a_history_without_its_manifest_still_shows_what_shrank():
    assert words(Figures(entries=400, bytes=4_000_000, new=400, dense_new=400), [USUAL]) == ["shrunk"]


def test_what_was_accepted_is_a_precedent_for_changes_and_a_beginning_for_sizes():
    cleared = figures(entries=400, bytes=4_000_000, changed=300, vanished=600)
    history = [*WEEKS, cleared, figures(entries=400, bytes=4_000_000)]
    now = figures(entries=400, bytes=4_000_000, changed=200)
    assert words(now, history) == ["shrunk"]
    assert words(now, history, since=len(WEEKS)) == []


def test_a_folder_of_dumps_that_are_all_new_every_night_is_left_in_peace_from_the_beginning():
    nightly = figures(entries=12, new=10, dense_new=10, vanished=10)
    restless = figures(entries=150, changed=140)
    for each in (nightly, restless):
        history = [figures(entries=each.entries)]
        while len(history) < 40:
            assert words(each, history) == []
            history.append(each)


def test_a_declared_tolerance_is_heard():
    assert words(figures(entries=400), tolerance=Tolerance(shrink=0.7)) == []
    assert words(figures(changed=400), tolerance=Tolerance(churn=0.5)) == []
    assert words(figures(grew_dense=60), tolerance=Tolerance(encrypted=0.3)) == []


def test_a_word_is_ignored_for_a_reason_but_never_what_is_gone_or_unread():
    ignore = dict.fromkeys(("shrunk", "churned", "encrypted", "canary", "vanished", "partial"), "a cache")
    everything = figures(entries=1, changed=1000, grew_dense=1000)
    assert words(everything, tolerance=Tolerance(ignore=ignore), unread=("/x",)) == ["vanished", "partial"]


@given(ANY, st.lists(ANY, max_size=8))
def test_nothing_counted_breaks_the_judgement_and_each_word_comes_once(now, history):
    found = words(now, history)
    assert len(found) == len(set(found))


@given(st.lists(ANY, min_size=1, max_size=8))
def test_what_is_empty_after_something_was_there_is_never_good(history):
    there = sorted(each.entries for each in history[-7:])[len(history[-7:]) // 2]
    assert there < 3 or "vanished" in words(Figures(), history)
