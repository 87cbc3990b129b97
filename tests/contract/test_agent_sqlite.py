"""SQLite on a real restic: an image of one moment comes back, and damage is never kept."""

import sqlite3
from contextlib import closing

import pytest

from drplan.adapters.agent import sqlite
from tests.contract.test_agent import Desk


@pytest.fixture
def place(tmp_path):
    path = tmp_path / "the meals?.db"
    with closing(sqlite3.connect(path)) as held:
        held.execute("pragma journal_mode=wal")
        held.execute("create table meals (id integer primary key, name text, picture blob)")
        held.executemany(
            "insert into meals (name, picture) values (?, ?)", [(f"größe {n}", b"\xff\0") for n in range(900)]
        )
        held.execute("create virtual table words using fts5(word)")
        held.execute("insert into words values ('canary')")
        held.commit()
    return path


@pytest.fixture
def desk(tmp_path, repository_folder, restic_program):
    return Desk(tmp_path, restic_program)


def count(place):
    with closing(sqlite3.connect(place)) as held:
        return held.execute("select count(*) from meals").fetchone()[0]


def protect(desk, place, **words):
    return desk.ask("protect-sqlite", source={"path": str(place)}, copies=[desk.repository], **words)


@pytest.mark.parametrize("limit", [sqlite.IN_MEMORY, 0])
def test_it_comes_back_though_it_is_written_to_and_left_a_log_beside_it(desk, place, limit, monkeypatch):
    monkeypatch.setattr(sqlite, "IN_MEMORY", limit)
    with closing(sqlite3.connect(place)) as writer:
        writer.execute("delete from meals where id = 1")
        (kept,) = protect(desk, place)
        writer.commit()
        assert place.with_name(f"{place.name}-wal").stat().st_size > 0
        came = desk.ask(
            "recover-sqlite",
            repository=desk.repository,
            snapshot=kept["snapshot"],
            source={"path": str(place)},
        )
    assert came["found"] == came["expected"]
    assert came["found"]["table meals"]["rows"] == 900
    assert count(place) == 900
    assert [each.name for each in place.parent.glob("*.db*")] == [place.name]
    assert not list((desk.folder / "scratch").rglob("*.sqlite"))


def test_it_comes_back_where_there_is_nothing_any_more(desk, place):
    place.chmod(0o640)
    (kept,) = protect(desk, place)
    place.unlink()
    words = {"snapshot": kept["snapshot"], "source": {"path": str(place)}}
    came = desk.ask("recover-sqlite", repository=desk.repository, **words)
    assert came["found"] == came["expected"]
    assert place.stat().st_mode & 0o777 == 0o640


def spoil(place):
    with closing(sqlite3.connect(place)) as held:
        held.execute("pragma wal_checkpoint(truncate)")
        pages = held.execute("pragma page_count").fetchone()[0]
    content = bytearray(place.read_bytes())
    content[4096 * (pages // 2) : 4096 * (pages // 2) + 64] = b"\xee" * 64
    place.write_bytes(content)


def empty(place):
    place.unlink()
    with closing(sqlite3.connect(place)) as held:
        held.execute("create view none_at_all as select 1")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (spoil, "source-not-whole"),
        (empty, "source-empty"),
        (lambda place: place.write_bytes(b"meals, meals, meals" * 99), "source-not-whole"),
        (lambda place: place.unlink(), "source"),
    ],
)
def test_what_is_damaged_empty_or_gone_is_not_kept(desk, place, change, kind):
    change(place)
    words = {"source": {"path": str(place)}, "copies": [desk.repository]}
    assert desk.fault("protect-sqlite", **words)["kind"] == kind
    assert desk.ask("points", repository=desk.repository) == []
