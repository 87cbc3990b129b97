"""What is refused before a byte is read: that which would look like a good backup and be none."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from .fault import Fault
from .manifest_walk import Rules

_MOUNTS = "/proc/self/mountinfo"
_ESCAPED = re.compile(rb"\\([0-7]{3})")


def refuse(source: Mapping[str, Any], rules: Rules, manifest_file: str) -> None:
    """Raise ``Fault`` for folders that are not there, empty, not mounted, or not to be kept as declared."""
    scratch = os.path.dirname(os.path.dirname(manifest_file))
    for path in source["paths"]:
        _refuse_absent(path)
        if source.get("mounted") and os.fsencode(os.path.realpath(path)) not in _mounted():
            raise Fault("source", f"nothing is mounted on {path}: is its disk mounted?")
        if f"{os.path.realpath(scratch)}/".startswith(f"{os.path.realpath(path)}/"):
            raise Fault("request", f"{path} holds drplan's own {scratch}: declare the folders beside it")
    for path in (*source["paths"], manifest_file, f"{manifest_file}.sig"):
        if rules.excludes.cover(os.fsencode(path)):
            raise Fault("request", f"the excludes leave out {path} itself")


def _refuse_absent(path: str) -> None:
    """Refuse what an unmounted disk looks like, and a link: restic keeps that and nothing it leads to."""
    if os.path.islink(path):
        raise Fault("source", f"{path} is a link: declare the folder it leads to, {os.path.realpath(path)}")
    if not os.path.isdir(path):
        raise Fault("source", f"{path} is not a folder on this host")
    if not os.listdir(path):
        raise Fault("source", f"{path} is empty: is its disk mounted?")


def _mounted() -> set[bytes]:
    """Return where something is mounted (proc_pid_mountinfo(5)): devices alone do not tell bind mounts."""
    with open(_MOUNTS, "rb") as file:
        fields = (line.split(b" ")[4] for line in file)
        return {_ESCAPED.sub(lambda found: bytes([int(found[1], 8)]), field) for field in fields}
