"""Which processes a lab's pens hold."""

from drplan.adapters.lab import pens


def test_what_runs_outside_of_a_container_is_never_named_for_killing(tmp_path, monkeypatch):
    (tmp_path / "host-a").mkdir()
    (tmp_path / "host-a" / "cgroup.procs").write_text("0\n41\n0\n42\n")
    monkeypatch.setattr(pens, "_roots", lambda: [tmp_path])
    assert pens.pids("host-a") == [41, 42]
    assert pens.pids("host-b") == []
