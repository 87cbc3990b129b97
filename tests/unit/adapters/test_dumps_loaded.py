r"""How dumps are loaded: proven before a server reads them, and by a client that runs nothing of them.

Tried on MariaDB 10.11: without these words the client ran ``\!`` and ``system`` of a dump as root, and read
``/etc/shadow`` for its ``load data local``; with them it refuses all three and loads a true dump the same.
"""

from contextlib import nullcontext
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from drplan.adapters.agent import command, commits, mariadb, mariadb_dump, postgres, restic, streams
from drplan.adapters.agent.fault import Fault

if TYPE_CHECKING:
    from drplan.adapters.agent.postgres_session import Session
    from drplan.adapters.agent.snapshot_read import Kept

REQUEST = {
    "source": {"database": "sis", "argv": ["true"], "ends_with": None, "restore_argv": ["cat"]},
    "repository": {},
}


def loading(module, monkeypatch):
    """Return what a kind's load was told, when its source is of no other interest."""
    told: dict[str, Any] = {}

    def recover(_request, load, _kept, **words):
        load(iter([b""]))
        return told.setdefault("proven_first", words.get("proven_first", False)) and 0

    monkeypatch.setattr(module.streams, "recover", recover)
    monkeypatch.setattr(module.snapshot_read, "look_into", lambda _: SimpleNamespace(entries={}, notes=()))
    monkeypatch.setattr(module, "load", lambda _, argv, **words: told.update(argv=argv, **words))
    monkeypatch.setattr(module, "read", lambda *_, **__: "", raising=False)
    monkeypatch.setattr(module, "output", lambda *_, **__: (piece for piece in list[bytes]()), raising=False)
    return told


@pytest.mark.parametrize("module", [postgres, mariadb, command])
def test_what_runs_a_dump_gets_it_only_when_all_of_it_is_proven(module, monkeypatch):
    told = loading(module, monkeypatch)
    held = SimpleNamespace(ask=lambda _: ["0"])
    monkeypatch.setattr(module, "session", lambda *_: nullcontext(held), raising=False)
    monkeypatch.setattr(module, "count", lambda *_: {}, raising=False)
    monkeypatch.setattr(mariadb_dump.Counted, "watching", lambda _, pieces: pieces)
    module.recover(REQUEST)
    assert told["proven_first"] is True


def test_the_client_of_mariadb_runs_nothing_of_a_dump_and_reads_no_file_for_it(monkeypatch):
    told = loading(mariadb, monkeypatch)
    monkeypatch.setattr(mariadb_dump.Counted, "watching", lambda _, pieces: pieces)
    mariadb.recover(REQUEST)
    assert {"--binary-mode", "--local-infile=0"} <= set(told["argv"])
    assert "--force" not in told["argv"]


def test_postgresql_is_asked_by_pg_restore_which_knows_no_words_of_psql(monkeypatch):
    told = loading(postgres, monkeypatch)
    monkeypatch.setattr(postgres, "session", lambda *_: nullcontext(SimpleNamespace(ask=lambda _: ["0"])))
    monkeypatch.setattr(postgres, "count", lambda *_: {})
    postgres.recover(REQUEST)
    assert told["argv"][0] == "pg_restore"
    assert told["user"] == "postgres"


def test_names_that_would_be_read_as_words_of_psql_are_a_fault_and_not_asked(monkeypatch):
    monkeypatch.setattr(postgres, "read", lambda *_, **__: "")
    asked = []

    def ask(sql):
        asked.append(sql)
        return ["1"]

    with pytest.raises(Fault, match="1 tables of sis have a line break"):
        postgres.count(cast("Session", SimpleNamespace(ask=ask)), "sis")
    assert len(asked) == 1


def test_a_stream_that_differs_reaches_no_loader(monkeypatch, tmp_path):
    kept = cast("Kept", SimpleNamespace(streams={"sis.sql": {"size": 4, "sha256": "0" * 64}}, run="1"))
    monkeypatch.setattr(commits, "stream_snapshot", lambda *_: "abc")
    monkeypatch.setattr(restic, "target", lambda _: None)
    monkeypatch.setattr(streams, "drawn", lambda *_: (each for each in (b"evil",)))
    loaded: list[bytes] = []
    told = {"repository": {}, "data_set": "sis", "scratch": str(tmp_path)}
    with pytest.raises(Fault, match="differs from what its manifest says"):
        streams.recover(told, loaded.extend, kept, proven_first=True)
    assert loaded == []
