"""A network device as drplan needs it: five verbs, and one implementation over SSH."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from netmiko import ConnectHandler
from netmiko.exceptions import NetmikoAuthenticationException, NetmikoBaseException
from paramiko.ssh_exception import SSHException

from drplan.adapters.access import Access
from drplan.adapters.network.login import login_settings
from drplan.adapters.untried import refuse_untried
from drplan.declare import NetworkDevice
from drplan.errors import DrplanError, SourceError, Unreachable

_SECONDS_TO_ANSWER = 60

# Refused keys and cut lines are reported once, by us; the libraries would print a traceback as well.
for _library in ("paramiko", "netmiko"):
    logging.getLogger(_library).addHandler(logging.NullHandler())


@dataclass(frozen=True)
class Refusal:
    """A command that the device did not take, and its own words."""

    command: str
    answer: str


class Device(Protocol):
    """An open session with one device."""

    def show(self, command: str) -> str:
        """Run a command that changes nothing; return what it prints."""
        ...

    def running(self) -> str:
        """Return the running configuration as the device prints it."""
        ...

    def configure(self, lines: Sequence[str]) -> list[Refusal]:
        """Send configuration lines in order; return those that were refused. The others count."""
        ...

    def save(self) -> None:
        """Make the running configuration survive a restart; raises ``SourceError`` when it is not kept."""
        ...


class SshDevice:
    """A device behind SSH, driven by netmiko."""

    def __init__(self, name: str, connection: Any) -> None:
        self._name = name
        self._connection = connection

    def show(self, command: str) -> str:
        """Run a command that changes nothing; return what it prints."""
        return str(self._connection.send_command(command, read_timeout=_SECONDS_TO_ANSWER))

    def running(self) -> str:
        """Return the running configuration as the device prints it."""
        return self.show("show running-config")

    def configure(self, lines: Sequence[str]) -> list[Refusal]:
        """Send configuration lines in order; return those that were refused."""
        said = self._connection.send_config_set(lines, read_timeout=_SECONDS_TO_ANSWER)
        # A new hostname is a new prompt, and netmiko waits for the old one.
        self._connection.set_base_prompt()
        return refusals(said)

    def save(self) -> None:
        """Make the running configuration survive a restart."""
        said = self.show("write memory")
        if "configuration saved to" not in said.lower() and "[OK]" not in said:
            raise SourceError(
                f"{self._name}: the running configuration was not saved: {_last_line(said)}",
                next_step=f"log in to {self._name} and see what write memory complains about",
            )


_PROMPT = re.compile(r"^\S+\(config[^)]*\)# ?(?P<command>.*)$")
_ONLY_A_WARNING = ("% Warning", "% OSPF: Reference bandwidth")


def refusals(said: str) -> list[Refusal]:
    """Find the commands a session shows to have been refused: ``% Unknown command`` below their echo."""
    found, command = [], ""
    for line in said.splitlines():
        echo = _PROMPT.match(line)
        if echo:
            command = echo["command"].strip()
        elif line.startswith("%") and not line.startswith(_ONLY_A_WARNING):
            found.append(Refusal(command, " ".join(line.split())))
    return found


def _last_line(said: str) -> str:
    return next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "no answer")


def _unreachable(device: NetworkDevice, error: Exception) -> DrplanError:
    # netmiko answers with a page of advice; what happened is in the error it was made from.
    said = str(error.__context__ or error)
    why = next((line.strip() for line in said.splitlines() if line.strip()), type(error).__name__)
    if isinstance(error, NetmikoAuthenticationException):
        return Unreachable(
            f"{device.name} ({device.address}) does not let us in: {why}",
            next_step=f"check the SSH user and key for {device.name}",
        )
    if "known_hosts" in why or "Host key for" in why:
        return Unreachable(
            f"{device.name} ({device.address}) is not known by its host key: {why}",
            next_step=f"drplan deploy trust --asset {device.name}",
        )
    return Unreachable(
        f"{device.name} ({device.address}) does not answer: {why}",
        next_step=f"check power, cable and SSH of {device.name}, and that its host key is the known one",
    )


@contextmanager
def open_device(device: NetworkDevice, access: Access) -> Iterator[Device]:
    """Open a session with a device and close it whatever happens.

    Host keys are checked strictly, against ``access.known_hosts`` or the user's own. Raises ``Unreachable``
    when the device does not answer, now or halfway, and ``SecretMissing`` when there is no key to show.
    """
    refuse_untried(access, device.name)
    try:
        with ConnectHandler(**login_settings(device, access)) as connection:
            yield SshDevice(device.name, connection)
    except (NetmikoBaseException, SSHException, OSError, EOFError) as error:
        raise _unreachable(device, error) from error
