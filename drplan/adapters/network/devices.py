"""Opening sessions with network devices."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from netmiko import ConnectHandler
from netmiko.exceptions import NetmikoAuthenticationException, NetmikoBaseException, ReadTimeout
from paramiko.ssh_exception import SSHException

from drplan.adapters.access import Access
from drplan.adapters.network.controllers import ControllerDevice, open_controller
from drplan.adapters.network.device import SshDevice
from drplan.adapters.network.login import login_settings
from drplan.adapters.network.openvswitch_device import OpenVswitchDevice
from drplan.adapters.network.session import Session
from drplan.adapters.network.spoken import bound
from drplan.adapters.secrets import SecretStore
from drplan.adapters.untried import refuse_untried
from drplan.declare import NetworkDevice
from drplan.errors import DrplanError, Unreachable
from drplan.gear import Platform, spoken
from drplan.ports import SecretReader

# Refused keys and cut lines are reported once, by us; the libraries would print a traceback as well.
for _library in ("paramiko", "netmiko"):
    logging.getLogger(_library).addHandler(logging.NullHandler())


bound()


class SshDevices:
    """Implements :class:`drplan.ports.device.Devices`.

    ``operator_secrets`` follows the references of devices whose administrators come in by a password, or
    need one more to configure.
    """

    def __init__(self, access: Access, operator_secrets: SecretReader | None = None) -> None:
        self._access = access
        self._secrets = operator_secrets or SecretStore()

    def open(
        self, device: NetworkDevice
    ) -> AbstractContextManager[SshDevice | OpenVswitchDevice | ControllerDevice]:
        """Open a session with a device and close it whatever happens.

        Host keys are checked strictly, against ``access.known_hosts`` or the user's own. Raises
        ``Unreachable`` when the device does not answer, now or halfway, ``SecretMissing`` when there is no
        key to show, ``UsageError`` for a platform that is not spoken.
        """
        platform = spoken(device.platform)
        if platform.text.shape == "tables":
            return nullcontext(OpenVswitchDevice(device, platform, self._access))
        if platform.controller is not None:
            return open_controller(device, platform, self._access, self._secrets)
        return self.shell(device)

    @contextmanager
    def shell(self, device: NetworkDevice) -> Iterator[SshDevice]:
        """Open a session with a device that is typed into; raises as :meth:`open`."""
        refuse_untried(self._access, device.name)
        platform = spoken(device.platform)
        try:
            with _line(device, platform, login_settings(device, self._access, self._secrets)) as connection:
                yield SshDevice(_session(device, platform, connection))
        except (NetmikoBaseException, SSHException, OSError, EOFError) as error:
            raise unreachable(device, error) from error


def _session(device: NetworkDevice, platform: Platform, connection: Any) -> Session:
    session = Session(device.name, platform, connection)
    if session.unprivileged:
        session.enable(connection.username, connection.secret)
    session.hush()
    return session


@contextmanager
def _line(device: NetworkDevice, platform: Platform, settings: dict[str, Any]) -> Iterator[Any]:
    connection = _connected(device, platform, settings)
    try:
        yield connection
    finally:
        # netmiko says good-bye to a dead line as well, and waits long for the answer.
        channel = connection.remote_conn
        if channel is None or channel.closed or channel.eof_received or not platform.session.prepares:
            connection.paramiko_cleanup()
        else:
            connection.disconnect()


def _connected(device: NetworkDevice, platform: Platform, settings: dict[str, Any]) -> Any:
    try:
        return _logged_in(device, platform, settings)
    except ReadTimeout:
        # On a busy machine netmiko loses patience with a shell that is only slow to begin: once more.
        return _logged_in(device, platform, settings)


def _logged_in(device: NetworkDevice, platform: Platform, settings: dict[str, Any]) -> Any:
    try:
        connection = ConnectHandler(**settings, auto_connect=platform.session.prepares)
        if not platform.session.prepares:
            connection.establish_connection()
    except ValueError as error:
        # What netmiko says of a shell that is not what its driver knows, or of enable.
        raise _not_as_expected(device, error) from error
    return connection


def _not_as_expected(device: NetworkDevice, error: ValueError) -> Unreachable:
    if "enable" in str(error):
        return Unreachable(
            f"{device.name} ({device.address}) lets us in, and not do anything: enable was refused",
            next_step=f"declare the secret that enable asks for: admin=Secret.… of {device.name}",
        )
    return Unreachable(
        f"{device.name} ({device.address}) does not answer as {device.platform} does",
        next_step=f"see that {device.name} runs what is declared, and log in there by hand",
    )


def open_device(device: NetworkDevice, access: Access) -> AbstractContextManager[SshDevice]:
    """Open a session with a device whose administrators come in by a key: see :class:`SshDevices`."""
    return SshDevices(access).shell(device)


def unreachable(device: NetworkDevice, error: Exception) -> DrplanError:
    """Say why a device cannot be reached, and what to do about it."""
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
