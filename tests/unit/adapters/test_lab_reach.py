"""Whether something answers, where a plain user asks: without a program of the machine's."""

import socket
from contextlib import closing

import pytest

from drplan.adapters.lab import reach


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """A machine with no programs at all."""
    monkeypatch.setenv("PATH", str(tmp_path))


def test_a_listening_port_answers_on_a_machine_without_nc():
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        assert reach.answers(None, "127.0.0.1", server.getsockname()[1])


def test_a_port_that_nobody_listens_on_does_not_answer():
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        assert not reach.answers(None, "127.0.0.1", bound.getsockname()[1])
