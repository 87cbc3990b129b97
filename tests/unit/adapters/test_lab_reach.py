import socket

import pytest

from drplan.adapters.lab.reach import await_answer
from drplan.errors import LabError


@pytest.fixture
def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_server_that_never_answers_is_named_with_what_it_last_said(tmp_path, closed_port):
    (tmp_path / "log").write_text("starting\nno such certificate\n\n")
    with pytest.raises(LabError, match=r"the copy did not answer .*; it said: no such certificate"):
        await_answer(None, "127.0.0.1", closed_port, "the copy", seconds=0.2, log=tmp_path / "log")


def test_a_go_program_that_gave_up_is_quoted_with_its_reason_not_its_trace(tmp_path, closed_port):
    (tmp_path / "log").write_text("F1122 no such file\ngoroutine 346 [running]:\n\tmini.go:1473 +0x1e5\n")
    with pytest.raises(LabError, match=r"; it said: F1122 no such file$"):
        await_answer(None, "127.0.0.1", closed_port, "the copy", seconds=0.2, log=tmp_path / "log")


def test_a_server_that_answers_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as server:
        await_answer(None, "127.0.0.1", server.getsockname()[1], "the copy", seconds=5)
        server.settimeout(5)
        connection, _ = server.accept()
        connection.close()
        assert connection.fileno() == -1
