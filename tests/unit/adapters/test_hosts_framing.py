"""Many commands through one real shell, and their answers taken apart."""

import shlex
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.adapters.hosts.framing import (
    Answer,
    Garbled,
    is_whole,
    lines_of,
    read_answers,
    write_gathered_script,
    write_script,
)

MARK = "0123456789abcdef0123456789abcdef"

ANSWERS = st.lists(
    st.builds(Answer, code=st.integers(0, 255), out=st.binary(max_size=80), err=st.binary(max_size=80)),
    max_size=5,
)


def said(answers, mark=MARK, write=write_script):
    """Return both streams of a real shell that gives these answers."""
    with tempfile.TemporaryDirectory() as folder:
        commands = []
        for place, answer in enumerate(answers):
            out, err = Path(folder, f"{place}.out"), Path(folder, f"{place}.err")
            out.write_bytes(answer.out)
            err.write_bytes(answer.err)
            commands.append(f"sh -c 'cat {out}; cat {err} >&2; exit {answer.code}'")
        return shell(commands, mark, write)


def shell(commands, mark=MARK, write=write_script):
    done = subprocess.run(["sh"], input=write(commands, mark), capture_output=True, check=False)
    return done.stdout, done.stderr


@settings(max_examples=40, deadline=None)
@given(ANSWERS)
def test_any_bytes_on_both_streams_and_any_exit_code_come_back(answers):
    out, err = said(answers)
    assert read_answers(out, err, MARK) == tuple(answers)
    assert is_whole(out, MARK, len(answers))
    assert is_whole(err, MARK, len(answers))


@settings(max_examples=40, deadline=None)
@given(ANSWERS)
def test_gathered_answers_are_the_same_with_one_more_that_says_all_is_sent(answers):
    out, err = said(answers, write=write_gathered_script)
    assert read_answers(out, err, MARK) == (*answers, Answer(0, b"", b""))


@settings(max_examples=40, deadline=None)
@given(ANSWERS, st.data())
def test_streams_cut_off_anywhere_give_fewer_answers_and_never_another_one(answers, data):
    out, err = said(answers)
    out = out[: data.draw(st.integers(0, len(out)))]
    err = err[: data.draw(st.integers(0, len(err)))]
    found = read_answers(out, err, MARK)
    assert found == tuple(answers[: len(found)])
    assert is_whole(out, MARK, len(answers)) <= (len(read_answers(out, out, MARK)) == len(answers))


def test_output_that_looks_like_an_answer_of_another_batch_is_output():
    fake = b"f" * 32 + b" 1 0\n"
    out, err = shell([f"printf '%s 1 0\\n' {'f' * 32}"])
    (answer,) = read_answers(out, err, MARK)
    assert answer == Answer(0, fake, b"")


@pytest.mark.parametrize("write", [write_script, write_gathered_script])
def test_a_command_can_neither_end_the_batch_nor_read_it_nor_change_what_follows(write):
    commands = ["exit 3", "cat", "cd /; x=1; readonly PATH", "printf '%s' \"$x\"; pwd", "broken ( syntax"]
    out, err = shell([f"sh -c {shlex.quote(command)}" for command in commands], write=write)
    found = read_answers(out, err, MARK)
    assert [answer.code for answer in found][:4] == [3, 0, 0, 0]
    assert found[1].out == b""
    assert found[3].out == f"{Path.cwd()}\n".encode()
    assert found[4].code != 0


def test_what_a_login_prints_first_belongs_to_no_command():
    out, err = shell(["sh -c 'echo one'"])
    assert read_answers(b"Welcome!\n" + out, b"warning\n" + err, MARK) == (Answer(0, b"one\n", b""),)


def test_marks_out_of_order_are_refused():
    out, err = shell(["sh -c true", "sh -c true"])
    first, second, third = out.splitlines(keepends=True)
    with pytest.raises(Garbled):
        read_answers(first + third + second, err, MARK)
    with pytest.raises(Garbled):
        read_answers(out.replace(b" 2 0", b" 2 1"), err, MARK)


@given(st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1)))
def test_lines_are_cut_at_newlines_only(lines):
    assert lines_of("\n".join(lines).encode()) == lines
    assert lines_of("".join(f"{line}\n" for line in lines).encode()) == lines


def test_bytes_that_are_no_text_are_replaced_and_nothing_after_them_is_lost():
    assert lines_of(b"a\xff\nb\n") == ["a\N{REPLACEMENT CHARACTER}", "b"]


def test_what_means_its_own_shell_gets_a_new_one():
    commands = ["sh -c 'echo $$ $PPID'", "sh -c 'echo $$'", "sh -c 'set -- a b; echo $#'"]
    out, err = shell(commands, write=write_gathered_script)
    first, second, third, _ = read_answers(out, err, MARK)
    pid, parent = map(int, first.out.split())
    assert len({pid, parent, int(second.out)}) == 3
    assert third.out == b"2\n"


def test_a_host_that_cannot_gather_is_seen_to_have_sent_nothing():
    script = b"dd() { return 127; }\n" + write_gathered_script(["sh -c 'echo x'"], MARK)
    done = subprocess.run(["sh"], input=script, capture_output=True, check=False)
    with pytest.raises(Garbled):
        read_answers(done.stdout, done.stderr, MARK)
