"""Writers killed while they add records: no acknowledged record is lost, and the chain holds."""

from __future__ import annotations

import sys

import pytest

from tests.contract.evidence_writers import kill_writers


@pytest.mark.parametrize(("times", "writers"), [(500, 1), (100, 2), (100, 4)])
def test_killed_writers_lose_no_acknowledged_record(tmp_path, capsys, times, writers):
    killed = kill_writers(tmp_path, times, writers=writers)
    with capsys.disabled():
        sys.stdout.write(f"\n{writers} at once: {killed}\n")
    assert killed.verified == times
    assert killed.acknowledged > times / 5
    assert killed.inside > times / 10, "too few kills came while a record was being added"
