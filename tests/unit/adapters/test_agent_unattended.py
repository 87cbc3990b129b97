"""A backup that nobody waits for: what it reads, what it says, how it ends."""

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.unattended import GOOD, IN_PART, NONE, SUSPECT, ending, run
from drplan.adapters.agent_archive import write_archive

OURS = (os.geteuid(), os.getegid())
PASSWORD = "correct horse battery staple"
AWAY = {"error": {"kind": "unreachable", "message": "198.18.20.5 port 8000 does not answer"}}


def point(name, *suspect):
    return {
        "snapshot": name * 64,
        "taken_at": "2026-11-22T09:00:00Z",
        "size": 10,
        "seconds": 1.5,
        "suspect": suspect,
    }


@pytest.fixture
def work(tmp_path, capsys):
    """Return how to run a request whose copies answer in turn; gives the code, the lines and the waits."""

    def go(*rounds, waits=(1, 2), ping=None, mode=0o600, owner=OURS):
        file, left = tmp_path / "request.json", list(rounds)
        waited: list[float] = []
        names = [f"copy-{number}" for number in range(len(rounds[0]) if isinstance(rounds[0], list) else 1)]
        request = {
            "verb": "protect-paths",
            "data_set": "school-files",
            "scratch": str(tmp_path),
            "copies": [{"environment": {"RESTIC_PASSWORD": PASSWORD}} for _ in names],
            "copy_names": names,
            "limits": {"at_once": 1, "wait_seconds": 0},
            "retry": {"waits": waits},
            "ping": ping,
        }
        file.write_text(json.dumps(request))
        file.chmod(mode)

        def protect(asked):
            answers = left.pop(0)
            if isinstance(answers, BaseException):
                raise answers
            assert len(asked["copies"]) == len(answers)
            return answers

        code = run(str(file), protect, owner=owner, sleep=waited.append)
        return code, capsys.readouterr().err.splitlines(), waited

    return go


def test_a_good_run_says_one_line_a_copy_and_notes_when_it_was_begun(work, tmp_path):
    assert work([point("a"), point("b")]) == (
        GOOD,
        [
            "school-files: kept as aaaaaaaa in copy-0: 10 bytes, 1.5 s",
            "school-files: kept as bbbbbbbb in copy-1: 10 bytes, 1.5 s",
        ],
        [],
    )
    assert (tmp_path / "kept/school-files").read_text() == "2026-11-22T09:00:00Z\n"


def test_only_the_copy_that_could_not_be_reached_is_tried_again_and_later_each_time(work, tmp_path):
    code, lines, waited = work([point("a"), AWAY], [AWAY], [point("b")])
    assert (code, waited) == (GOOD, [1, 2])
    assert lines[1:] == [
        "school-files: not kept in copy-1: 198.18.20.5 port 8000 does not answer",
        "school-files: trying copy-1 again in 1 s",
        "school-files: not kept in copy-1: 198.18.20.5 port 8000 does not answer",
        "school-files: trying copy-1 again in 2 s",
        "school-files: kept as bbbbbbbb in copy-1: 10 bytes, 1.5 s",
    ]
    assert (tmp_path / "kept/school-files").exists()


def test_tries_have_an_end_and_a_copy_without_a_point_is_no_success(work, tmp_path):
    code, _, waited = work([point("a"), AWAY], [AWAY], [AWAY])
    assert (code, waited) == (IN_PART, [1, 2])
    assert not (tmp_path / "kept").exists()


def test_what_would_only_be_seen_again_is_not_tried_again(work):
    wrong = {"error": {"kind": "wrong-password", "message": "restic backup (exit 12)"}}
    assert work([wrong, point("a")])[::2] == (IN_PART, [])


def test_a_suspect_point_is_told_apart_from_a_good_one_and_not_noted(work, tmp_path):
    code, lines, _ = work([point("a", "shrunk", "canary")])
    assert (code, lines[-1][-23:]) == (SUSPECT, "suspect: shrunk, canary")
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("kind", ["source", "busy", "repository-absent"])
def test_a_source_that_cannot_be_read_makes_no_point_and_is_said_of_each_copy(work, kind):
    code, lines, waited = work(Fault(kind, "/srv/school is empty: is its disk mounted?"))
    assert (code, waited) == (NONE, [])
    assert lines == ["school-files: not kept in copy-0: /srv/school is empty: is its disk mounted?"]


def test_a_fault_of_our_own_is_never_taken_for_a_suspect_point(work):
    assert work(ValueError("odd"))[:2] == (NONE, ["school-files: a fault of drplan's own: ValueError: odd"])


def test_a_run_that_is_stopped_on_the_way_is_no_success(work):
    stopped = ["school-files: no whole backup: it was stopped on the way"]
    assert work(KeyboardInterrupt()) == (NONE, stopped, [])


def test_nothing_secret_is_said_whoever_says_it(work):
    _, lines, _ = work(Fault("repository", f"restic said {PASSWORD}\n<3>and more"))
    assert lines == [
        "school-files: not kept in copy-0: restic said (secret, not shown) <3>and more",
    ]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o700, 0o660])
def test_a_request_that_others_may_read_is_not_followed(work, mode):
    code, lines, _ = work([], mode=mode)
    assert code == NONE
    assert "must be root's alone" in lines[0]


def test_a_request_of_somebody_elses_or_behind_a_link_is_not_followed(work, tmp_path, capsys):
    assert work([], owner=(OURS[0] + 1, OURS[1]))[0] == NONE
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "request.json")
    assert run(str(link), print, owner=OURS) == NONE
    assert "cannot be opened" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "[]", '{"verb": "recover-paths"}', '{"verb": "open"}', "{"])
def test_a_request_for_anything_but_a_backup_is_not_followed(tmp_path, text, capsys):
    file = tmp_path / "request.json"
    file.touch(mode=0o600)
    file.write_text(text)
    assert run(str(file), print, owner=OURS) == NONE
    assert "deploy it again" in capsys.readouterr().err


@given(
    st.lists(st.sampled_from([AWAY, point("a"), point("b", "shrunk")]), min_size=1, max_size=5),
)
def test_only_a_good_point_in_every_copy_ends_with_nought(answers):
    good = all("error" not in each and not each["suspect"] for each in answers)
    assert (ending(answers) == GOOD) == good
    assert (ending(answers) == NONE) == all("error" in each for each in answers)


def test_the_watcher_hears_the_beginning_and_the_end(work):
    heard = []

    class Watcher(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Watcher)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/job"
        work([point("a")], ping=url)
        work([AWAY], waits=(), ping=url)
    finally:
        server.shutdown()
        server.server_close()
    assert heard == ["/job/start", "/job", "/job/start", "/job/fail"]


def test_the_archive_on_a_host_ends_with_the_code_of_what_it_was_told_to_run(tmp_path):
    missing = tmp_path / "request.json"
    done = subprocess.run(
        [sys.executable, "-I", write_archive(tmp_path), "run", missing],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == NONE
    assert done.stdout == ""
    assert done.stderr == f"no recovery point: {missing} cannot be opened: No such file or directory\n"
