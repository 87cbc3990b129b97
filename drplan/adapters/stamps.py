"""Time stamps (RFC 3161), asked for and checked with ``openssl ts``: the auditor's own tool."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from drplan.adapters.programs import find
from drplan.errors import EvidenceError, ToolMissing, Unreachable, UsageError
from drplan.record.heads import HEADS, read_heads
from drplan.record.witness import AUTHORITY, STAMP, KeptWitness, Witnessed, see_files

_PATIENCE = 30.0
_LARGEST = 1 << 20
_TIME = re.compile(r"^Time stamp: (\w{3} +\d+ \d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT$", re.MULTILINE)
_BY = re.compile(r"^TSA: .*?CN ?= ?([^/,\n]+)", re.MULTILINE)
_STRONG = re.compile(r"^Hash Algorithm: sha(256|384|512)$", re.MULTILINE)
_QUERY = "heads.txt.tsq"


def stamp(data: bytes, url: str, authority: bytes) -> bytes:
    """Have the authority at ``url`` stamp the data; returns its answer, checked by the certificates given.

    ``authority`` are the certificates (PEM) to trust. Raises ``UsageError`` for an address of another kind,
    ``ToolMissing`` without openssl, ``Unreachable`` when nobody answers, and ``EvidenceError`` when what is
    answered does not hold.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise UsageError(
            f"{url!r} is no address of a time-stamping authority", next_step="begin it with https://"
        )
    with TemporaryDirectory(prefix="drplan-stamp-") as name:
        room = Path(name)
        (room / HEADS).write_bytes(data)
        asked = _openssl("-query", "-data", HEADS, "-sha256", "-cert", "-out", _QUERY, at=room)
        if asked.returncode:
            raise _odd("openssl made no request for a time stamp", asked)
        answer = _posted(url, (room / _QUERY).read_bytes())
        (room / STAMP).write_bytes(answer)
        (room / AUTHORITY).write_bytes(authority)
        _verified(room, "-queryfile", _QUERY)
        return answer


def read_stamp(kept: KeptWitness) -> Witnessed:
    """Return what an authority stamped, and when; raises ``EvidenceError``, which names the file first.

    The authority's certificate must have been good when it stamped, not today. Raises ``ToolMissing`` without
    openssl.
    """
    see_files(kept)
    heads = read_heads(kept.files[HEADS])
    with TemporaryDirectory(prefix="drplan-stamp-") as name:
        _write(Path(name), kept.files)
        moment, by = _verified(Path(name), "-data", HEADS)
    return Witnessed(kept.name, heads, by, moment)


def _write(room: Path, files: Mapping[str, bytes]) -> None:
    for name in (HEADS, STAMP, AUTHORITY):
        (room / name).write_bytes(files[name])


def _verified(room: Path, *against: str) -> tuple[datetime, str]:
    said = _openssl("-reply", "-in", STAMP, "-text", at=room)
    moment = _TIME.search(said.stdout)
    if said.returncode or moment is None or not _STRONG.search(said.stdout):
        raise _odd(f"{STAMP} holds no time stamp", said)
    then = datetime.strptime(f"{moment[1]} {moment[2]}", "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    at = str(int(then.timestamp()))
    seen = _openssl("-verify", *against, "-in", STAMP, "-CAfile", AUTHORITY, "-attime", at, at=room)
    if seen.returncode:
        raise _odd(f"{STAMP} does not hold", seen)
    by = _BY.search(said.stdout)
    return then, f"the time-stamping authority {by[1].strip()}" if by else "a time-stamping authority"


def _openssl(*arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    program = find("openssl")
    if program is None:
        raise ToolMissing(
            "no openssl here: it makes and checks time stamps", next_step="apt-get install openssl"
        )
    argv = [program, "ts", *arguments]
    return subprocess.run(
        argv, cwd=at, check=False, capture_output=True, text=True, errors="replace", timeout=_PATIENCE
    )


def _posted(url: str, query: bytes) -> bytes:
    asked = Request(url, data=query, headers={"Content-Type": "application/timestamp-query"})  # noqa: S310
    try:
        with urlopen(asked, timeout=_PATIENCE) as answer:  # noqa: S310 - the scheme was looked at
            read: bytes = answer.read(_LARGEST)
    except (URLError, OSError, ValueError) as error:
        raise Unreachable(
            f"the time-stamping authority {url} did not answer: {getattr(error, 'reason', error)}",
            next_step="try again later: nothing was kept, and no other part needs the stamp",
        ) from error
    return read


def _odd(what: str, seen: subprocess.CompletedProcess[str]) -> EvidenceError:
    told = [line for line in seen.stderr.splitlines() if "error" in line.lower()]
    why = f": {told[-1].rsplit(':', maxsplit=1)[0].split(':', 4)[-1]}" if told else ""
    return EvidenceError(f"{what}{why}", next_step="see that --ca holds the authority's root certificate")
