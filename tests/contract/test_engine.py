"""What drplan leans on in DBOS, its private parts too: the version is pinned to what passes here."""

import pickle
import signal
import sqlite3
import subprocess
import sys
from base64 import b64encode
from datetime import UTC, datetime, timedelta

import pytest

from drplan.adapters.engine.history import History
from drplan.adapters.engine.lease import FileLeases
from drplan.adapters.engine.place import Place, find_place
from drplan.adapters.engine.shifts import BEAT, Shift, interruptions
from drplan.errors import JournalError, UsageError
from tests.e2e.command import ROOT

RUN = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from drplan.adapters.engine.place import Place
from drplan.adapters.engine.runner import Runner
from drplan.errors import UsageError
def work(order, journal):
    {work}
place = Place(Path(sys.argv[1]))
try:
    sys.stdout.write(repr(Runner(place).run("d", {{"a": 1}}, work)))
except Exception as error:
    sys.stdout.write(type(error).__name__)
"""
SIDE_BY_SIDE = """
    def one(name):
        return journal.once(name, "step", lambda: [name, "\\udce9\\x00", None, 1.5])
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(one, [f"s{n}" for n in range(40)]))
    for n in range(int(order["a"]), 3):
        pass
    return len(done)
"""


def run(folder, work):
    done = subprocess.run(
        (sys.executable, "-c", RUN.format(work=work), str(folder)),
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout


def test_steps_taken_side_by_side_are_kept_once_each_whatever_text_they_hold(tmp_path):
    assert run(tmp_path, SIDE_BY_SIDE) == "40"
    steps = History(Place(tmp_path)).steps("d")
    assert {(subject, action) for subject, action, _ in steps} == {(f"s{n}", "step") for n in range(40)}
    assert all(value == [subject, "\udce9\x00", None, 1.5] for subject, _, value in steps)


def test_what_was_done_comes_from_the_journal_and_what_raised_is_done_again(tmp_path):
    first = "journal.once('a', 'x', lambda: 1); raise RuntimeError"
    assert run(tmp_path, first) == "RuntimeError"
    found = History(Place(tmp_path)).find("d")
    assert found
    assert (found.finished, found.held, found.order) == (False, False, {"a": 1})
    again = "return [journal.once('a', 'x', lambda: 2), journal.once('b', 'x', lambda: 3)]"
    assert run(tmp_path, again) == "[1, 3]"
    assert run(tmp_path, "return 'not run'") == "[1, 3]"
    found = History(Place(tmp_path)).find("d")
    assert found
    assert found.finished


def test_a_drill_refused_before_anything_was_done_never_was(tmp_path):
    assert run(tmp_path, "raise UsageError('no', next_step='none')") == "UsageError"
    assert History(Place(tmp_path)).find("d") is None
    assert run(tmp_path, "return 5") == "5"
    assert len(FileLeases(Place(tmp_path)).shifts("d")) == 1


class Evil:
    """Leaves a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (self.path, "w"))


@pytest.mark.parametrize("table", ["operation_outputs", "workflow_input"])
def test_a_pickle_in_the_journal_is_never_loaded(tmp_path, table):
    run(tmp_path, "journal.once('a', 'x', lambda: 1); raise RuntimeError")
    trap = tmp_path / "trapped"
    evil = b64encode(pickle.dumps(Evil(str(trap)))).decode()
    column = "output" if table == "operation_outputs" else "inputs"
    with sqlite3.connect(tmp_path / "journal.sqlite") as journal:
        assert journal.execute(f"UPDATE {table} SET {column} = ?", (evil,)).rowcount > 0
        journal.execute("UPDATE operation_outputs SET serialization = 'py_pickle'")
        journal.execute("UPDATE workflow_status SET serialization = 'py_pickle'")
    assert run(tmp_path, "return journal.once('a', 'x', lambda: 2)") == "JournalError"
    with pytest.raises((JournalError, ValueError)):
        History(Place(tmp_path)).steps("d") and History(Place(tmp_path)).find("d")
    assert not trap.exists()


def test_the_journal_is_for_its_owner_only_and_writes_ahead(tmp_path):
    run(tmp_path / "engine", "return 1")
    for path in (tmp_path / "engine").iterdir():
        assert path.stat().st_mode & 0o077 == 0, path
    with sqlite3.connect(tmp_path / "engine" / "journal.sqlite") as journal:
        assert journal.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_one_runner_holds_a_drill_and_says_who_it_is(tmp_path):
    first, second = FileLeases(Place(tmp_path)), FileLeases(Place(tmp_path))
    assert not second.held("d")
    first.take("d")
    assert second.held("d")
    with pytest.raises(UsageError, match="is at work on drill d"):
        second.take("d")
    second.take("another")
    first.close()
    second.close()
    assert not second.held("d")
    second.take("d")
    assert [shift.drill for shift in second.shifts("d")] == ["d", "d"]
    second.close()


def test_an_outage_is_never_told_longer_than_it_can_have_been():
    start = datetime(2026, 3, 2, tzinfo=UTC)
    seen, back = start + timedelta(seconds=30), start + timedelta(seconds=90)
    (found,) = interruptions([Shift("d", "a", start, seen), Shift("d", "b", back, back)])
    assert (found.started, found.ended) == (seen + BEAT, back)
    at_once = Shift("d", "c", seen + BEAT / 2, back)
    assert interruptions([Shift("d", "a", start, seen), at_once]) == ()


def test_an_engine_url_that_is_no_postgresqls_is_refused_and_not_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("DRPLAN_ENGINE_URL", "mysql://u:hunter2@host/db")
    with pytest.raises(UsageError) as caught:
        find_place(tmp_path)
    assert "hunter2" not in caught.value.message + caught.value.next_step
    monkeypatch.setenv("DRPLAN_ENGINE_URL", "postgresql://u:hunter2@host/db")
    assert "hunter2" not in repr(find_place(tmp_path))


BROKEN_OFF = """
import sys, threading
from pathlib import Path
from drplan.adapters.engine.place import Place
from drplan.adapters.engine.runner import Runner
stopped = threading.Event()
def work(order, journal):
    journal.once("a", "step", lambda: 1)
    print("at work", flush=True)
    # As restic does when it is told to stop: the step fails for being broken off.
    journal.once("b", "step", lambda: stopped.wait(30))
def leave():
    stopped.set()
    print("left nothing", flush=True)
    threading.Event().wait(0.5)
Runner(Place(Path(sys.argv[1]))).run("d", {}, work, leave)
"""


def test_what_is_broken_off_leaves_nothing_and_keeps_no_step_that_ended_for_it(tmp_path):
    words = (sys.executable, "-c", BROKEN_OFF, str(tmp_path))
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as runner:
        assert runner.stdout
        assert runner.stdout.readline() == b"at work\n"
        runner.send_signal(signal.SIGINT)
        said = runner.communicate(timeout=30)
    assert runner.returncode == 130
    assert said[0] == b"left nothing\n"
    assert b"drplan drill resume goes on with it" in said[1]
    history = History(Place(tmp_path))
    assert [(subject, action) for subject, action, _ in history.steps("d")] == [("a", "step")]
    found = history.find("d")
    assert found is not None
    assert not found.finished
