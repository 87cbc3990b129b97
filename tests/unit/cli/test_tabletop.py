"""``drplan drill tabletop`` as it is typed: with written answers, and by people at a terminal."""

import json
import os
import pty
import select
import signal
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan.cli import cli
from drplan.errors import UsageError

ROOT = Path(__file__).parents[3]
NAME = "mail-tenant-taken"


@pytest.fixture
def typed(monkeypatch, tmp_path):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "state"))

    def run(*words, noun="drill"):
        place = ("--runbooks", str(tmp_path / "runbooks"))
        return CliRunner().invoke(cli, [noun, *words, *place])

    run("keygen", noun="evidence")
    return run


@pytest.fixture
def hold(typed, tmp_path):
    def run(answers, *words, name=NAME):
        path = tmp_path / "answers.json"
        path.write_text(json.dumps({"schema": "drplan/exercise-answers/1", "answers": answers}))
        return typed("tabletop", "--scenario", name, "--answers", str(path), *words)

    return run


def all_well(typed):
    script = json.loads(typed("tabletop", "--scenario", NAME, "--script", "--format", "json").stdout)
    answers = {f"objective-{n}.rating": "met" for n in range(1, len(script["objectives"]) + 1)}
    for item in script["items"]:
        if item["kind"] == "decision":
            answers[f"{item['id']}.decided"] = "yes"
        if item["kind"] == "step":
            answers |= {f"{item['id']}.how": "done", f"{item['id']}.minutes": "7"}
    return answers


def test_written_answers_that_leave_nothing_open_pass_and_the_record_verifies(typed, hold):
    done = hold(all_well(typed), "--format", "json")
    assert done.exit_code == 0, done.output
    record = json.loads(done.stdout)
    assert [(s["timing"], s["seconds"]) for s in record["steps"]] == [("noted", 420.0)]
    assert not record["attended"]
    verified = typed("verify", "--format", "json", noun="evidence")
    assert verified.exit_code == 0
    assert json.loads(verified.stdout)["exercises"]["checked"] == [record["id"]]


def test_an_altered_exercise_no_longer_verifies(typed, hold, tmp_path):
    hold(all_well(typed))
    (folder,) = (tmp_path / "runbooks/exercises").glob("2*")
    page = folder / "record.json"
    page.write_bytes(page.read_bytes().replace(b'"timing":"noted"', b'"timing":"timed"'))
    verified = typed("verify", noun="evidence")
    assert verified.exit_code == 1
    assert folder.name in verified.output
    assert typed("show", folder.name, noun="evidence").exit_code == 1


def test_without_answers_nothing_passes(hold):
    assert hold({}).exit_code == 3


def test_an_objective_that_was_not_met_ends_with_one(typed, hold):
    answers = all_well(typed) | {"objective-2.rating": "not met", "objective-2.because": "no pages"}
    done = hold(answers)
    assert done.exit_code == 1
    assert "not met" in done.output


@pytest.mark.parametrize("answers", [{"declare.role": "x", "declare.decided": "y"}, {"zz": "1"}])
def test_a_file_with_a_mistake_records_nothing_and_leaves_nothing(hold, tmp_path, answers):
    assert isinstance(hold(answers).exception, UsageError)
    assert not (tmp_path / "runbooks/exercises").exists()
    assert not (tmp_path / "state/exercises").exists()


def test_a_corrective_action_is_asked_about_at_the_next_one(typed, hold):
    mend = {"action-1.issue": "No key", "action-1.owner": "help-desk", "action-1.due": "2027-01-05"}
    assert hold(all_well(typed) | mend).exit_code == 0
    time.sleep(1.1)  # the id of a record is its second
    done = hold(all_well(typed) | {"earlier-1.closed": "2027-01-04"}, "--format", "json")
    (action,) = json.loads(done.stdout)["corrective_actions"]
    assert (action["issue"], action["closed"]) == ("No key", "2027-01-04")


def test_the_script_is_printed_or_written_as_markdown(typed, tmp_path):
    shown = typed("tabletop", "--exercise", "cabinet-ransomware", "--script")
    assert shown.exit_code == 0
    assert "## Order of recovery, and by when" in shown.stdout
    page = tmp_path / "script.md"
    typed("tabletop", "--exercise", "cabinet-ransomware", "--to", str(page))
    assert page.read_text() == shown.stdout


@pytest.mark.parametrize("words", [(), ("--scenario", NAME, "--exercise", "winter-power")])
def test_one_scenario_or_one_exercise_is_meant(typed, words):
    assert "one scenario or of one exercise" in typed("tabletop", *words).exception.message


def test_nobody_at_a_terminal_is_said_with_what_else_there_is(typed):
    error = typed("tabletop", "--scenario", NAME).exception
    assert error.message == "nobody is at a terminal to be asked"
    assert "--answers" in error.next_step


class Terminal:
    """drplan in a terminal of its own."""

    def __init__(self, *words):
        self.pid, self.screen = pty.fork()
        if self.pid == 0:
            os.execv(sys.executable, [sys.executable, "-m", "drplan", *words])
        self.seen = ""

    def until(self, text, seconds=30):
        end = time.monotonic() + seconds
        while text not in self.seen and time.monotonic() < end:
            if select.select([self.screen], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.screen, 65536).decode(errors="replace")
                except OSError:
                    break
        assert text in self.seen, self.seen
        self.seen = self.seen.split(text, 1)[1]

    def until_closed(self):
        """Read what is left: a program whose screen nobody reads does not end."""
        try:
            while os.read(self.screen, 65536):
                pass
        except OSError:
            return

    def type(self, text):
        os.write(self.screen, text.encode())

    def ended(self):
        self.until_closed()
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.screen)
        return os.waitstatus_to_exitcode(status)


@pytest.fixture
def terminal(typed, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    opened = []

    def begin(*words):
        place = ("--runbooks", str(tmp_path / "runbooks"))
        opened.append(Terminal("drill", "tabletop", "--scenario", NAME, *place, *words))
        return opened[-1]

    yield begin
    for each in opened:
        try:
            os.kill(each.pid, signal.SIGKILL)
            os.waitpid(each.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            continue


def test_people_at_a_terminal_are_asked_stopped_killed_and_asked_again_where_they_were(
    terminal, tmp_path, typed
):
    first = terminal()
    first.until("What did the room do or say?")
    first.type("called the superintendent\n")
    first.until("What was decided?")
    first.type("pause\n")
    first.until("go on: add --resume")
    assert first.ended() == 3

    refused = terminal()
    refused.until("go on with it: --resume")
    assert refused.ended() == 2

    second = terminal("--resume")
    second.until("declare")
    second.until("What was decided?")
    second.type("recover the tenant\n")
    second.until("Which role decided?")
    second.type("doctor\n")
    second.until("is none of")
    second.type("superintendent\n")
    second.until("isolate")
    second.until("What was decided?")
    os.kill(second.pid, signal.SIGKILL)
    assert second.ended() == -signal.SIGKILL

    third = terminal("--resume", "--format", "json")
    third.until("isolate")
    third.type("\n" * 40)
    third.until('"schema_id": "drplan/exercise/1"')
    assert third.ended() == 3
    (folder,) = (tmp_path / "runbooks/exercises").glob("2*")
    record = json.loads((folder / "record.json").read_text())
    assert record["injects"][0]["answer"] == "called the superintendent"
    decided = record["decisions"][0]
    assert (decided["role"], decided["decided"]) == ("superintendent", "recover the tenant")
    assert record["pauses"] == 2
    assert record["attended"]
    assert not list((tmp_path / "state/exercises").iterdir())
    assert typed("verify", noun="evidence").exit_code == 0
