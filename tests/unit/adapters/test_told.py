import json

import pytest

from drplan.adapters.told import ToldFile
from drplan.errors import UsageError
from drplan.measure.changes import Standing

TOLD = {("files", "onsite"): Standing("beyond", suspect=True), ("mail", "onsite"): Standing()}


def test_what_was_told_is_remembered_for_each_by_name_and_private(tmp_path):
    memory = ToldFile(tmp_path / "state" / "status.json")
    memory.remember("ops", TOLD)
    memory.remember("chief", {})
    again = ToldFile(tmp_path / "state" / "status.json")
    assert (again.told("ops"), again.told("chief"), again.told("nobody")) == (TOLD, {}, {})
    assert oct((tmp_path / "state" / "status.json").stat().st_mode)[-3:] == "600"
    assert [each.name for each in (tmp_path / "state").iterdir()] == ["status.json"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"schema": "another/1", "told": {}}',
        '{"schema": "drplan/status-told/1", "told": []}',
        '{"schema": "drplan/status-told/1", "told": {"ops": []}}',
        '{"schema": "drplan/status-told/1", "told": {"ops": {"files": []}}}',
        '{"schema": "drplan/status-told/1", "told": {"ops": {"files": {"onsite": {"band": "rosy"}}}}}',
    ],
)
def test_a_file_that_cannot_be_read_is_as_if_nobody_had_been_told(tmp_path, content):
    (tmp_path / "status.json").write_text(content)
    memory = ToldFile(tmp_path / "status.json")
    assert memory.told("ops") == {}
    memory.remember("ops", TOLD)
    assert memory.told("ops") == TOLD


def test_what_cannot_be_remembered_is_said(tmp_path):
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(UsageError, match="told again"):
        ToldFile(tmp_path / "state" / "status.json").remember("ops", TOLD)


def test_it_says_which_schema_it_is(tmp_path):
    ToldFile(tmp_path / "status.json").remember("ops", TOLD)
    assert json.loads((tmp_path / "status.json").read_text())["schema"] == "drplan/status-told/1"
