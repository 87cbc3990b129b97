"""Tables and long lines on a narrow terminal: names stay whole, and no line is broken inside a word."""

import textwrap
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.cli.show import fold, table, widths

WORDS = st.text("abcdefgh", min_size=1, max_size=12)
CELLS = st.lists(WORDS, max_size=8).map(" ".join)
ROWS = st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=6)
DRILL = [
    ("Service", "Tier", "RTA", "Why"),
    ("hs-transcripts", "2", "45 min 58 s", "RTA holds 45 min of human work, declared and not measured"),
]


def terminal(monkeypatch, columns):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", str(columns))


def test_names_stay_whole_and_the_reason_takes_what_is_left():
    assert widths(DRILL, 50)[0] == len("hs-transcripts")
    assert sum(widths(DRILL, 50)) == 50


def test_a_table_that_has_room_is_as_wide_as_its_cells():
    assert widths(DRILL, 500) == [max(len(row[place]) for row in DRILL) for place in range(4)]


@settings(max_examples=40)
@given(ROWS, st.integers(10, 120))
def test_columns_never_take_more_than_there_is_and_every_column_is_seen(rows, room):
    chosen = widths(rows, room)
    assert sum(chosen) <= room
    assert min(chosen) >= 1


@settings(max_examples=40)
@given(ROWS, st.integers(60, 120))
def test_words_are_whole_where_all_of_them_have_room(rows, room):
    for width, cells in zip(widths(rows, room), zip(*rows, strict=True), strict=True):
        assert all(len(word) <= width for cell in cells for word in cell.split())


def test_more_room_never_makes_a_row_taller():
    def height(room):
        chosen = widths(DRILL, room)
        return max(len(textwrap.wrap(cell, width)) for cell, width in zip(DRILL[1], chosen, strict=True))

    assert all(height(wider) <= height(room) for room, wider in pairwise(range(40, 110)))


def test_a_log_has_long_lines_whole(monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: False)
    assert fold("word " * 100) == "word " * 100


@pytest.mark.parametrize("inset", [0, 4])
def test_a_terminal_breaks_between_words_and_goes_on_further_in(monkeypatch, inset):
    terminal(monkeypatch, 40)
    line = " " * inset + "would change  Firewall: only declared ports are open, SSH first"
    first, *rest = fold(line).splitlines()
    assert first.startswith(" " * inset + "would change  Firewall")
    assert all(each.startswith(" " * (inset + 4)) and len(each) <= 40 for each in rest)
    assert " ".join(" ".join((first, *rest)).split()) == " ".join(line.split())


def test_a_path_longer_than_the_terminal_stays_whole(monkeypatch):
    terminal(monkeypatch, 40)
    path = "/srv/" + "a-long-folder/" * 5
    assert path in fold(f"evidence lies here for everybody: {path}")


def test_a_length_of_time_stays_on_one_line():
    assert widths(DRILL, 60)[2] == len("45 min 58 s")


def test_names_of_many_rows_stay_whole_before_the_long_word_of_one():
    names = tuple((f"district-service-{n:02}", "unproven", "no record is of it") for n in range(20))
    rows = (("service", "standing", "because"), *names, ("hs", "stale", "since 20261122T064010Z-hs-itself"))
    assert widths(rows, 48)[0] == len("district-service-00")


def test_on_a_narrow_terminal_a_column_that_says_nothing_takes_no_room(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    table(("data set", "a day", "took", "missed"), [("hs-gradebook-database-of-all", "", "2 h", "")])
    shown = capsys.readouterr().out
    assert "hs-gradebook-database-of-all" in shown
    assert "2 h" in shown
    assert "missed" not in shown
