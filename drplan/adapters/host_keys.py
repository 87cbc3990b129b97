"""Which host keys a machine shows now, and which the operator knew before: OpenSSH is asked both times.

So the operator's own configuration is followed as on every connection: ports, jump hosts, aliases.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.known_hosts import Pinned, read_pinned, write_pinned
from drplan.declare import NetworkDevice, Server
from drplan.errors import Unreachable, UsageError
from drplan.plan.trust import HostKey

_KINDS = (
    "ssh-ed25519",
    "ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521",
    "rsa-sha2-512,rsa-sha2-256,ssh-rsa",
)
"""Asked for one after the other, the most wanted first: a client prefers that order too.

``ssh-rsa`` is how old network gear proves the same RSA key: too weak to log in by, and no worse to look at.
"""

_CONNECT_SECONDS = 5
_SECONDS = 30
_NOT_OF_THIS_KIND = "no matching host key type"


@dataclass(frozen=True)
class Shown:
    """What a machine showed: its keys, the most wanted first, and the names they are looked up by."""

    names: tuple[str, ...]
    keys: tuple[HostKey, ...]


def show_keys(access: Access, asset: Server | NetworkDevice) -> Shown:
    """Return the keys that a machine shows, before any login; raises ``Unreachable`` when there are none."""
    seen: list[Pinned] = []
    for kind in _KINDS:
        seen += _ask(access, asset, kind)
    if not seen:
        raise _unreachable(asset, "it has no key of a kind that this machine's ssh knows")
    names = dict.fromkeys((*(name for pinned in seen for name in pinned.names), str(asset.address)))
    return Shown(tuple(names), tuple(pinned.key for pinned in seen))


def known_to_operator(names: Sequence[str], own: Path) -> tuple[HostKey, ...]:
    """Return the keys that the operator's own file has for these names, hashed names too."""
    found = []
    for name in names if own.is_file() else ():
        argv = ("ssh-keygen", "-F", name, "-f", str(own))
        done = subprocess.run(
            argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=_SECONDS
        )
        fields = [line.split() for line in done.stdout.splitlines() if line[:1] not in {"#", "@", ""}]
        found += [HostKey(kind, blob) for _, kind, blob, *_ in fields]
    return tuple(dict.fromkeys(found))


def scan_argv(access: Access, address: str, kind: str, file: Path) -> tuple[str, ...]:
    """Build the command that notes a machine's key of one kind in ``file`` and does not log in."""
    options = {
        "BatchMode": "yes",
        "StrictHostKeyChecking": "accept-new",
        "UserKnownHostsFile": f'"{file}"',
        "GlobalKnownHostsFile": "/dev/null",
        "KnownHostsCommand": "none",
        "HashKnownHosts": "no",
        "CheckHostIP": "no",
        "VerifyHostKeyDNS": "no",
        "UpdateHostKeys": "no",
        "ControlMaster": "no",
        "ControlPath": "none",
        "PreferredAuthentications": "none",
        "ConnectTimeout": str(_CONNECT_SECONDS),
        "HostKeyAlgorithms": kind,
    }
    given = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    config = ("-F", access.ssh_config) if access.ssh_config else ()
    return ("ssh", *config, *given, address, "true")


def _ask(access: Access, asset: Server | NetworkDevice, kind: str) -> tuple[Pinned, ...]:
    with tempfile.TemporaryDirectory(prefix="drplan-keys-") as folder:
        file = Path(folder) / "known_hosts"
        try:
            done = subprocess.run(
                scan_argv(access, str(asset.address), kind, file),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _unreachable(asset, f"no answer within {_SECONDS} s") from error
        seen = read_pinned(file)
    if not seen and _NOT_OF_THIS_KIND not in done.stderr:
        raise _unreachable(asset, (done.stderr.strip().splitlines() or ["ssh failed"])[-1])
    return seen


def _unreachable(asset: Server | NetworkDevice, why: str) -> Unreachable:
    return Unreachable(
        f"{asset.name} ({asset.address}) shows no host key: {why}",
        next_step=f"see that {asset.name} runs and that this machine has a way to it",
    )


class ProjectKeys:
    """Implements :class:`drplan.act.trust.KeyRing` on the project's file and the operator's own."""

    def __init__(self, access: Access, project: Path, own: Path) -> None:
        self._access, self._project, self._own = access, project, own
        self._shown: dict[str, Shown] = {}

    def shown(self, machine: Server | NetworkDevice) -> tuple[HostKey, ...]:
        """Return the keys it shows now; raises ``Unreachable``."""
        self._shown[machine.name] = show_keys(self._access, machine)
        return self._shown[machine.name].keys

    def known(self, machine: Server | NetworkDevice) -> tuple[HostKey, ...]:
        """Return what the project knows; where it knows nothing, what the operator knows otherwise.

        A key that only the operator knows, and that is shown now, is not the project's yet.
        """
        shown = self._shown[machine.name]
        pinned = tuple(each.key for each in read_pinned(self._project) if set(shown.names) & set(each.names))
        own = () if pinned else known_to_operator(shown.names, self._own)
        return pinned if set(own) & set(shown.keys) else pinned or own

    def keep(self, machine: Server | NetworkDevice, key: HostKey) -> None:
        """Write it into the project's file in the place of what stood there for this machine.

        Raises ``UsageError`` when the file cannot be written.
        """
        try:
            write_pinned(self._project, Pinned(self._shown[machine.name].names, key))
        except OSError as error:
            raise UsageError(
                f"{self._project} cannot be written: {error.strerror or error}",
                next_step=f"see that this user may write to {self._project.parent}",
            ) from error
