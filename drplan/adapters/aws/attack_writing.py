"""Writing one setting of a bucket so that success changes nothing.

What is there is read and the same is written again: the permission is the same as for another value. Where
nothing is there, something without effect is written and taken away at once. What cannot be read is not
tried: to write without knowing what was there could hurt.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from drplan.adapters.aws.attack_objects import Scratch, answered
from drplan.adapters.aws.retries import SERVER_FAULT
from drplan.adapters.aws.session import error_code
from drplan.errors import SourceError
from drplan.plan.attack import Attempt

SAME = "the value that was there was written again, and S3 took it"
NO_SUCH_THING = 501
"""What a server answers that has no such setting."""

_UNKNOWN = "what is there now cannot be read ({}), and is not written over unknown"
_NEW = "something without effect was written where nothing was, and S3 took it; it was taken away again"
_LEFT = "something without effect was written where nothing was, and could not be taken away again"
_UNSAID = ("ResponseMetadata",)


@dataclass(frozen=True)
class Now:
    """What a setting is now: ``None`` where there is none; ``unknown`` says why it cannot be told."""

    value: Any = None
    unknown: str = ""


def read_now(read: Callable[..., Any], scratch: Scratch, *absent: str) -> Now:
    """Read a setting; an error named in ``absent`` says that there is none."""
    try:
        said = read(Bucket=scratch.bucket)
    except ClientError as error:
        code = error_code(error)
        return Now() if code in absent else Now(unknown=code)
    return Now({name: value for name, value in said.items() if name not in _UNSAID})


@dataclass(frozen=True)
class Writing:
    """How a setting is written and taken away: ``same`` is what is there, and ``new`` has no effect.

    ``same`` is ``None`` where nothing is there.
    """

    write: Callable[..., Any]
    delete: Callable[..., Any]
    same: Any
    new: Any


def again_or_new(what: str, scratch: Scratch, now: Now, writing: Writing) -> Attempt:
    """Write what is there again; where nothing is, write something without effect for a moment."""
    if now.unknown:
        return unread(what, now)
    if writing.same is None:
        return _for_a_moment(what, scratch, writing)
    writing.write(Bucket=scratch.bucket, **writing.same)
    return Attempt(what, "succeeded", SAME)


def unread(what: str, now: Now) -> Attempt:
    """Return that nothing was tried, as nobody can tell what is there."""
    return Attempt(what, "not-tried", _UNKNOWN.format(now.unknown))


def _for_a_moment(what: str, scratch: Scratch, writing: Writing) -> Attempt:
    """Write where nothing is and take it away again, also when the answer to the write was lost."""
    try:
        writing.write(Bucket=scratch.bucket, **writing.new)
    except ClientError as error:
        if answered(error) >= SERVER_FAULT and answered(error) != NO_SUCH_THING:
            _taken_back(what, writing.delete, scratch)
        raise
    except BaseException:
        _taken_back(what, writing.delete, scratch)
        raise
    return Attempt(what, "succeeded", _NEW if _taken_back(what, writing.delete, scratch) else _LEFT)


def _taken_back(what: str, delete: Callable[..., Any], scratch: Scratch) -> bool:
    try:
        delete(Bucket=scratch.bucket)
    except ClientError:
        return False
    except BotoCoreError as error:
        raise SourceError(
            f"{scratch.bucket}: something without effect may be left as its {what}: the server went silent",
            next_step=f"look whether its {what} names {scratch.prefix}, and take that away by hand",
        ) from error
    return True
