"""A plan in a few round trips: a recorder answers for the host, and asks for all it did not know at once.

A deploy is replayed until nothing is missing. Until then an unknown answer is empty, so that operations go on
and ask for more: a fact may be asked about a value that is not so, and must only read, which pyinfra expects
of facts anyway. Only the last replay counts, and it saw true answers only. Whatever is no fact (a command, an
upload, a command on this machine) is not done: the recorder refuses, and the host is planned without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeVar

from gevent.pool import Pool
from paramiko import SSHException
from pyinfra.api import StringCommand
from pyinfra.api.exceptions import PyinfraError
from pyinfra.api.host import Host
from pyinfra.connectors.base import BaseConnector
from pyinfra.connectors.util import CommandOutput, make_unix_command_for_host
from pyinfra.context import ctx_host

from drplan.adapters.hosts.framing import Answer, Garbled
from drplan.adapters.hosts.lines import can_carry, open_line
from drplan.adapters.hosts.questions import Question, can_share, output_of, question_of
from drplan.adapters.hosts.shells import Heard, Shell

ROUNDS = 12
"""Replays after which a deploy is taken not to settle: one that asks something new each time."""

_SHELLS_AT_ONCE = 4
"""sshd lets one connection hold ten sessions; file transfers take of them too."""

_PATIENCE = 30
"""Seconds after which answers that were to come in one piece are asked for again one after the other."""

T = TypeVar("T")


class NotAFact(PyinfraError):
    """Something was to be done during a plan that is more than reading."""


class Recorder(BaseConnector):
    """Stands in for a host's connector while it is planned.

    ``is_reading`` says whether a fact is at work; ``wait`` returns when the host is connected, or raises.
    """

    def __init__(self, host: Host, is_reading: Callable[[], bool], wait: Callable[[], None]) -> None:
        self.real = host.connector
        self.state, self.host, self.data = host.state, host, self.real.data
        self.refused = False
        self.missing: dict[Question, float | None] = {}
        self._is_reading = is_reading
        self._wait = wait
        self.known: dict[Question, Answer | Exception] = {}
        self._alone: dict[str, tuple[bool, CommandOutput]] = {}
        self._shells: dict[tuple[tuple[str, Any], ...], Shell] = {}

    def run_shell_command(
        self,
        command: StringCommand,
        print_output: bool = False,
        print_input: bool = False,
        **arguments: Any,
    ) -> tuple[bool, CommandOutput]:
        """Answer from what is known; else note the question and answer nothing."""
        if not self._is_reading():
            self.refuse("a command that is no fact")
        if ctx_host.get() is not self.host:
            # Another host's deploy asks about this one: its own replays cannot wait for our rounds.
            self._wait()
            return self.real.run_shell_command(command, print_output, print_input, **arguments)
        if not can_share(command, arguments):
            return self._ask_alone(command, arguments)
        question = question_of(command, arguments)
        known = self.known.get(question)
        if known is None:
            self.missing[question] = arguments.get("_timeout")
            return True, CommandOutput([])
        if isinstance(known, Exception):
            raise known
        return known.code in (arguments.get("_success_exit_codes") or (0,)), output_of(known)

    def ask_missing(self) -> None:
        """Ask for all that is missing, the commands of one setting through one shell."""
        self._wait()
        groups: dict[tuple[tuple[str, Any], ...], list[Question]] = {}
        for question in self.missing:
            groups.setdefault(question.outside, []).append(question)
        with self._as_itself():
            list(Pool(_SHELLS_AT_ONCE).imap_unordered(lambda group: self._ask(*group), groups.items()))
        self.missing.clear()

    def close(self) -> None:
        """End the shells."""
        for shell in self._shells.values():
            shell.close()

    def refuse(self, what: str) -> NoReturn:
        """Give this plan up: what is asked for would be more than reading. Raises :class:`NotAFact`."""
        self.refused = True
        raise NotAFact(f"{what} is not done during a plan in rounds")

    def put_file(self, *_args: Any, **_arguments: Any) -> bool:
        """Refuse."""
        self.refuse("an upload")

    def get_file(self, *_args: Any, **_arguments: Any) -> bool:
        """Refuse: what comes back may be written anywhere."""
        self.refuse("a download")

    def check_can_rsync(self) -> None:
        """Say what the real connector says."""
        self.real.check_can_rsync()

    def rsync(self, *_args: Any, **_arguments: Any) -> bool:
        """Refuse."""
        self.refuse("rsync")

    @staticmethod
    def make_names_data(name: str) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
        """Refuse: no inventory names a recorder."""
        raise NotImplementedError(name)

    def _ask_alone(self, command: StringCommand, arguments: Mapping[str, Any]) -> tuple[bool, CommandOutput]:
        key = repr((StringCommand(command).get_raw_value(), sorted(arguments.items())))
        if key not in self._alone:
            self._wait()
            with self._as_itself():
                self._alone[key] = self.real.run_shell_command(command, **arguments)
        return self._alone[key]

    @contextmanager
    def _as_itself(self) -> Iterator[None]:
        """Let the host answer itself: pyinfra's handling of sudo passwords asks by way of the host."""
        self.host.connector = self.real
        try:
            yield
        finally:
            self.host.connector = self

    def _ask(self, outside: tuple[tuple[str, Any], ...], questions: list[Question]) -> None:
        timeouts = [self.missing[question] for question in questions]
        seconds = None if None in timeouts else max(filter(None, timeouts), default=None)
        heard = self._hear(
            outside, questions, lambda shell, asked: shell.ask_gathered(asked, _limit(seconds))
        )
        if len(heard.answers) < len(questions) and heard.refused is None:
            heard = self._hear(outside, questions, lambda shell, asked: shell.ask(asked, seconds))
        self.known.update(zip(questions, heard.answers, strict=False))
        self.known.update(
            zip(questions[len(heard.answers) :], _shortfall(heard, len(questions)), strict=False)
        )

    def _hear(
        self,
        outside: tuple[tuple[str, Any], ...],
        questions: list[Question],
        ask: Callable[[Shell, list[str]], Heard],
    ) -> Heard:
        """Ask one shell; one that came short is not used again."""
        try:
            heard = ask(self._shell(outside), [question.inside for question in questions])
        except (Garbled, OSError, SSHException, EOFError) as error:
            heard = Heard((), OSError(str(error) or "the connection is gone"))
        if len(heard.answers) < len(questions) and outside in self._shells:
            self._shells.pop(outside).close()
        return heard

    def _shell(self, outside: tuple[tuple[str, Any], ...]) -> Shell:
        if outside not in self._shells:
            command = make_unix_command_for_host(
                self.state, self.host, StringCommand("sh"), **{**dict(outside), "_shell_executable": None}
            )
            self._shells[outside] = Shell(open_line(self.real, command.get_raw_value()))
        return self._shells[outside]


