"""Streams on a real restic: a program's output is kept whole in every copy, or nowhere."""

import json
import os
import subprocess
import sys
import time

import pytest

from drplan.adapters.agent import commits, stream_copy
from tests.contract.test_agent import Desk
from tests.contract.weak_key import weaken

MARK = "the end"


@pytest.fixture
def desk(tmp_path, repository_folder, restic_program):
    return Desk(tmp_path, restic_program)


def command(script, *, restore="", ends_with=None):
    restore_argv = ["sh", "-c", restore] if restore else []
    return {"argv": ["sh", "-c", script], "ends_with": ends_with, "restore_argv": restore_argv}


def held(desk, repository=None):
    """Return every snapshot of a repository, whatever its tags."""
    place = repository or desk.repository
    told = {**os.environ, "RESTIC_REPOSITORY": place["location"], **place["environment"]}
    words = (place["program"], "--no-cache", "--json", "snapshots")
    return json.loads(subprocess.run(words, env=told, capture_output=True, check=True).stdout)


def forget(desk, snapshot):
    told = {**os.environ, "RESTIC_REPOSITORY": desk.repository["location"], **desk.repository["environment"]}
    words = (desk.repository["program"], "--no-cache", "-q", "forget", snapshot)
    subprocess.run(words, env=told, check=True)


def keep(desk, source, *, copies=None, verb="protect-command", **words):
    return desk.ask(verb, source=source, copies=copies or [desk.repository], **words)


def test_an_output_is_one_stream_and_one_recovery_point_and_is_read_back(desk):
    place = desk.folder / "kept.txt"
    place.write_text(f"7 meals\n{MARK}\n")
    source = command(f"cat {place}", restore=f"cat > {place}", ends_with=MARK)
    (kept,) = keep(desk, source)
    assert kept.pop("doubts") == []
    stream, point = sorted(held(desk), key=lambda each: "drplan" in each["tags"])
    assert "drplan-stream" in stream["tags"]
    assert {tag for tag in stream["tags"] if tag.startswith("run:")} <= set(point["tags"])
    laid = {"paths": point["paths"], "run": commits.told(point["tags"], commits.RUN)}
    assert desk.ask("points", repository=desk.repository) == [kept | laid]
    assert kept["snapshot"] == point["id"]
    assert kept["size"] > len(place.read_text())
    place.write_text("lost")
    came = desk.ask("recover-command", repository=desk.repository, snapshot=kept["snapshot"], source=source)
    assert came["found"] == came["expected"]
    assert place.read_text() == f"7 meals\n{MARK}\n"


def test_a_recovery_point_is_as_old_as_its_sources_truth_not_as_its_end(desk):
    begun = time.time()
    (kept,) = keep(desk, command("sleep 1.5; echo done"))
    from datetime import datetime

    assert datetime.fromisoformat(kept["taken_at"]).timestamp() - begun < 1


def test_a_stream_comes_into_a_folder_as_a_file_for_its_owner(desk):
    (kept,) = keep(desk, command("echo 7 meals"))
    to = desk.folder / "to"
    came = desk.ask("restore-to", repository=desk.repository, snapshot=kept["snapshot"], to=str(to))
    assert came["found"] == came["expected"] != {}
    assert (to / "output").read_text() == "7 meals\n"
    assert (to / "output").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("source", "kind", "said"),
    [
        (command("echo 7 meals; exit 3"), "source", "sh (exit 3)"),
        (command("echo 7 meals; kill -KILL $$"), "source-broken-off", "SIGKILL"),
        (command("echo 7 meals", ends_with=MARK), "source-not-whole", "does not end with"),
        (command(f"echo {MARK}; echo 7 meals", ends_with=MARK), "source-not-whole", "does not end with"),
        (command("true"), "source-empty", "nothing at all"),
        ({"argv": ["no-such-program"], "ends_with": None, "restore_argv": []}, "tool-missing", "not on this"),
        (
            command("echo psql: connection to server failed: Is the server running >&2; exit 2"),
            "source-down",
            "",
        ),
        (command("echo ERROR 1045: Access denied >&2; echo x; exit 1"), "source-refused", "Access denied"),
    ],
)
def test_an_output_that_is_not_whole_leaves_nothing_behind(desk, source, kind, said):
    fault = desk.fault("protect-command", source=source, copies=[desk.repository])
    assert fault["kind"] == kind
    assert said in fault["message"]
    assert held(desk) == []
    assert not list((desk.folder / "repository" / "locks").iterdir())
    assert len(keep(desk, command("echo 7 meals"))) == 1


def test_what_a_program_says_of_a_row_is_not_repeated(desk):
    says = 'echo "ERROR:  duplicate key" >&2; echo "DETAIL:  Key (name)=(Jordan Lee)" >&2; exit 1'
    fault = desk.fault("protect-command", source=command(says), copies=[desk.repository])
    assert "duplicate key" in fault["message"]
    assert "Jordan" not in fault["message"]


