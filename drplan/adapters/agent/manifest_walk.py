"""Going through folders in one defined order, and leaving out exactly what restic is told to leave out.

Folder by folder, each folder's names in the order of their bytes: so two manifests of one data set can be
read side by side. Paths are bytes here, as the kernel has them, for a name need not be UTF-8 (path(7)).
"""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .fault import Fault

Step = tuple[bytes, os.stat_result, str]
"""A path, what lstat(2) says of it, and why a folder's names could not be read (mostly nothing)."""

_MAGIC = re.compile(r"[\[\]\\\n\0]|\*\*")


@dataclass(frozen=True)
class Patterns:
    """Declared patterns, in the two forms that mean the same to restic's ``--exclude`` and to this walk.

    An absolute path means that entry and all below it; a pattern without ``/`` means every entry whose own
    name it matches (``*`` and ``?``), and all below those.
    """

    paths: frozenset[bytes] = frozenset()
    names: re.Pattern[str] | None = None

    @classmethod
    def read(cls, declared: Sequence[str]) -> Patterns:
        """Read them; a pattern in another form is a ``Fault``, for restic might read it otherwise."""
        for pattern in declared:
            rooted = pattern.startswith("/")
            if not pattern or pattern[0] in "!~" or pattern in (".", "..") or _MAGIC.search(pattern):
                raise Fault(
                    "request", f"the pattern {pattern!r} may mean one thing to restic and another here"
                )
            if rooted and (os.path.normpath(pattern) != pattern or set(pattern) & set("*?")):
                raise Fault("request", f"{pattern!r} must be a plain absolute path, without * and ?")
            if not rooted and "/" in pattern:
                raise Fault("request", f"{pattern!r} must be an absolute path, or a name without /")
        plain = [pattern for pattern in declared if not pattern.startswith("/")]
        names = re.compile("|".join(map(fnmatch.translate, plain))) if plain else None
        rooted_ones = (os.fsencode(pattern) for pattern in declared if pattern.startswith("/"))
        return cls(frozenset(rooted_ones), names)

    def hit(self, path: bytes) -> bool:
        """Say whether the entry itself is meant; what lies below one that is meant is not asked for."""
        if path in self.paths:
            return True
        return (
            self.names is not None and self.names.match(os.fsdecode(path[path.rfind(b"/") + 1 :])) is not None
        )

    def cover(self, path: bytes) -> bool:
        """Say whether the entry or any folder above it is meant."""
        parts = path.split(b"/")
        return any(self.hit(b"/".join(parts[:end])) for end in range(2, len(parts) + 1))

    def __bool__(self) -> bool:
        return bool(self.paths or self.names)


@dataclass(frozen=True)
class Rules:
    """What a walk leaves out, and which entries are expected to change at any time."""

    excludes: Patterns = field(default_factory=Patterns)
    volatile: Patterns = field(default_factory=Patterns)
    one_file_system: bool = False

    @classmethod
    def read(cls, source: Mapping[str, Any]) -> Rules:
        """Read them out of a declared source's fields, all of which may be absent."""
        return cls(
            Patterns.read(source.get("excludes", ())),
            Patterns.read(source.get("volatile", ())),
            bool(source.get("one_file_system", False)),
        )

    def words(self, source: Mapping[str, Any]) -> list[str]:
        """Return the options that have restic leave out the same."""
        said = [f"--exclude={pattern}" for pattern in source.get("excludes", ())]
        return [*said, *(["--one-file-system"] if self.one_file_system else [])]


ALL = Rules()
"""Nothing is left out."""


@dataclass(frozen=True)
class Tree:
    """What a manifest is written of. ``again``: the newest manifest, though not good, is minutes old."""

    data_set: str
    roots: Sequence[str]
    rules: Rules
    canaries: Sequence[str] = ()
    again: bool = False


def order(path: bytes) -> bytes:
    """Return what paths are sorted by: a folder, then what is in it, then its neighbours."""
    return path.replace(b"/", b"\0")


def apart(roots: Iterable[str | bytes]) -> list[bytes]:
    """Return the roots in order, without those that lie below another."""
    kept: list[bytes] = []
    for root in sorted({os.fsencode(root).rstrip(b"/") for root in roots}, key=order):
        if not kept or not root.startswith(kept[-1] + b"/"):
            kept.append(root)
    return kept


def walk(roots: Iterable[str | bytes], rules: Rules = ALL, base: bytes = b"") -> Iterator[Step]:
    """Yield every entry below the roots, the roots included; sockets are no data and are left out.

    ``base`` is a folder the roots were restored under; it is left off the paths. Symbolic links are not
    followed. What goes away while we come is not there. Raises ``OSError`` when a root is not there.
    """
    borders = _Borders(roots, base) if rules.one_file_system else None
    for root in apart(roots):
        os.lstat(base + root)
        yield from _below(root, rules, base, borders)


def _below(root: bytes, rules: Rules, base: bytes, borders: _Borders | None) -> Iterator[Step]:
    left, excludes = [(root, True)], rules.excludes
    sift = bool(excludes)
    while left:
        path, inside = left.pop()
        try:
            status = os.lstat(base + path)
        except FileNotFoundError:
            continue
        mode = status.st_mode
        if borders is not None:
            here = borders.inside(path, status.st_dev)
            if not here and not (inside and stat.S_ISDIR(mode)):
                continue
            inside = here
        if not stat.S_ISDIR(mode):
            if not stat.S_ISSOCK(mode):
                yield path, status, ""
            continue
        try:
            names = os.listdir(base + path)
            trouble = ""
        except OSError as error:
            names, trouble = [], error.strerror or str(error)
        yield path, status, trouble
        names.sort(reverse=True)
        children = [(path + b"/" + name, inside) for name in names]
        left += [child for child in children if not excludes.hit(child[0])] if sift else children


class _Borders:
    """On which file system each declared folder lies: the nearest declared one above an entry counts.

    The rule is restic's for ``--one-file-system``: of another file system only the folder that it is
    mounted on is kept, empty.
    """

    def __init__(self, roots: Iterable[str | bytes], base: bytes) -> None:
        self._devices = {
            os.fsencode(root).rstrip(b"/"): os.lstat(base + os.fsencode(root)).st_dev for root in roots
        }

    def inside(self, path: bytes, device: int) -> bool:
        """Say whether an entry on this device belongs."""
        above = path
        while above not in self._devices:
            above = above[: above.rfind(b"/")]
        return self._devices[above] == device
