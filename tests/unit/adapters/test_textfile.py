import os
import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from drplan.adapters.textfile import write_textfile
from drplan.errors import UsageError
from drplan.measure.copies import copy_state
from tests.unit.measure.copies_cases import DAY, HOUR, NOON, point, policy, promises
from tests.unit.measure.test_changes import SILENT

PAGE = Path(__file__).parents[3] / "docs" / "status.md"
GROWING = [point(1 + 24 * n, seconds=7000.0 - 60 * n, size=10**9 - 86_400 * n) for n in range(20)]
DOUBTED = [*GROWING, point(0.5, ("encrypted",)), point(-5)]


def judged(shown, copy):
    return copy_state("files", copy, shown, promises(), policy=policy(), now=NOON)


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "drplan.prom"
    states = [judged(DOUBTED, "onsite"), judged(SILENT, "offsite"), judged([], "neighbor")]
    before = os.umask(0o077)
    try:
        write_textfile(path, states, NOON)
    finally:
        os.umask(before)
    return path


def families(path):
    return {family.name: family for family in text_string_to_metric_families(path.read_text())}


def value(path, name, copy, **labels):
    found = [
        sample.value
        for sample in families(path)[f"drplan_backup_{name}"].samples
        if sample.labels == {"data_set": "files", "copy": copy, **labels}
    ]
    return found[0] if found else None


def test_figures_are_those_of_the_last_good_recovery_point(written):
    taken = (NOON - HOUR).timestamp()
    assert value(written, "last_good_timestamp_seconds", "onsite") == taken
    assert value(written, "size_bytes", "onsite") == 10**9
    assert value(written, "duration_seconds", "onsite") == 7000
    assert value(written, "size_growth_bytes_per_second", "onsite") == pytest.approx(1)
    assert value(written, "forecast_missed_timestamp_seconds", "onsite") == NOON.timestamp() + 3.5 * 86_400
    assert value(written, "recovery_points", "onsite", sort="good") == 20
    assert value(written, "recovery_points", "onsite", sort="suspect") == 1
    assert value(written, "recovery_points", "onsite", sort="future-dated") == 1


def test_the_time_of_making_is_told_so_that_a_stale_file_shows(written):
    (made,) = families(written)["drplan_backup_status_timestamp_seconds"].samples
    assert made.value == NOON.timestamp()


def test_a_copy_that_was_not_asked_is_neither_known_nor_well_and_has_no_recovery_point(written):
    assert [value(written, "known", copy) for copy in ("onsite", "offsite", "neighbor")] == [1, 0, 1]
    assert [value(written, "well", copy) for copy in ("onsite", "offsite", "neighbor")] == [0, 0, 0]
    assert value(written, "last_good_timestamp_seconds", "offsite") is None
    assert value(written, "recovery_points", "offsite", sort="good") is None
    assert value(written, "recovery_points", "neighbor", sort="good") == 0


def test_just_one_band_holds_for_each_copy(written):
    bands: dict[str, dict[str, float]] = {}
    for sample in families(written)["drplan_backup_band"].samples:
        bands.setdefault(sample.labels["copy"], {})[sample.labels["band"]] = sample.value
    assert all(len(each) == 6 and sum(each.values()) == 1 for each in bands.values())
    assert (bands["offsite"]["unknown"], bands["neighbor"]["none"], bands["onsite"]["within"]) == (1, 1, 1)


def test_the_file_is_whole_and_readable_by_everybody_whatever_the_umask(written):
    assert oct(written.stat().st_mode)[-3:] == "644"
    assert [each.name for each in written.parent.iterdir()] == ["drplan.prom"]


def test_names_follow_prometheus_practice_and_the_page_lists_each(written):
    page = PAGE.read_text()
    for name, family in families(written).items():
        assert re.fullmatch(r"drplan_backup_[a-z_]+", name)
        assert not re.search(r"(_day|_hour|_minute|_milli|_kilo|_total|_count|_sum)", name)
        assert family.type == "gauge"
        assert family.documentation.endswith(".")
        assert f"`{name}`" in page


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left(tmp_path):
    with pytest.raises(UsageError, match="not written"):
        write_textfile(tmp_path / "nowhere" / "drplan.prom", [], NOON)
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError):
        write_textfile(tmp_path / "folder", [], NOON + DAY)
    assert [each.name for each in tmp_path.iterdir()] == ["folder"]
