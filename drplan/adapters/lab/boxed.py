"""What the lab's network devices share: private mounts around their processes, and SSH in front of them.

``/etc/SOMETHING`` and ``/run`` are folders of the lab there, and the password file knows one more login, the
operator's. Nothing of it is seen by, or left on, the machine.
"""

from __future__ import annotations

from ipaddress import IPv4Address
from pathlib import Path

from drplan.adapters.lab.image import LOGIN
from drplan.adapters.lab.keys import keep, ssh_key
from drplan.adapters.lab.tools import own_mounts

SSH = "/run/ssh"
"""Where the device's own processes see its keys: sshd reads a login's keys as that login, who may not be let
into the folder that the lab is kept in."""

_PRIVATE = """
set -eu
mount --bind "$1/etc" "$3"
mount --bind "$1/run" /run
mount --bind "$1/passwd" /etc/passwd
hostname "$2"
shift 3
exec "$@"
"""


def boxed(folder: Path, name: str, etc: str) -> list[str]:
    """Return what is typed before a command to run it as the device ``name``, with ``etc`` its own."""
    return [*own_mounts("--uts"), "/bin/sh", "-c", _PRIVATE, "sh", str(folder), name, etc]


def let_in(folder: Path, name: str, operator_key: str, account: str) -> None:
    """Give the operator a login with the user and group ids of ``account`` (``0:0``), and SSH a host key."""
    for part in ("etc", "run/sshd", "run/ssh"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    login = f"{LOGIN}:*:{account}:lab operator:/:/bin/sh\n"
    keep(folder / "passwd", login + Path("/etc/passwd").read_text(), mode=0o644)
    ssh_key(folder / "run/ssh/host_key", name)
    keep(folder / "run/ssh/authorized_keys", operator_key + "\n", mode=0o644)


def sshd_config(address: IPv4Address, *more: str) -> str:
    """Return the settings of a device's SSH: one login, by key, at one address, and ``more`` lines."""
    lines = (
        "Port 22",
        f"ListenAddress {address}",
        f"HostKey {SSH}/host_key",
        f"AuthorizedKeysFile {SSH}/authorized_keys",
        "AuthenticationMethods publickey",
        f"AllowUsers {LOGIN}",
        "UsePAM no",
        "StrictModes no",
        "PidFile none",
        "PrintMotd no",
        "PrintLastLog no",
        "DisableForwarding yes",
        *more,
    )
    return "".join(f"{line}\n" for line in lines)
