"""Open vSwitch over SSH: its database is read and written whole, by its own client.

The login is root's, or may run ``ovsdb-client`` with sudo and no password. ``OVS_RUNDIR`` there says where
the switch listens when that is not Debian's place. Sources: ovsdb-client(1), ovs-vsctl(8).
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from drplan.adapters.access import Access
from drplan.adapters.ssh import Ran, run_on
from drplan.declare import NetworkDevice
from drplan.errors import NotWhole, SourceError
from drplan.gear.tables import settled_tables
from drplan.ports.device import DeviceFacts

_SECONDS = 60.0
_LONGEST = 200
_ROOT = '[ "$(id -u)" = 0 ] || s="sudo -n"; '
_BACKUP = _ROOT + "exec $s ovsdb-client backup"
_CHANGE = _ROOT + 'exec $s ovs-vsctl --timeout=20 "$@"'
_VERSION = _ROOT + "uname -n; exec $s ovs-vsctl --version"
# ovsdb-client seeks in what it restores: a pipe will not do. What it holds is for nobody else's eyes.
_RESTORE = (
    'umask 077; f=$(mktemp) && trap \'rm -f "$f"\' EXIT && cat > "$f" && '
    '{ [ "$(id -u)" = 0 ] || s="sudo -n"; } && $s ovsdb-client restore < "$f"'
)


def fetch_tables(access: Access, device: NetworkDevice) -> str:
    """Return the switch's database, whole and restorable, as :mod:`drplan.gear.tables` writes it.

    Raises ``Unreachable``, ``SourceError`` when it does not let us read, ``NotWhole`` for half a backup.
    """
    ran = _run(access, device, _BACKUP, "show its database")
    try:
        return settled_tables(ran.out.decode())
    except ValueError as error:
        raise NotWhole(
            f"{device.name} did not show all of its database: {error}",
            next_step=f"log in to {device.name} and see what ovsdb-client backup prints",
        ) from error


def facts_of_switch(access: Access, device: NetworkDevice) -> DeviceFacts:
    """Return what the switch says of itself; raises as :func:`fetch_tables`."""
    name, _, rest = (
        _run(access, device, _VERSION, "tell its version").out.decode(errors="replace").partition("\n")
    )
    version = rest.splitlines()[0].rpartition(" ")[2] if rest else ""
    return DeviceFacts(device.platform, hostname=name.strip(), version=version)


def restore_tables(access: Access, device: NetworkDevice, text: str) -> None:
    """Make the switch's database what ``text`` says; it is kept by the database itself.

    All at once or not at all. Raises ``Unreachable``, and ``SourceError`` with what the switch said.
    """
    _run(access, device, _RESTORE, "take its database", stdin=text.encode())


def change_tables(access: Access, device: NetworkDevice, command: str) -> str:
    """Do one command of ``ovs-vsctl``; return what it said against it, empty when it was done."""
    ran = run_on(access, device, ("sh", "-c", _CHANGE, "sh", *shlex.split(command)), seconds=_SECONDS)
    if ran.code == 0:
        return ""
    return ran.err.splitlines()[-1][:_LONGEST] if ran.err else f"exit {ran.code}"


def _run(access: Access, device: NetworkDevice, script: str, what: str, stdin: bytes = b"") -> Ran:
    command: Sequence[str] = ("sh", "-c", script)
    ran = run_on(access, device, command, stdin=stdin, seconds=_SECONDS)
    if ran.code != 0:
        why = ran.err.splitlines()[-1][:_LONGEST] if ran.err else f"exit {ran.code}"
        raise SourceError(
            f"{device.name} does not {what}: {why}",
            next_step=f"see that Open vSwitch runs on {device.name} and that your login may use it",
        )
    return ran
