"""The lab's hosts: Debian with systemd as its first process, one layer of disk and one network each."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from drplan.adapters.lab import pens
from drplan.adapters.lab.image import LOGIN_ID
from drplan.adapters.lab.keys import keep, ssh_key
from drplan.adapters.lab.layout import namespace_of
from drplan.adapters.lab.tools import LAB_NAMESPACE, PREFIX, run, succeeds
from drplan.errors import LabError

_LOOK_AGAIN_SECONDS = 1.0
_BOOT_SECONDS = 180
_DOWN_SECONDS = 60
_NSPAWN = Path("/run/systemd/nspawn")

_ENVIRONMENT = {
    "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1",
    "SYSTEMD_NSPAWN_API_VFS_WRITABLE": "network",
    # /tmp is the host's own affair, as on a real machine.
    "SYSTEMD_NSPAWN_TMPFS_TMP": "0",
}


def pen(host: str) -> str:
    """Return the pen of a host's processes."""
    return f"host-{host}"


def prepare(folder: Path, host: str) -> str:
    """Make the host's SSH key and return its public line.

    A host that is rebuilt keeps its key, as a district does that escrows host keys: whoever knew the host
    before the loss still knows it after, and nobody learns to wave a changed key through.
    """
    return ssh_key(folder / "host_key", host)


def boot(folder: Path, image: Path, host: str, addresses: Mapping[str, str], operator_key: str) -> None:
    """Mount a fresh disk over the image and start the host on it. ``addresses``: every machine's, by name."""
    root = folder / "root"
    for part in ("root", "upper", "work"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    layers = f"lowerdir={image},upperdir={folder / 'upper'},workdir={folder / 'work'}"
    run(["mount", "-t", "overlay", f"{LAB_NAMESPACE}-{host}", "-o", layers, str(root)])
    _write_identity(root, folder, host, addresses)
    keep(root / "home/drplan/.ssh/authorized_keys", operator_key + "\n")
    shutil.chown(root / "home/drplan/.ssh/authorized_keys", LOGIN_ID, LOGIN_ID)
    start(folder, host)


def start(folder: Path, host: str) -> None:
    """Start the host on the disk that it has."""
    clear_traces(host)
    argv = ["systemd-nspawn", *_options(folder / "root", host)]
    pens.start(pen(host), argv, log=folder / "log", environment=_ENVIRONMENT)


def power_off(host: str) -> None:
    """Have the host end its services and go down, as its power button does; its disk stays as it is.

    Raises ``LabError`` when it does not within a minute.
    """
    deadline = time.monotonic() + _DOWN_SECONDS
    for pid in pens.pids(pen(host)):
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/comm").read_text().strip() == "systemd-nspawn":
                os.kill(pid, signal.SIGTERM)
    while pens.pids(pen(host)):
        if time.monotonic() > deadline:
            raise LabError(
                f"{host} does not go down", next_step="look at what it waits for: its console is in the log"
            )
        time.sleep(0.1)
    pens.empty(pen(host))


def wait(folder: Path, host: str, ssh_config: Path) -> None:
    """Return when the operator can log in; raises ``LabError`` after three minutes, or when it went down."""
    deadline = time.monotonic() + _BOOT_SECONDS
    login = ["ssh", "-F", str(ssh_config), "-o", "BatchMode=yes", "-o", "ConnectTimeout=2", host, "true"]
    while not succeeds(login):
        if time.monotonic() > deadline or _is_down(host):
            last = (folder / "log").read_text(errors="replace").splitlines()[-3:]
            raise LabError(
                f"{host} did not answer over SSH: {' | '.join(last)}",
                next_step="run drplan lab down, then drplan lab up again",
            )
        time.sleep(0.1)


def _is_down(host: str) -> bool:
    """Say whether nothing runs on a host, seen twice: a look can miss what moves between groups meanwhile."""
    if pens.pids(pen(host)):
        return False
    time.sleep(_LOOK_AGAIN_SECONDS)
    return not pens.pids(pen(host))


def cut_power(folder: Path, host: str) -> None:
    """End every process of the host at once and take its disk off the machine."""
    pens.empty(pen(host))
    if (folder / "root").is_mount():
        unmount(folder / "root")


def unmount(root: Path) -> None:
    """Take a host's disk off the machine, and what a killed systemd-nspawn could not clear up itself."""
    seen = root.stat()
    (_NSPAWN / "locks" / f"inode-{seen.st_dev}:{seen.st_ino}").unlink(missing_ok=True)
    # Lazy: what was just killed can hold it for a moment longer.
    run(["umount", "--lazy", "--recursive", str(root)])


def wipe(folder: Path, host: str) -> None:
    """Take away all that the host ever wrote.

    The disk is put aside at once and deleted by and by, at idle priority: deleting tens of thousands of
    files takes seconds, which a recovery that is being measured must not wait for.
    """
    if not (folder / "upper").exists():
        return
    lost = folder.with_name(f"{host}.lost") / str(time.monotonic_ns())
    lost.mkdir(parents=True)
    for part in ("upper", "work"):
        (folder / part).rename(lost / part)
    argv = ["nice", "-n19", "rm", "-rf", "--one-file-system", str(lost)]
    pens.start("lost", argv, log=folder / "log")


def clear_traces(host: str = "*") -> None:
    """Remove what killed systemd-nspawns left of a host, or of all: Debian 13's refuses to start over it."""
    for left in (_NSPAWN / "propagate").glob(machine(host)):
        shutil.rmtree(left, ignore_errors=True)
    for left in (_NSPAWN / "unix-export").glob(machine(host)):
        if left.is_mount():
            run(["umount", "--lazy", str(left)])
        left.rmdir()


def machine(host: str) -> str:
    """Return the name systemd-nspawn knows a host by."""
    return f"{PREFIX}-{host}"


def _write_identity(root: Path, folder: Path, host: str, addresses: Mapping[str, str]) -> None:
    names = [f"{address} {name}\n" for name, address in addresses.items()]
    (root / "etc/hostname").write_text(f"{host}\n")
    (root / "etc/hosts").write_text("".join(["127.0.0.1 localhost\n", *names]))
    (root / "etc/machine-id").write_text("")
    keep(root / "etc/ssh/ssh_host_ed25519_key", (folder / "host_key").read_text())
    keep(root / "etc/ssh/ssh_host_ed25519_key.pub", (folder / "host_key.pub").read_text(), mode=0o644)


def _options(root: Path, host: str) -> list[str]:
    return [
        *("--quiet", "--directory", str(root), f"--machine={machine(host)}", f"--hostname={host}", "--boot"),
        *("--register=no", "--keep-unit", "--link-journal=no", "--resolv-conf=off", "--timezone=off"),
        *("--console=read-only", "--capability=CAP_NET_ADMIN"),
        f"--network-namespace-path=/run/netns/{namespace_of(host)}",
    ]