def second(desk, program=None):
    other = {**desk.repository, "location": str(desk.folder / "other")}
    desk.ask("open", repository=other, create=True)
    assert weaken(desk.folder / "other") == 1
    return {**other, "program": program or other["program"]}


def test_a_copy_that_is_dead_or_stalled_fails_alone(desk, monkeypatch):
    monkeypatch.setattr(stream_copy, "STALLED_SECONDS", 0.5)
    restic = desk.repository["program"]
    stalled = desk.folder / "restic-that-takes-nothing"
    stalled.write_text(f'#!/bin/sh\ncase "$*" in *--stdin*) exec sleep 60 ;; esac\nexec {restic} "$@"\n')
    stalled.chmod(0o755)
    gone = {**desk.repository, "location": str(desk.folder / "gone")}
    source = command("head -c 40000000 /dev/zero")
    failed, slow, kept = keep(desk, source, copies=[gone, second(desk, str(stalled)), desk.repository])
    assert failed["error"]["kind"] == "repository-absent"
    assert slow["error"]["kind"] == "too-slow"
    assert [each["snapshot"] for each in desk.ask("points", repository=desk.repository)] == [kept["snapshot"]]


def test_the_lock_of_a_restic_that_was_killed_goes_with_the_next_backup(desk):
    locks, killed = desk.folder / "repository" / "locks", desk.folder / "restic-that-is-killed"
    restic = desk.repository["program"]
    killed.write_text(
        f'#!/bin/sh\ncase "$*" in *--stdin*) {restic} "$@" <&0 &\n'
        f'while [ -z "$(ls {locks})" ]; do sleep 0.01; done; sleep 0.1\n'
        "kill -KILL $!; wait; exit 137 ;; esac\n"
        f'exec {restic} "$@"\n'
    )
    killed.chmod(0o755)
    copies = [{**desk.repository, "program": str(killed)}]
    fault = desk.fault("protect-command", source=command("seq 1 500000"), copies=copies)
    assert fault["kind"] == "repository"
    assert len(list(locks.iterdir())) == 1
    assert keep(desk, command("seq 1 500000"))[0]["suspect"] == []
    assert list(locks.iterdir()) == []
    assert not list((desk.folder / "scratch" / "past").glob("*.pending"))


def test_every_copy_gets_the_same_bytes(desk):
    other = second(desk)
    kept = keep(desk, command("seq 1 500000"), copies=[desk.repository, other])
    came = [
        desk.ask("restore-to", repository=place, snapshot=each["snapshot"], to=str(desk.source))["found"]
        for each, place in zip(kept, (desk.repository, other), strict=True)
        if not (desk.source / "output").unlink(missing_ok=True)
    ]
    assert came[0] == came[1]


def test_a_stream_without_its_recovery_point_is_never_reported(desk):
    (kept,) = keep(desk, command("echo 7 meals"))
    forget(desk, kept["snapshot"])
    assert len(held(desk)) == 1
    assert desk.ask("points", repository=desk.repository) == []


def test_a_recovery_point_whose_stream_is_gone_is_none_and_does_not_come_back(desk):
    place = desk.folder / "kept.txt"
    place.write_text("7 meals")
    source = command(f"cat {place}", restore=f"cat > {place}")
    (kept,) = keep(desk, source)
    forget(desk, next(each["id"] for each in held(desk) if "drplan-stream" in each["tags"]))
    assert desk.ask("points", repository=desk.repository) == []
    words = {"repository": desk.repository, "snapshot": kept["snapshot"], "source": source}
    assert desk.fault("recover-command", **words)["kind"] == "not-as-kept"
    assert place.read_text() == "7 meals"


def test_a_backup_that_is_killed_leaves_no_recovery_point_and_the_next_one_heals(desk):
    source = command("echo 7 meals; sleep 60")
    request = {
        "verb": "protect-command",
        "data_set": "files",
        "scratch": str(desk.folder / "scratch"),
        "copies": [desk.repository],
        "source": source,
    }
    program = "from drplan.adapters.agent.answer import main; main()"
    with subprocess.Popen((sys.executable, "-c", program), stdin=subprocess.PIPE) as agent:
        assert agent.stdin
        agent.stdin.write(json.dumps(request).encode())
        agent.stdin.close()
        deadline = time.monotonic() + 20
        while not list((desk.folder / "repository" / "locks").iterdir()) and time.monotonic() < deadline:
            time.sleep(0.05)
        agent.kill()
    time.sleep(0.5)
    assert held(desk) == []
    assert len(keep(desk, command("echo 7 meals"))) == 1
