"""Where files may be run from: not from folders that everybody may write to."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO

from pyinfra import host, logger
from pyinfra.api import operation
from pyinfra.operations import files, systemd

from deploys.control import held
from deploys.steps import DIFFERS, Lines, Steps, rendered

RUNS_NOTHING = ("nosuid", "nodev", "noexec")
HOLDS_FILES = ("nosuid", "nodev")

POINTS: Mapping[str, tuple[str, ...]] = {
    "/boot": RUNS_NOTHING,
    "/dev/shm": RUNS_NOTHING,  # noqa: S108 - it is named, not written to
    "/home": HOLDS_FILES,
    "/tmp": RUNS_NOTHING,  # noqa: S108
    "/var": HOLDS_FILES,
    "/var/log": RUNS_NOTHING,
    "/var/log/audit": RUNS_NOTHING,
    "/var/tmp": RUNS_NOTHING,  # noqa: S108
}
"""What each is to be mounted with, where it is a file system of its own."""

OURS = {
    "/boot": "/boot /boot none bind,nosuid,nodev,noexec 0 0",
    "/dev/shm": "tmpfs /dev/shm tmpfs rw,nosuid,nodev,noexec 0 0",  # noqa: S108
    "/home": "/home /home none bind,nosuid,nodev 0 0",
    "/var/log": "/var/log /var/log none bind,nosuid,nodev,noexec 0 0",
    "/var/tmp": "/var/tmp /var/tmp none bind,nosuid,nodev,noexec 0 0",  # noqa: S108
}
"""Lines for those that the table lacks. A folder mounted on itself keeps its files, and gets options."""


_FIELDS = 4
"""What a line of fstab(5) has at least: device, mount point, kind, options."""

_TABLE = "cat /etc/fstab 2>/dev/null || true"


def hold() -> None:
    """Hold it."""
    if not (name := held("mounts")):
        return
    files.put(
        name="Mounts: package scripts run elsewhere than in /tmp (CM-7)",
        src=rendered("apt-execution.conf"),
        dest="/etc/apt/apt.conf.d/53drplan",
        user="root",
        group="root",
        mode="644",
    )
    table = host.get_fact(Lines, command=_TABLE)
    mount_options(name=name, points=POINTS)
    if not _mounts(table, "/tmp"):  # noqa: S108
        files.put(
            name="Mounts: /tmp is in memory from the next boot on (CIS 1.1.2.1.1)",
            src=rendered("tmp.mount"),
            dest="/etc/systemd/system/tmp.mount",
            user="root",
            group="root",
            mode="644",
        )
        # Not now: what programs have put into /tmp since the boot would be hidden from them.
        systemd.service(
            name="Mounts: /tmp is mounted at boot", service="tmp.mount", running=None, enabled=True
        )


@operation()
def mount_options(points: Mapping[str, tuple[str, ...]]) -> Steps:
    """Hold the options of file systems, in the table read at boot and now; those that are none are left."""
    table = host.get_fact(Lines, command=_TABLE)
    wanted = [_with_options(line, points) for line in table]
    wanted += [line for point, line in OURS.items() if not _mounts(table, point)]
    text = "".join(f"{line}\n" for line in wanted)
    yield from files.put._inner(src=StringIO(text), dest="/etc/fstab", user="root", group="root", mode="644")  # noqa: SLF001
    mounted = host.get_fact(Lines, command="cat /proc/self/mounts")
    for point in OURS:
        if not _mounts(mounted, point):
            logger.info(DIFFERS, f"{point} has no options of its own")
            yield f"mount {point}"
    for point, lacking in _lacking(mounted, points).items():
        logger.info(DIFFERS, f"{point} is mounted without {lacking}")
        yield f"mount -o remount,{lacking} {point}"


def _mounts(table: list[str], point: str) -> bool:
    """Say whether a table of file systems has a line for a mount point."""
    return any(found[0] == point for found in map(_entry, table) if found)


def _entry(line: str) -> tuple[str, list[str]] | None:
    """Return a line's mount point and options; nothing for a remark."""
    words = line.split()
    if line.lstrip().startswith("#") or len(words) < _FIELDS:
        return None
    return words[1], words[3].split(",")


def _with_options(line: str, points: Mapping[str, tuple[str, ...]]) -> str:
    point, options = _entry(line) or ("", [])
    missing = [each for each in points.get(point, ()) if each not in options]
    if not missing:
        return line
    words = line.split()
    return " ".join([*words[:3], ",".join([*options, *missing]), *words[4:]])


def _lacking(mounted: list[str], points: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the options that each mounted file system lacks; where two lie on one point, the last counts."""
    found = dict(filter(None, map(_entry, mounted)))
    lacking = {
        point: ",".join(each for each in options if each not in found[point])
        for point, options in points.items()
        if point in found
    }
    return {point: options for point, options in lacking.items() if options}
