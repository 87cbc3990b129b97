"""What a plan has learnt is still true while nothing was done on the host: an apply need not ask it again.

From the first command, upload, download, function or local command of the run on, nothing of it is used: the
host itself is asked, as pyinfra does. An answer that was an error is asked for again in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pyinfra.api import StringCommand
from pyinfra.api.host import Host
from pyinfra.connectors.base import BaseConnector
from pyinfra.connectors.util import CommandOutput
from pyinfra.context import ctx_host

from drplan.adapters.hosts.framing import Answer
from drplan.adapters.hosts.questions import Question, can_share, output_of, question_of


class Remembered(BaseConnector):
    """Stands in for a host's connector until something is done there.

    ``known`` are a plan's answers; ``is_reading`` says whether a fact is at work.
    """

    def __init__(
        self, host: Host, known: Mapping[Question, Answer | Exception], is_reading: Callable[[], bool]
    ) -> None:
        self.real = host.connector
        self.state, self.host, self.data = host.state, host, self.real.data
        self.handles_execution = self.real.handles_execution
        self._known = known
        self._is_reading = is_reading

    def run_shell_command(
        self,
        command: StringCommand,
        print_output: bool = False,
        print_input: bool = False,
        **arguments: Any,
    ) -> tuple[bool, CommandOutput]:
        """Answer from what is known; else ask the host; where this is no fact, forget all first."""
        if not self._is_reading():
            self.forget()
        elif ctx_host.get() is self.host and can_share(command, arguments):
            known = self._known.get(question_of(command, arguments))
            if isinstance(known, Answer) and known.code in (arguments.get("_success_exit_codes") or (0,)):
                return True, output_of(known)
        return self.real.run_shell_command(command, print_output, print_input, **arguments)

    def forget(self) -> None:
        """Let the host answer itself from now on."""
        self._known = {}
        if self.host.connector is self:
            self.host.connector = self.real

    def disconnect(self) -> None:
        """Forget: what comes after may be another boot."""
        self.forget()
        self.real.disconnect()

    def put_file(self, *args: Any, **arguments: Any) -> bool:
        """Forget, then upload."""
        self.forget()
        return self.real.put_file(*args, **arguments)

    def get_file(self, *args: Any, **arguments: Any) -> bool:
        """Forget, then download."""
        self.forget()
        return self.real.get_file(*args, **arguments)

    def check_can_rsync(self) -> None:
        """Say what the real connector says."""
        self.real.check_can_rsync()

    def rsync(self, *args: Any, **arguments: Any) -> bool:
        """Forget, then copy."""
        self.forget()
        return self.real.rsync(*args, **arguments)

    @staticmethod
    def make_names_data(name: str) -> Iterator[tuple[str, dict[str, Any], list[str]]]:
        """Refuse: no inventory names one of these."""
        raise NotImplementedError(name)


def forget_on(host: Host) -> None:
    """Have nothing remembered of a host any more: something is about to be done that is no command there."""
    if isinstance(host.connector, Remembered):
        host.connector.forget()
