"""A restored SQLite file lies in its application's own folder: what that puts in its way is not touched."""

import os

import pytest

from drplan.adapters.agent import sqlite
from drplan.adapters.agent.fault import Fault


@pytest.fixture
def other(tmp_path):
    """Return a file that is none of the application's."""
    path = tmp_path / "shadow"
    path.write_text("root's own")
    path.chmod(0o600)
    return path


def told(mode):
    return {"mode": mode, "uid": os.getuid(), "gid": os.getgid()}


@pytest.mark.parametrize("put", [os.symlink, os.link])
def test_a_link_that_took_its_place_gives_no_other_file_away(tmp_path, other, put):
    put(other, tmp_path / "meals.db.drplan-new")
    with pytest.raises((OSError, Fault)):
        sqlite._own(str(tmp_path / "meals.db.drplan-new"), told("0o666"))
    assert other.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("put", [os.symlink, os.link])
def test_what_lay_where_it_is_written_is_not_written_through(tmp_path, other, put):
    place = tmp_path / "meals.db.drplan-new"
    put(other, place)
    sqlite._write((piece for piece in [b"SQLite"]), str(place))
    assert other.read_text() == "root's own"
    assert place.read_bytes() == b"SQLite"
    sqlite._own(str(place), told("0o640"))
    assert place.stat().st_mode & 0o777 == 0o640
