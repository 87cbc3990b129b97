"""A bare git repository with one branch, written whole and read without a working tree.

Nothing is checked out, so nothing that a device prints is ever a path or a program here; and ``fast-import``
moves the branch when all is there, so that a run that was broken off leaves the branch as it was.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from drplan.errors import HistoryError, ToolMissing

BRANCH = "main"
_SECONDS = 120
_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "commit.gpgSign=false",
    "core.fsync=all",
    "gc.autoDetach=false",
    "log.showSignature=false",
)
_COMMIT, _FIELD, _END = "\x01", "\x02", "\x03"
_NOTHING = "0" * 40


@dataclass(frozen=True)
class NewCommit:
    """What is to be kept: files by path, and who says why."""

    author: str
    email: str
    message: str
    at: datetime
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Commit:
    """What was kept. ``files`` has, by path, the ids of what was there before and after, or nothing."""

    id: str
    author: str
    email: str
    message: str
    at: datetime
    files: Mapping[str, tuple[str, str]]


class Git:
    """The repository at ``folder``; who writes to it holds a lock. Every method raises ``HistoryError``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> None:
        """Make the repository when it is not there; take away what a run left that was broken off."""
        if not self._there():
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            self._run("init", "--quiet", "--bare", f"--initial-branch={BRANCH}", str(self._folder))
            self._folder.chmod(0o700)
        for left in ("refs/heads/main.lock", "packed-refs.lock", "HEAD.lock"):
            with suppress(FileNotFoundError):
                (self._folder / left).unlink()
        for piece in self._folder.glob("objects/pack/tmp_*"):
            piece.unlink(missing_ok=True)

    def files(self, paths: Sequence[str]) -> dict[str, bytes]:
        """Return what the newest commit holds at these paths; what it does not hold is left out."""
        if not self._has_commits():
            return {}
        held = self._objects([f"{BRANCH}:{path}" for path in paths])
        return {path: content for path, content in zip(paths, held, strict=True) if content is not None}

    def blobs(self, ids: Sequence[str]) -> list[bytes]:
        """Return the contents of objects by their ids, empty for an empty id."""
        found = iter(self._objects([each for each in ids if each]))
        return [next(found) or b"" if each else b"" for each in ids]

    def commit(self, commits: Sequence[NewCommit]) -> list[str]:
        """Add commits, all or none; returns their ids."""
        stream = b"".join(_stream(commits, new=not self._has_commits()))
        said = self._run("fast-import", "--quiet", "--done", "--date-format=raw", stdin=stream)
        self._run("gc", "--auto", "--quiet")
        return said.decode().split()

    def log(self, *paths: str) -> Iterator[Commit]:
        """Return the commits that touched any of the paths (``:(glob)`` or plain), newest first."""
        if not self._there() or not self._has_commits():
            return
        shown = f"{_COMMIT}%H{_FIELD}%an{_FIELD}%ae{_FIELD}%at{_FIELD}%B{_END}"
        words = ("log", "-z", "--raw", "--no-abbrev", "--no-renames", "--root", f"--format=tformat:{shown}")
        said = self._run(*words, BRANCH, "--", *paths).decode(errors="replace")
        for part in said.split(_COMMIT)[1:]:
            yield _commit(part)

    def _there(self) -> bool:
        return (self._folder / "HEAD").is_file()

    def _has_commits(self) -> bool:
        return self._git("rev-parse", "--quiet", "--verify", f"{BRANCH}^0").returncode == 0

    def _objects(self, names: Sequence[str]) -> list[bytes | None]:
        asked = "".join(f"{name}\n" for name in names).encode()
        said, place = self._run("cat-file", "--batch", stdin=asked), 0
        found: list[bytes | None] = []
        for _ in names:
            head = said[place : said.index(b"\n", place)]
            place += len(head) + 1
            if head.endswith(b" missing"):
                found.append(None)
                continue
            size = int(head.rpartition(b" ")[2])
            found.append(said[place : place + size])
            place += size + 1
        return found

    def _run(self, *words: str, stdin: bytes = b"") -> bytes:
        done = self._git(*words, stdin=stdin)
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            why = said[-1] if said else f"exit {done.returncode}"
            raise HistoryError(
                f"the history of configurations at {self._folder}: git {words[0]}: {why}",
                next_step=f"see the folder's disk, owner and permissions; then: git -C {self._folder} fsck",
            )
        return done.stdout

    def _git(self, *words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        settings = [word for each in (*_SETTINGS, f"safe.directory={self._folder}") for word in ("-c", each)]
        where = () if words[0] == "init" else ("--git-dir", str(self._folder))
        argv = ("git", "--no-pager", *where, *settings, *words)
        try:
            return subprocess.run(
                argv, input=stdin, capture_output=True, check=False, timeout=_SECONDS, env=_environment()
            )
        except FileNotFoundError as error:
            raise ToolMissing(
                "git is not installed: the history of configurations cannot be kept or read",
                next_step="apt-get install git",
            ) from error
        except subprocess.TimeoutExpired as error:
            raise HistoryError(
                f"the history of configurations at {self._folder}: git {words[0]} did not end",
                next_step="see whether its disk answers",
            ) from error


def _environment() -> dict[str, str]:
    """Return an environment in which nobody's settings, hooks, editors or prompts take part."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": "/nonexistent",
        "LC_ALL": "C",
        "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ATTR_NOSYSTEM": "1",
    }


def _stream(commits: Sequence[NewCommit], *, new: bool) -> Iterator[bytes]:
    for number, each in enumerate(commits, 1):
        moment = f"{int(each.at.timestamp())} +0000"
        yield f"commit refs/heads/{BRANCH}\nmark :{number}\n".encode()
        yield f"author {_who(each.author)} <{_who(each.email)}> {moment}\n".encode()
        yield f"committer drplan <{_who(each.email)}> {moment}\n".encode()
        yield _data(each.message.encode())
        if number == 1 and not new:
            yield f"from refs/heads/{BRANCH}^0\n".encode()
        for path, content in sorted(each.files.items()):
            yield f"M 100644 inline {path}\n".encode() + _data(content)
        yield f"\nget-mark :{number}\n".encode()
    yield b"done\n"


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def _who(said: str) -> str:
    """Return a name as git takes one."""
    return (
        "".join(letter for letter in said if letter.isprintable() and letter not in "<>").strip() or "unsaid"
    )


def _commit(part: str) -> Commit:
    head, _, raw = part.partition(_END)
    id_, author, email, moment, message = head.split(_FIELD, 4)
    words = [each for each in raw.strip("\0\n").split("\0") if each]
    files = {
        path: (_id(told.split()[2]), _id(told.split()[3]))
        for told, path in zip(words[::2], words[1::2], strict=True)
    }
    return Commit(id_, author, email, message.strip(), datetime.fromtimestamp(int(moment), UTC), files)


def _id(shown: str) -> str:
    return "" if shown == _NOTHING else shown
