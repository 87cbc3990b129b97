"""A host is down when nothing runs on it: one look can miss a process that moves to another control group."""

import pytest

from drplan.adapters.lab import hosts, pens


@pytest.mark.parametrize(("looks", "down"), [([[7]], False), ([[], [7]], False), ([[], []], True)])
def test_a_host_is_down_only_when_two_looks_find_nothing(monkeypatch, looks, down):
    left = list(looks)
    monkeypatch.setattr(pens, "pids", lambda _: left.pop(0))
    monkeypatch.setattr(hosts, "_LOOK_AGAIN_SECONDS", 0.0)
    assert hosts._is_down("hs-db1") is down
    assert left == []
