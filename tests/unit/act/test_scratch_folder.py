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
