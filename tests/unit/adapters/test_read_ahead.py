"""What is read while restic still restores: only what it says is there, and nothing more once it failed."""

import hashlib
import threading
from typing import Any, cast

import pytest

from drplan.adapters.agent import read_ahead
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.manifest import Read, describe
from drplan.adapters.agent.read_ahead import restore

PLACE = cast("Any", None)


def restic(monkeypatch, work):
    """Have this done in restic's place: it is given what hears of restored files."""
    monkeypatch.setattr(read_ahead, "ask", lambda *_, manner: work(manner.on_restored))


def test_what_is_not_there_yet_or_not_wanted_is_left_for_later(monkeypatch, tmp_path):
    (tmp_path / "a").write_text("sea")
    (tmp_path / "b").write_text("land")
    (tmp_path / "link").symlink_to("a")

    def said(told):
        for name in ("/a", "/b", "/late", "/link"):
            told(name, 3)

    restic(monkeypatch, said)
    read = restore(PLACE, ("abc",), str(tmp_path), wanted=lambda path: path != b"/b")
    assert read == {"/a": (3, {"sha256": hashlib.sha256(b"sea").hexdigest()})}


def test_nothing_more_is_read_once_restic_failed(monkeypatch, tmp_path):
    begun, failed = threading.Event(), threading.Event()
    seen = []

    def wanted(path):
        seen.append(path)
        begun.set()
        assert failed.wait(10)
        return True

    def said(told):
        for number in range(100):
            told(f"/{number}", 3)
        assert begun.wait(10)
        threading.Timer(0.2, failed.set).start()
        raise Fault("unreachable", "gone")

    restic(monkeypatch, said)
    with pytest.raises(Fault, match="gone"):
        restore(PLACE, ("abc",), str(tmp_path), wanted=wanted)
    assert seen == [b"/0"]


def test_a_file_of_another_size_than_was_read_is_read_again(tmp_path):
    (tmp_path / "a").write_text("the sea")
    stale: Read = {"/a": (3, {"sha256": "0" * 64})}
    found = describe(["/"], base=str(tmp_path), read=stale)
    assert found["/a"]["sha256"] == hashlib.sha256(b"the sea").hexdigest()
