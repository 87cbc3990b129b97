"""A stream that is proven before it is used: drawn once where there is room, twice where there is none."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from drplan.adapters.agent import proven as module
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.proven import proven

WHOLE = [b"create ", b"table"]
SIZE = sum(map(len, WHOLE))


class Source:
    """Pieces that are drawn and checked; counts how often."""

    def __init__(self, pieces=WHOLE):
        self.drawn, self.checked, self._pieces = 0, 0, pieces

    def draw(self):
        self.drawn += 1
        yield from self._pieces

    def check(self, pieces):
        came = list(pieces)
        yield from came
        self.checked += 1
        if came and b"".join(came) != b"".join(WHOLE):
            raise Fault("not-as-kept", "differs")


def loaded(source, folder, size=SIZE):
    with proven(source.draw, source.check, str(folder), size) as pieces:
        assert source.checked == 1
        return b"".join(pieces)


def test_a_stream_is_drawn_once_and_checked_twice(tmp_path):
    source = Source()
    assert loaded(source, tmp_path) == b"".join(WHOLE)
    assert (source.drawn, source.checked) == (1, 2)


def test_what_is_set_aside_has_no_name_at_any_time(tmp_path):
    source = Source()
    with proven(source.draw, source.check, str(tmp_path), SIZE) as pieces:
        assert list(tmp_path.iterdir()) == []
        assert b"".join(pieces)
    assert list(tmp_path.iterdir()) == []


def test_a_stream_that_differs_is_given_to_nobody(tmp_path):
    source = Source([b"drop ", b"table"])
    with pytest.raises(Fault, match="differs"):
        loaded(source, tmp_path)
    assert source.drawn == 1


def full(*_):
    return SimpleNamespace(f_bavail=SIZE * 10 - 1, f_frsize=1)


def unable(*_):
    raise OSError("no O_TMPFILE")


@pytest.mark.parametrize(("name", "value"), [("os.statvfs", full), ("os.open", unable)])
def test_a_stream_is_drawn_twice_where_it_cannot_be_set_aside(tmp_path, monkeypatch, name, value):
    monkeypatch.setattr(name, value)
    source = Source()
    assert loaded(source, tmp_path) == b"".join(WHOLE)
    assert (source.drawn, source.checked) == (2, 2)


def test_a_stream_is_drawn_twice_where_its_folder_is_not(tmp_path):
    source = Source()
    assert loaded(source, tmp_path / "not-there") == b"".join(WHOLE)
    assert source.drawn == 2


def test_a_stream_longer_than_was_told_is_not_set_aside(tmp_path):
    source = Source()
    assert loaded(source, tmp_path, SIZE - 1) == b"".join(WHOLE)
    assert source.drawn == 2


def test_a_disk_that_fills_up_meanwhile_costs_a_second_drawing(tmp_path, monkeypatch):
    def nowhere(_):
        return Path("/dev/full").open("r+b", buffering=0)

    monkeypatch.setattr(module, "_nameless", nowhere)
    source = Source()
    assert loaded(source, tmp_path) == b"".join(WHOLE)
    assert source.drawn == 2
