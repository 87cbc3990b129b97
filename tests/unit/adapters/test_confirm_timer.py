"""The program that makes a change on FRR go back by itself, with a shell script for vtysh."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[3] / "deploys/network/frr/confirm-timer"
SHOWN = "Building configuration...\n\nCurrent configuration:\n!\nhostname r1\n{}\nend\n"


class Router:
    """A folder that stands for a router: ``frr.conf`` is what runs."""

    def __init__(self, folder):
        self.folder, self.conf, self.state = folder, folder / "frr.conf", folder / "state"
        self.state.mkdir()
        self.conf.write_text(SHOWN.format("ip route 10.0.0.0/8 blackhole"))
        self.program("vtysh", f'echo "vtysh $*" >>{folder}/typed; cat {self.conf}')
        # As frr-reload.py: brings what runs to what the file says.
        (folder / "reload.py").write_text(
            "import pathlib, sys\n"
            f"kept = pathlib.Path(sys.argv[-1]).read_text()\n"
            f"pathlib.Path({str(self.conf)!r}).write_text('Building configuration...\\n' + kept)\n"
        )

    def program(self, name, text):
        (self.folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (self.folder / name).chmod(0o755)

    def ask(self, *words, **more):
        return subprocess.run(
            ("/bin/sh", str(PROGRAM), *words),
            env={
                "PATH": f"{self.folder}:{os.environ['PATH']}",
                "CONFIRM_TIMER_STATE": str(self.state),
                "CONFIRM_TIMER_RELOAD": str(self.folder / "reload.py"),
                "CONFIRM_TIMER_SAVED": str(self.folder / "saved.conf"),
                **more,
            },
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )

    def change(self):
        self.conf.write_text(SHOWN.format("ip route 0.0.0.0/0 blackhole"))

    @property
    def changed(self):
        return "0.0.0.0/0" in self.conf.read_text()

    def log(self):
        return (self.state / "log").read_text()

    def ended(self):
        deadline = time.monotonic() + 10
        while self.ask("status").stdout != "idle\n":
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)


@pytest.fixture
def router(tmp_path):
    router = Router(tmp_path)
    yield router
    router.ask("confirm")


def test_what_is_not_confirmed_goes_back_after_its_time_though_the_session_has_ended(router):
    armed = router.ask("arm", "1s")
    assert armed.stdout == "armed: goes back in 1 s unless confirmed\n"
    router.change()
    router.ended()
    assert not router.changed
    assert router.log().splitlines()[-1].endswith("went back: runs what ran before")
    assert not (router.state / "before").exists(), "what ran holds secrets"


def test_what_is_confirmed_stays(router):
    router.ask("arm", "1s")
    router.change()
    assert router.ask("confirm").stdout == "confirmed\n"
    assert router.ask("status").stdout == "idle\n"
    time.sleep(1.2)
    assert router.changed
    assert not (router.state / "before").exists()


def test_it_goes_back_at_once_when_asked(router):
    router.ask("arm", "60")
    assert router.ask("status").stdout.startswith("armed: goes back in 3")
    router.change()
    done = router.ask("rollback")
    assert done.stdout.endswith("went back: runs what ran before\n")
    assert not router.changed


def test_a_second_timer_is_refused_while_one_runs_and_changes_nothing_of_the_first(router):
    router.ask("arm", "60s")
    kept = (router.state / "before").read_text()
    router.change()
    again = router.ask("arm", "1s")
    assert again.returncode == 1
    assert "a change is waiting already: armed: goes back in" in again.stderr
    assert (router.state / "before").read_text() == kept
    assert router.ask("confirm").returncode == 0
    assert router.ask("arm", "60s").returncode == 0


@pytest.mark.parametrize("verb", ["confirm", "rollback"])
def test_without_a_timer_there_is_nothing_to_decide(router, verb):
    refused = router.ask(verb)
    assert refused.returncode == 1
    assert "nothing is waiting" in refused.stderr


def test_a_timer_that_was_killed_is_not_taken_for_a_running_one(router):
    router.ask("arm", "3s")
    # This one process and no group: procps 4.0.2 takes a negative number for everybody.
    os.kill(int((router.state / "armed").read_text().split()[0]), signal.SIGKILL)
    deadline = time.monotonic() + 5
    while router.ask("status").stdout != "idle\n" and time.monotonic() < deadline:
        time.sleep(0.02)
    assert router.ask("confirm").returncode == 1
    assert router.ask("arm", "60s").returncode == 0


@pytest.mark.parametrize("given", ["", "s", "0", "-1", "5m", "1 2", "5ss", "x", "$(id)"])
def test_what_is_no_time_arms_nothing(router, given):
    refused = router.ask("arm", given)
    assert refused.returncode == 1
    assert not (router.state / "armed").exists()


def test_without_a_way_back_nothing_is_armed(router):
    nowhere = {"CONFIRM_TIMER_RELOAD": "/nowhere"}
    assert "no way back: neither /nowhere nor a writable" in router.ask("arm", "1", **nowhere).stderr
    assert "no way back" in router.ask("arm", "1", CONFIRM_TIMER_STATE="/nowhere").stderr
    router.conf.write_text("hostname r1\n")
    assert "came without its end" in router.ask("arm", "1").stderr
    router.program("vtysh", "exit 1")
    assert router.ask("arm", "1").returncode == 1
    assert not (router.state / "armed").exists()


def test_without_frr_reload_the_kept_configuration_is_saved_and_frr_restarted(router):
    saved = router.folder / "saved.conf"
    saved.touch()
    router.program("restart", f"(echo Building configuration...; cat {saved}) >{router.conf}")
    router.ask("arm", "1s", CONFIRM_TIMER_RELOAD="/nowhere", CONFIRM_TIMER_RESTART="restart")
    router.change()
    router.ended()
    assert not router.changed


def test_a_router_that_does_not_go_back_wholly_says_so_and_keeps_what_ran(router):
    router.ask("arm", "1s")
    router.change()
    (router.folder / "reload.py").write_text("raise SystemExit(1)\n")
    router.ended()
    assert "DID NOT GO BACK WHOLLY" in router.log()
    assert (router.state / "before").exists()


def test_a_login_reaches_the_timer_and_vtysh_and_nothing_else(router):
    def login(asked):
        return router.ask("login", SSH_ORIGINAL_COMMAND=asked)

    assert login("confirm-timer status").stdout == "idle\n"
    assert login("confirm-timer arm 60s").stdout.startswith("armed")
    assert login("confirm-timer confirm").stdout == "confirmed\n"
    for refused in ("confirm-timer wait 1", "confirm-timer login", "confirm-timer", "confirm-timer  *"):
        login(refused)
        assert not (router.state / "armed").exists()
    login("show version; confirm-timer arm 1")
    login("")
    typed = (router.folder / "typed").read_text().splitlines()
    assert typed[-2:] == ["vtysh -c show version; confirm-timer arm 1", "vtysh "]
