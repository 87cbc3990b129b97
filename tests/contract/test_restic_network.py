"""A repository behind a server: append-only, cut off in the midst, and one that only says 503."""

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from drplan.adapters.agent import restic, restic_feed, restic_refusal
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.restic_call import Manner
from drplan.adapters.agent.restic_process import Limits
from drplan.adapters.lab.tools import require
from drplan.adapters.restic_upkeep import Upkeep

AT_ONCE = Manner(waits=())
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="not tried: wants root, to mount a small disk")


@contextmanager
def served(folder, *words):
    """Serve a folder by rclone; yields the place restic finds it at and the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    argv = [require("rclone"), "serve", "restic", "--config", "", *words]
    argv += ["--addr", f"127.0.0.1:{port}", folder]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            yield f"rest:http://127.0.0.1:{port}/", server
        finally:
            server.send_signal(signal.SIGCONT)
            server.kill()


class Unavailable(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(503)

    do_HEAD = do_GET  # noqa: N815 - http.server's name

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def append_only(place):
    with served(place.location, "--append-only") as (location, _):
        yield replace(place, location=location)


def test_what_is_forgotten_on_an_append_only_server_is_still_there_and_this_is_a_fault(append_only, tmp_path):
    (tmp_path / "data").write_bytes(b"kept")
    upkeep = Upkeep(append_only, AT_ONCE)
    made = upkeep.backup(str(tmp_path / "data"))
    with pytest.raises(Fault) as raised:
        upkeep.forget([made.snapshot])
    assert raised.value.kind == "repository"
    assert upkeep.files("snapshots") == (made.snapshot,)


def test_a_stale_lock_on_an_append_only_server_goes_away(append_only, place):
    with restic.Feed(append_only, name="dump") as feed:
        feed.write(b"x")
        while not any(Path(place.location, "locks").iterdir()):
            time.sleep(0.01)
        time.sleep(0.1)
        feed._running.process.kill()
        feed._running.process.wait()
    assert restic.Reader(append_only, AT_ONCE).check(alone=True).sound


def test_a_server_that_vanishes_in_the_midst_is_unreachable_and_kept_nothing(place, monkeypatch):
    monkeypatch.setattr(restic_feed, "_CANCEL_SECONDS", 0.5)
    with (
        served(place.location) as (location, server),
        restic.Feed(replace(place, location=location), name="dump", limits=Limits(60, stall=1)) as feed,
    ):
        feed.write(os.urandom(20 << 20))
        server.send_signal(signal.SIGSTOP)
        with pytest.raises(Fault) as raised:
            feed.write(os.urandom(200 << 20))
    assert raised.value.kind == "unreachable"
    assert not list(Path(place.location, "snapshots").iterdir())


def test_a_server_that_is_out_of_order_is_unreachable_in_time(place):
    server = HTTPServer(("127.0.0.1", 0), Unavailable)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        down = replace(place, location=f"rest:http://127.0.0.1:{server.server_port}/")
        with pytest.raises(Fault) as raised:
            restic.Reader(down, Manner(seconds=1.0)).config()
    finally:
        server.shutdown()
        server.server_close()
    assert raised.value.kind == "unreachable"


@root_only
@pytest.mark.parametrize("spare", [0, 64 << 10], ids=["of everything", "but for a lock"])
def test_a_server_whose_disk_is_full_is_not_waited_for_until_restic_gives_up(
    append_only, place, tmp_path, monkeypatch, spare
):
    monkeypatch.setattr(restic_refusal, "PATIENCE_SECONDS", 1.0)
    source = tmp_path / "data"
    source.write_bytes(os.urandom(3 << 20))
    with full(Path(place.location), spare):
        begun = time.monotonic()
        with pytest.raises(Fault) as raised:
            restic.Writer(append_only, AT_ONCE).backup(str(source))
    assert raised.value.kind == "repository-refuses"
    assert "500 Internal Server Error" in str(raised.value)
    assert time.monotonic() - begun < 30
    assert not list(Path(place.location, "snapshots").iterdir())
    assert restic.Writer(append_only, AT_ONCE).backup(str(source)).snapshot


@contextmanager
def full(repository, spare):
    """Have a repository lie on a disk that holds what is there and ``spare`` bytes more, for a while."""
    aside = repository.rename(repository.with_name("aside"))
    repository.mkdir()
    subprocess.run(("mount", "-t", "tmpfs", "-o", "size=2m", "none", repository), check=True)
    try:
        shutil.copytree(aside, repository, dirs_exist_ok=True)
        room = shutil.disk_usage(repository).free
        (repository / "ballast").write_bytes(bytes(room - spare))
        yield
    finally:
        subprocess.run(("umount", "--lazy", repository), check=True)
        repository.rmdir()
        aside.rename(repository)
