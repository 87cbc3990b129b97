"""As whom, with which key, and trusting whose word for host keys: netmiko's settings for one device."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any

from paramiko import SSHConfig

from drplan.adapters.access import Access
from drplan.declare import NetworkDevice
from drplan.errors import SecretMissing
from drplan.gear import Platform, spoken
from drplan.ports import SecretReader

_SECONDS_TO_CONNECT = 8
_USUAL_KEYS = ("~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa")


def login_settings(
    device: NetworkDevice, access: Access, secrets: SecretReader | None = None
) -> dict[str, Any]:
    """Return netmiko's arguments.

    A device's ``admin`` secret is its password where its administrators come in by one, and otherwise what
    ``enable`` asks for. Whoever brings a key, as a lab does, comes in by that.

    Raises ``SecretMissing`` when the access names a key that is not there or a password is needed and cannot
    be read, ``UsageError`` for a platform that drplan does not speak.

    What the access does not say comes from the operator's own OpenSSH settings: ``~/.ssh/config``, the
    usual keys, the agent; ``~/.ssh/known_hosts`` for a device that the project's own file does not hold. Host
    keys are always checked.
    """
    platform = spoken(device.platform)
    password = _password(device, access, secrets)
    own = _own_settings(device, access)
    key = None if password else _key(device, access, own)
    believed = access.keys_of(device.address)
    return {
        "device_type": platform.session.driver,
        "host": str(device.address),
        "username": access.ssh_user or own.get("user") or getpass.getuser(),
        "use_keys": key is not None,
        "key_file": key,
        "allow_agent": access.ssh_key is None and password is None,
        "password": password,
        "secret": password or _enabling(device, platform, secrets),
        "ssh_strict": True,
        "system_host_keys": believed is None,
        "alt_host_keys": believed is not None,
        "alt_key_file": believed or "",
        "ssh_config_file": own.get("file"),
        "conn_timeout": _SECONDS_TO_CONNECT,
        "banner_timeout": _SECONDS_TO_CONNECT,
        "auth_timeout": _SECONDS_TO_CONNECT,
    }


def _password(device: NetworkDevice, access: Access, secrets: SecretReader | None) -> str | None:
    if device.login != "password" or access.ssh_key:
        return None
    if device.admin is None or secrets is None:
        raise SecretMissing(
            f"{device.name}: its administrators come in by a password, and none is declared",
            next_step=f"declare admin=Secret.… of {device.name}, or login='key'",
        )
    return secrets.read(device.admin)


def _enabling(device: NetworkDevice, platform: Platform, secrets: SecretReader | None) -> str:
    if not platform.session.privileged or device.admin is None or secrets is None:
        return ""
    try:
        return secrets.read(device.admin)
    except SecretMissing:
        # Most logins are let in with every right; the device says when this one is not.
        return ""


def _own_settings(device: NetworkDevice, access: Access) -> dict[str, Any]:
    """Return OpenSSH's settings for the device; none when the access brings its own trust, as a lab does."""
    file = Path(access.ssh_config or "~/.ssh/config").expanduser()
    if access.known_hosts or not file.is_file():
        return {}
    return {**SSHConfig.from_path(str(file)).lookup(str(device.address)), "file": str(file)}


def _key(device: NetworkDevice, access: Access, own: dict[str, Any]) -> str | None:
    if access.ssh_key:
        if not Path(access.ssh_key).is_file():
            raise SecretMissing(
                f"{device.name}: no SSH key at {access.ssh_key}",
                next_step="put the key there, or correct its path",
            )
        return access.ssh_key
    files = (Path(each).expanduser() for each in own.get("identityfile", _USUAL_KEYS))
    return next((str(each) for each in files if each.is_file()), None)
