"""People at a terminal, answers in a file, and a journal that a stop cannot damage."""

import io
import json
import os
import stat
import time

import pytest

from drplan.adapters.desk import TerminalDesk, WrittenDesk
from drplan.adapters.journal import JournalFile, journals
from drplan.desk import Paused, Question, Unanswered
from drplan.errors import UsageError

ROLE = Question("a.role", "Which role?", choices=("admin", "nurse"), default="admin")


def at(text):
    said = io.StringIO()
    return TerminalDesk(io.StringIO(text), said), said


def test_an_empty_answer_is_the_default_and_a_wrong_one_is_asked_again():
    desk, said = at("doctor\nnurse\n")
    assert desk.ask(ROLE) == "nurse"
    assert "'doctor' is none of: admin, nurse" in said.getvalue()
    assert at("\n")[0].ask(ROLE) == "admin"


@pytest.mark.parametrize("typed", ["", "pause\n", " pause \n"])
def test_the_end_of_the_input_and_the_word_pause_stop_for_now(typed):
    with pytest.raises(Paused):
        at(typed)[0].ask(ROLE)


def test_nobody_who_answers_in_time_is_said_so():
    source, target = os.pipe()
    with os.fdopen(source) as silent, os.fdopen(target, "w"), pytest.raises(Unanswered):
        TerminalDesk(silent, io.StringIO()).ask(ROLE, seconds=0.01)


@pytest.mark.parametrize(
    ("form", "answer", "good"),
    [
        ("day", "2026-12-08", True),
        ("day", "8.12.", False),
        ("minutes", "12.5", True),
        ("minutes", "-1", False),
        ("minutes", "inf", False),
        ("minutes", "nan", False),
        ("minutes", "soon", False),
        ("text", "anything", True),
    ],
)
def test_an_answer_has_the_form_that_was_asked_for(form, answer, good):
    assert (Question("x", "x", form=form).refusal(answer) is None) == good


def written(tmp_path, said):
    path = tmp_path / "answers.json"
    path.write_text(said if isinstance(said, str) else json.dumps(said))
    return WrittenDesk(path)


def answers(**given):
    return {"schema": "drplan/exercise-answers/1", "answers": given}


def test_a_file_answers_what_it_holds_and_nothing_else(tmp_path):
    desk = written(tmp_path, answers(a="yes"))
    assert desk.ask(Question("a", "?")) == "yes"
    assert desk.ask(Question("b", "?")) == ""
    assert desk.ask(ROLE) == "admin"
    desk.finish()
    assert not desk.attended


def test_a_file_with_a_wrong_answer_or_one_too_many_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"a\.role: 'doctor' is none of"):
        written(tmp_path, answers(**{"a.role": "doctor"})).ask(ROLE)
    with pytest.raises(UsageError, match="nothing asks for: zz"):
        written(tmp_path, answers(zz="1")).finish()


@pytest.mark.parametrize(
    "said",
    [
        "no json",
        [],
        {"schema": "other", "answers": {}},
        {"schema": "drplan/exercise-answers/1"},
        {"schema": "drplan/exercise-answers/1", "answers": {"a": 1}},
    ],
)
def test_a_file_that_is_none_of_answers_is_refused(tmp_path, said):
    with pytest.raises(UsageError, match="holds no answers"):
        written(tmp_path, said)


def test_what_is_kept_is_on_the_disk_and_for_nobody_else(tmp_path):
    path = tmp_path / "exercises" / "one.jsonl"
    JournalFile(path).add({"entry": "begun", "id": "x"})
    assert JournalFile(path).entries() == [{"entry": "begun", "id": "x"}]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_last_line_that_was_cut_in_half_was_never_kept_and_the_next_follows_whole(tmp_path):
    path = tmp_path / "one.jsonl"
    lines = [{"entry": "begun", "id": "x"}, {"entry": "answered", "id": "a"}]
    for entry in lines:
        JournalFile(path).add(entry)
    whole = path.read_bytes()
    for cut in range(len(whole.splitlines(keepends=True)[0]) + 1, len(whole)):
        path.write_bytes(whole[:cut])
        journal = JournalFile(path)
        assert journal.entries() == lines[:1]
        journal.add({"entry": "answered", "id": "b"})
        assert JournalFile(path).entries() == [lines[0], {"entry": "answered", "id": "b"}]


def test_another_file_in_its_place_is_refused(tmp_path):
    (tmp_path / "one.jsonl").write_text("hello\n")
    with pytest.raises(UsageError, match="no journal of an exercise"):
        journals(tmp_path)


def test_journals_are_found_oldest_first_and_empty_ones_passed_over(tmp_path):
    for name in ("2", "1"):
        JournalFile(tmp_path / f"{name}.jsonl").add({"entry": "begun", "id": name})
    (tmp_path / "0.jsonl").touch()
    assert [each.entries()[0]["id"] for each in journals(tmp_path)] == ["1", "2"]


def test_wrong_answers_win_no_time():
    source, target = os.pipe()
    with os.fdopen(source) as slow, os.fdopen(target, "w") as hand:
        hand.write("doctor\n")
        hand.flush()
        begun = time.monotonic()
        with pytest.raises(Unanswered):
            TerminalDesk(slow, io.StringIO()).ask(ROLE, seconds=0.2)
    assert time.monotonic() - begun < 10
