"""A fact's command as a question that one shell answers among others, and its answer as pyinfra wants it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyinfra.api import StringCommand
from pyinfra.connectors.util import CommandOutput, OutputLine, make_unix_command

from drplan.adapters.hosts.framing import Answer, lines_of

_INSIDE = ("_env", "_chdir", "_shell_executable")
_CONTROL = ("_success_exit_codes", "_timeout", "_get_pty", "_stdin")


@dataclass(frozen=True)
class Question:
    """A command, and the sudo or su settings it is to run under; those who share them share a shell."""

    inside: str
    outside: tuple[tuple[str, Any], ...]


def question_of(command: StringCommand, arguments: Mapping[str, Any]) -> Question:
    """Return the question that a command with pyinfra's arguments of a connector is."""
    inside = make_unix_command(command, **{key: arguments[key] for key in _INSIDE if key in arguments})
    outside = {key: value for key, value in arguments.items() if key not in _INSIDE + _CONTROL and value}
    return Question(inside.get_raw_value(), tuple(sorted(outside.items())))


def can_share(command: StringCommand, arguments: Mapping[str, Any]) -> bool:
    """Say whether a command may go with others: not one with an input, a terminal or no shell of its own."""
    own = arguments.get("_stdin") or arguments.get("_get_pty")
    text = StringCommand(command).get_raw_value()
    return not own and "\0" not in text and arguments.get("_shell_executable", "sh") is not None


def output_of(answer: Answer) -> CommandOutput:
    """Return an answer's lines."""
    out = [OutputLine("stdout", line) for line in lines_of(answer.out)]
    return CommandOutput(out + [OutputLine("stderr", line) for line in lines_of(answer.err)])
