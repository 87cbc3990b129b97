import tempfile

from drplan.act.scratch_folder import remove_own, scratch_below, sweep


def test_a_drill_with_no_time_left_removes_its_own_folder_and_no_other(tmp_path):
    other = tmp_path / "drplan-drill-other"
    other.mkdir()
    with scratch_below(tmp_path / "mine") as own:
        closed = own / "restored"
        closed.mkdir()
        (closed / "a").write_text("a")
        closed.chmod(0o500)
        remove_own()
        assert not own.exists()
    assert other.exists()
    sweep(tmp_path / "mine")
    assert list((tmp_path / "mine").iterdir()) == []


def test_a_folder_that_another_drill_sweeps_before_its_lock_is_held_is_made_anew(tmp_path, monkeypatch):
    make = tempfile.mkdtemp
    swept: list[str] = []

    def swept_at_once(**words):
        made = make(**words)
        if not swept:
            sweep(tmp_path)
            swept.append(made)
        return made

    monkeypatch.setattr(tempfile, "mkdtemp", swept_at_once)
    with scratch_below(tmp_path) as own:
        assert own.is_dir()
        sweep(tmp_path)
        assert own.is_dir()
        assert str(own) != swept[0]
    assert list(tmp_path.iterdir()) == []
