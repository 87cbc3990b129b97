"""Taking a lab away: everything that carries its name, whoever made it and however that ended."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from drplan.adapters.lab import claim, hosts, pens
from drplan.adapters.lab.image import remove_tree
from drplan.adapters.lab.tools import LAB_NAMESPACE, PREFIX, run
from drplan.errors import LabError

_NETNS = Path("/run/netns")


def mounts() -> list[Path]:
    """Return the lab's mount points, the deepest first."""
    found = []
    for line in Path("/proc/self/mounts").read_text().splitlines():
        source, point, kind, *_ = line.split()
        if kind == "overlay" and source.startswith(f"{LAB_NAMESPACE}-"):
            found.append(Path(point.encode().decode("unicode_escape")))
    return sorted(found, key=lambda point: len(point.parts), reverse=True)


def namespaces() -> list[str]:
    """Return the lab's network namespaces."""
    return sorted(path.name for path in _NETNS.glob(f"{PREFIX}-*")) if _NETNS.is_dir() else []


def sweep() -> list[str]:
    """End and remove all of this machine's lab but its folder; returns a line for each kind of thing removed.

    Raises ``LabError`` when something would not go: after everything else is gone.
    """
    living = len(pens.pids())
    ended = False
    with _later() as stuck:
        ended = pens.empty()
    points = mounts()
    for point in points:
        hosts.unmount(point)
    names = namespaces()
    for name in names:
        run(["ip", "netns", "del", name])
    hosts.clear_traces()
    if stuck:
        ended = pens.empty()
    removed = [f"{living} processes and their control groups"] if ended else []
    removed += [f"{len(points)} mounts"] if points else []
    removed += [f"{len(names)} network namespaces"] if names else []
    claim.release()
    return removed


@contextlib.contextmanager
def _later() -> Iterator[list[LabError]]:
    """Keep a control group that would not go: what holds it may be gone once mounts and networks are."""
    stuck: list[LabError] = []
    try:
        yield stuck
    except LabError as error:
        stuck.append(error)


def remove_folder(folder: Path) -> list[str]:
    """Delete the lab's own folder: disks, keys, repositories."""
    if not folder.exists():
        return []
    remove_tree(folder)
    return [str(folder)]
