"""The OpenSSH server in front of stand-ins: keys and settings, all of them in the stand-ins' folder."""

from __future__ import annotations

import sys
from pathlib import Path

from drplan.adapters.lab.keys import keep, ssh_key
from drplan.adapters.lab.tools import require

_SSH = 22
_RUN = Path(__file__).with_name("run.py")


def prepare(folder: Path, authorized: str) -> None:
    """Write host key, authorized keys and settings. ``authorized``: the operator's public key line."""
    ssh_key(folder / "host_key", "stand-ins")
    keep(folder / "authorized_keys", authorized + "\n", mode=0o644)
    keep(folder / "sshd_config", _settings(folder))


def known(folder: Path, places: list[tuple[str, int]]) -> str:
    """Return the lines of a known-hosts file for addresses and ports."""
    public = " ".join((folder / "host_key.pub").read_text().split()[:2])
    names = [address if port == _SSH else f"[{address}]:{port}" for address, port in places]
    return "".join(f"{name} {public}\n" for name in names)


def _settings(folder: Path) -> str:
    return f"""HostKey {folder}/host_key
AuthorizedKeysFile {folder}/authorized_keys
AuthenticationMethods publickey
PermitRootLogin prohibit-password
UsePAM no
StrictModes no
UseDNS no
PidFile none
PrintMotd no
PrintLastLog no
DisableForwarding yes
LogLevel ERROR
Subsystem sftp /usr/lib/openssh/sftp-server
"""


def session_command(device: str) -> str:
    """Return what sshd starts for a login to the device in a folder."""
    quoted = "'" + device.replace("'", "'\\''") + "'"
    return f"exec {Path(sys.executable).resolve()} -I -S -E {_RUN} session {quoted}"


def server() -> str:
    """Return the path of sshd; raises ``ToolMissing``."""
    return require("sshd")
