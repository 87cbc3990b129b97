"""A job's pings, heard by a real HTTP server on this machine."""

import contextlib
import socket
import threading
import time

import pytest

from drplan.adapters.agent import ping as module
from drplan.adapters.agent.ping import ping
from tests.contract.sinks import Webhook, serving


def address(watcher):
    return f"http://{watcher.place}/0f8e2d9a"


@pytest.fixture
def watcher():
    with serving(Webhook()) as server:
        yield server


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(module, "LIMIT_SECONDS", 0.6)
    monkeypatch.setattr(module, "_TRY_SECONDS", 0.3)
    monkeypatch.setattr(module, "_PAUSE_SECONDS", 0.05)


@pytest.mark.parametrize(
    ("outcome", "path"), [("start", "/0f8e2d9a/start"), ("good", "/0f8e2d9a"), ("fail", "/0f8e2d9a/fail")]
)
def test_each_outcome_has_its_address_and_only_the_time_is_sent(watcher, outcome, path):
    ping(address(watcher), outcome, 12.34)
    ((asked, body, headers),) = watcher.heard
    assert (asked, body) == (path, "12.3 s")
    assert socket.gethostname() not in headers


def test_a_slash_at_the_end_of_the_address_and_what_follows_a_question_mark_stay_right(watcher):
    ping(address(watcher) + "/?create=1", "fail", 1)
    assert watcher.heard[0][0] == "/0f8e2d9a/fail?create=1"


def test_a_server_in_trouble_is_asked_again_and_one_that_refuses_is_not(watcher, quick):
    watcher.answers = [503, 200]
    ping(address(watcher), "good", 1)
    assert len(watcher.heard) == 2
    watcher.answers = [404, 200]
    ping(address(watcher), "good", 1)
    assert len(watcher.heard) == 3


def test_a_watcher_that_never_answers_holds_nothing_up(quick, capfd):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        ping(f"http://127.0.0.1:{silent.getsockname()[1]}/secret", "start", 0)
        assert time.monotonic() - began < 5
    assert capfd.readouterr() == ("", "")


def test_a_watcher_that_answers_drop_by_drop_holds_nothing_up(quick):
    with socket.create_server(("127.0.0.1", 0)) as slow:

        def drip():
            with contextlib.suppress(OSError):
                there, _ = slow.accept()
                for _ in range(40):
                    there.send(b"H")
                    time.sleep(0.05)

        dripping = threading.Thread(target=drip)
        dripping.start()
        began = time.monotonic()
        ping(f"http://127.0.0.1:{slow.getsockname()[1]}/", "good", 1)
        assert time.monotonic() - began < 3
    dripping.join()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no address",
        "http://",
        "http://[",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:1/",
        "file:///etc/passwd",
        "http://host.invalid/",
        "http://a b/\n",
        "https://\N{SNOWMAN}.invalid/ü",
    ],
)
def test_what_leads_nowhere_never_raises_and_says_nothing(quick, url, capfd):
    ping(url, "good", 1)
    assert capfd.readouterr() == ("", "")
