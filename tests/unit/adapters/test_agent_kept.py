"""What the agent notes on a host of its recovery points."""

from drplan.adapters.agent.kept import note


def request(folder):
    return {"data_set": "school-files", "scratch": str(folder)}


def test_the_oldest_copys_beginning_is_noted_and_replaced_by_the_next(tmp_path):
    first = [{"taken_at": "2026-11-22T09:00:01Z"}, {"taken_at": "2026-11-22T09:00:00Z"}]
    note(request(tmp_path), first)
    assert (tmp_path / "kept/school-files").read_text() == "2026-11-22T09:00:00Z\n"
    assert oct((tmp_path / "kept").stat().st_mode)[-3:] == "700"
    note(request(tmp_path), [{"taken_at": "2026-11-23T09:00:00Z"}])
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["school-files"]
    assert (tmp_path / "kept/school-files").read_text() == "2026-11-23T09:00:00Z\n"


def test_a_note_that_cannot_be_written_spoils_no_backup(tmp_path):
    (tmp_path / "kept").write_text("in the way")
    note(request(tmp_path), [{"taken_at": "2026-11-22T09:00:00Z"}])
    assert (tmp_path / "kept").read_text() == "in the way"
