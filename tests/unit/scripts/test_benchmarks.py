"""Reports become one table, in which nothing is silently missing and no goal looks held that is not."""

import json

import pytest

from scripts.benchmarks import BROKE, IN_PART, ending
from scripts.benchmarks_facts import UNKNOWN, memory
from scripts.benchmarks_page import (
    BEGIN,
    END,
    HEAD,
    KEPT,
    PAGE,
    amount,
    as_data,
    cells,
    from_data,
    placed,
    plain,
    section,
    verdicts,
)
from scripts.benchmarks_rows import ROWS, Row, benches, results
from scripts.benchmarks_run import Found, file_of, files

BACKUP = Row("backup", "backup", "a backup", "bare restic", "s", most=1.15, tenfold=12)
START = Row("help", "start", "`--help`", "`python -c pass`", "CPU s", own=0.5)
ROWS_HERE = (BACKUP, START)
PAIRS = {"key": "backup", "pairs": [[1.1, 1.0], [2.4, 2.0], [9.0, 1.0]], "size": "5 files"}
GROWN = {"key": "backup", "small": 1.0, "large": 9.5, "size": "1 → 10 files", "times": 10}
SLOW = {**PAIRS, "pairs": [[1.3, 1.0]]}


def found(*reports, missing=None):
    return results(reports, missing or {}, ROWS_HERE)


def test_the_ratio_is_the_median_of_the_rounds_own_ratios():
    backup = found(PAIRS, GROWN)[0]
    assert (backup.ours, backup.theirs, backup.rounds) == (2.4, 1.0, 3)
    assert backup.ratio == pytest.approx(1.2)
    assert backup.held is False
    assert backup.growth_held is True


def test_a_ratio_at_its_goal_is_held_and_one_above_is_not():
    assert found({**PAIRS, "pairs": [[1.15, 1.0]]}, GROWN)[0].held is True
    assert found(SLOW, GROWN)[0].held is False


def test_growth_is_judged_by_how_much_more_there_was():
    assert found(PAIRS, {**GROWN, "large": 60.0, "times": 50})[0].growth_held is True
    assert found(PAIRS, {**GROWN, "large": 12.1})[0].growth_held is False


def test_a_goal_of_ones_own_is_judged_beside_any_peer():
    slow = found({"key": "help", "pairs": [[0.6, 0.02]], "size": ""})[1]
    assert slow.ratio == pytest.approx(30)
    assert slow.held is False


def test_a_row_that_nobody_reported_says_why():
    backup, start = found(missing={"backup": "it was ended after 900 s"})
    assert backup.why_not == "it was ended after 900 s"
    assert start.why_not == "its benchmark ended without a figure"
    assert backup.held is None
    assert "not measured" in cells(backup)
    assert cells(backup)[-1] == "it was ended after 900 s"


def test_a_row_whose_growth_alone_is_missing_says_so_beside_its_ratio():
    backup = found(PAIRS, missing={"backup": "it broke"})[0]
    assert cells(backup)[5] == "1.20"
    assert cells(backup)[-1] == "not measured: it broke"


def test_a_peer_that_cannot_be_had_is_a_row_and_a_sentence():
    backup = found({"key": "backup", "why_not": "pip cannot install it"}, GROWN)[0]
    assert cells(backup)[2] == "not measured"
    assert "9.5 times" in cells(backup)[-1]
    assert "Not measured: a backup beside bare restic: pip cannot install it." in verdicts([backup])


def test_goals_that_are_not_held_are_said_in_words():
    said = verdicts(found(SLOW, {**GROWN, "large": 30.0}))
    assert said[0] == "0 of 2 goals are held."
    assert said[1:3] == ["Not held: a backup beside bare restic.", "Not held: growth of a backup."]
    assert "**not held**" in cells(found(SLOW, GROWN)[0])


def test_it_ends_well_only_when_everything_was_measured_and_nothing_broke():
    whole = found(SLOW, GROWN, {"key": "help", "pairs": [[0.1, 0.02]], "size": ""})
    assert ending(whole, []) == 0
    assert ending(found(PAIRS, GROWN), []) == IN_PART
    assert ending(whole, ["backup: it did other work"]) == BROKE


def test_a_report_of_an_unknown_row_changes_nothing():
    assert found({"key": "typo", "why_not": "x"}) == found()


def test_every_benchmark_that_rows_name_is_a_file_and_runs():
    assert [bench for bench in benches() if not file_of(bench).exists()] == []
    assert set(benches()) <= set(files())
    assert len({each.key for each in ROWS}) == len(ROWS)


def test_every_row_has_a_goal_or_a_peer_and_a_unit_that_reads():
    for each in ROWS:
        assert each.peer or each.tenfold
        assert each.unit in {"s", "CPU s", "Mbit/s"}


def test_results_come_back_from_json_as_they_went():
    found_all = Found(missing=dict.fromkeys(benches(), "not tried"))
    found_all.reports = [{**PAIRS, "key": "backup-small"}, {**GROWN, "key": "backup-small"}]
    told = json.loads(json.dumps(as_data(found_all.told())))
    assert from_data(told) == found_all.told()
    with pytest.raises(ValueError, match="no figures of backup-small: make bench"):
        from_data([each for each in told if each["key"] != "backup-small"])


def test_what_broke_is_part_of_the_page():
    rows = as_data(Found().told())
    told = {"rows": rows, "facts": {"kernel": "6"}, "pace": "quick", "minutes": 3.2, "date": "2026-11-23"}
    text = section({**told, "broken": ["pdf: it did other work"]})
    assert text.startswith(BEGIN)
    assert text.endswith(END)
    assert "`make bench quick=1` of 2026-11-23: quick sizes and rounds, 3 minutes. kernel 6." in text
    assert "- **Broken**: pdf: it did other work" in text
    bars = {line.count(" | ") for line in text.splitlines() if line.startswith("| ")}
    assert bars == {len(HEAD) - 1}


def test_the_terminals_table_has_its_columns_aligned():
    lines = plain(found(PAIRS, GROWN)).splitlines()
    assert len({line.index(word) for line, word in zip(lines, ("goal", "≤", "≤"), strict=True)}) == 1


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (None, "s", ""),
        (0.0221, "CPU s", "22.1 CPU ms"),
        (1.234, "s", "1.23 s"),
        (9968.2, "Mbit/s", "9,968 Mbit/s"),
    ],
)
def test_amounts_read_well(value, unit, said):
    assert amount(value, unit) == said


def test_a_page_without_marks_is_not_written():
    assert placed(f"a\n{BEGIN}old\n{END}b\n", f"{BEGIN}new\n{END}") == f"a\n{BEGIN}new\n{END}b\n"
    with pytest.raises(ValueError, match="no marks"):
        placed("a\n", "new")


def test_the_pages_table_is_made_of_what_was_measured_last():
    assert section(json.loads(KEPT.read_text())) in PAGE.read_text()


def test_memory_is_told_in_whole_gibibytes():
    assert memory("MemTotal:       24117248 kB\nMemFree: 1 kB\n") == "23 GiB"
    assert memory("") == UNKNOWN