@dataclass(frozen=True)
class Planned(Generic[T]):
    """What the last replay returned, and every answer it had."""

    result: T
    known: Mapping[Question, Answer | Exception]


def plan_in_rounds(recorder: Recorder, replay: Callable[[Callable[[], bool]], T]) -> Planned[T] | None:
    """Replay a deploy until it asked for nothing that is not known; return what came of that last replay.

    ``replay`` is given a function that says whether an answer was missing so far: until then whatever goes
    wrong means nothing. None when the host cannot be planned in this way; nothing was changed there.
    """
    host = recorder.host
    if not can_carry(recorder.real):
        return None
    try:
        for _ in range(ROUNDS):
            host.connector = recorder
            result = replay(lambda: bool(recorder.missing))
            if recorder.refused:
                return None
            if not recorder.missing:
                return Planned(result, recorder.known)
            recorder.ask_missing()
        return None
    finally:
        host.connector = recorder.real
        recorder.close()


def _limit(seconds: float | None) -> float:
    return _PATIENCE if seconds is None else min(seconds, _PATIENCE)


def _shortfall(heard: Heard, asked: int) -> list[Answer | Exception]:
    """Return what to say of those commands that have no answer."""
    short = asked - len(heard.answers)
    if heard.refused is not None:
        return [heard.refused] * short
    if not isinstance(heard.broken, TimeoutError):
        return [heard.broken or OSError("no answer")] * short
    return [heard.broken, *[OSError("not asked: an earlier command did not answer in time")] * (short - 1)]
