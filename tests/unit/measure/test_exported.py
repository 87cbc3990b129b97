"""An export is as old as its newest file, however young the backup of it is."""

from datetime import UTC, datetime, timedelta

from drplan.measure.exported import newest_file, older_than_promised

LOST = datetime(2026, 3, 2, 12, tzinfo=UTC)
RPO = timedelta(hours=24)


def nanoseconds(moment):
    return int(moment.timestamp()) * 1_000_000_000


def test_the_newest_file_counts_and_neither_folders_nor_what_says_no_time():
    entries = {
        "/e": {"type": "folder", "mtime_ns": nanoseconds(LOST)},
        "/e/a": {"type": "file", "mtime_ns": nanoseconds(LOST - 3 * RPO)},
        "/e/b": {"type": "file", "mtime_ns": nanoseconds(LOST - 2 * RPO)},
        "/e/c": {"type": "file"},
        "table users.csv": {"rows": 3},
    }
    assert newest_file(entries) == LOST - 2 * RPO
    assert newest_file({"/e/c": {"type": "file"}}) is None


def test_what_was_written_within_the_rpo_says_nothing_against_it():
    second = timedelta(seconds=1)
    assert older_than_promised([("a", LOST - RPO), ("b", LOST + RPO)], LOST, RPO) is None
    found = older_than_promised([("a", LOST), ("b", LOST - RPO - second)], LOST, RPO)
    assert found.outcome == "no-evidence"
    assert found.because == (
        "RPA is unknown: b was last written 1 day, 0:00:01 before the loss, RPO 1 day, 0:00:00",
    )
