"""Which API calls a change makes: heard as botocore makes them, or rehearsed without sending any."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from drplan.adapters.aws import guard

READS = (*guard.READS, "Lookup", "Generate", "Simulate")
"""What the names of operations begin with that change nothing."""

_LONGEST = 60
_KEPT = "drplan-parameters"
_HEARD = "drplan-heard"
_PRIVATE = {"NotificationsWithSubscribers", "SecretString", "Subscriber", "Subscribers"}
"""Parameters whose values are nobody's business in a record, beside passwords: secrets, mailboxes."""


_REFUSED, _BROKEN = 400, 500
_UNKNOWN = "no answer: it may have been made"


@dataclass
class _Ear:
    """``calls`` heard so far, as they are told; in a rehearsal none is ``sent``."""

    sent: bool
    calls: list[str] = field(default_factory=list)


_ear: ContextVar[_Ear | None] = ContextVar("_ear", default=None)


@dataclass(frozen=True)
class _Answer:
    """What stands for AWS's answer to a call that was not sent."""

    status_code: int = 200


def told(service: str, operation: str, parameters: Mapping[str, Any]) -> str:
    """Return a call as a person reads it: ``s3:PutBucketVersioning Bucket=copies VersioningConfiguration=…``.

    Long values are left out: what they hold is in the difference. Of an access key's id the last four
    characters are told.
    """
    words = [f"{name}={_short(name, value)}" for name, value in parameters.items()]
    return " ".join((f"{service}:{operation}", *words))


def _short(name: str, value: Any) -> str:
    if name in _PRIVATE or ("password" in name.lower() and isinstance(value, str)):
        return "…"
    if name == "AccessKeyId":
        return f"…{value[-4:]}"
    text = value if isinstance(value, str) else json.dumps(value, default=str, separators=(",", ":"))
    return text if len(text) <= _LONGEST and "\n" not in text else "…"


def listen_to(client: Any) -> None:
    """Have a client's calls be heard wherever :func:`heard` or :func:`rehearsed` is at work."""
    client.meta.events.register("before-parameter-build.*", _keep)
    client.meta.events.register_last("before-call.*", _hear)
    client.meta.events.register("after-call.*", _hear_refusal)
    client.meta.events.register("after-call-error.*", _hear_silence)


def _keep(params: Any, context: Any, **_: Any) -> None:
    context[_KEPT] = dict(params)


def parameters_of(context: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a call was given, from the context that botocore hands to its events."""
    kept: Mapping[str, Any] = context.get(_KEPT, {})
    return kept


def _hear(model: Any, context: Any, **_: Any) -> tuple[_Answer, dict[str, Any]] | None:
    ear = _ear.get()
    if ear is None or model.name.startswith(READS):
        return None
    ear.calls.append(told(model.service_model.service_name, model.name, parameters_of(context)))
    context[_HEARD] = ear.calls
    return None if ear.sent else (_Answer(), {"ResponseMetadata": {"HTTPStatusCode": 200}})


def _hear_refusal(http_response: Any, parsed: Any, context: Any, **_: Any) -> None:
    if http_response.status_code >= _REFUSED:
        code = parsed.get("Error", {}).get("Code", http_response.status_code)
        _add(context, f"refused: {code}" if http_response.status_code < _BROKEN else _UNKNOWN)


def _hear_silence(context: Any, **_: Any) -> None:
    _add(context, _UNKNOWN)


def _add(context: Any, what: str) -> None:
    if _HEARD in context:
        context[_HEARD][-1] += f" ({what})"


@contextmanager
def heard() -> Iterator[list[str]]:
    """Give the list that every changing call of this thread is written into as it is made.

    One that AWS refused says so, and one that brought no answer, or a fault of AWS's own, says that it may
    have been made all the same.
    """
    ear = _Ear(sent=True)
    mark = _ear.set(ear)
    try:
        yield ear.calls
    finally:
        _ear.reset(mark)


def rehearsed(change: Callable[[], None]) -> tuple[str, ...]:
    """Return the calls that ``change`` would make; botocore checks their form, none of them is sent.

    Reads are made. Where one of them asks for what an earlier call would have made, the list ends with ``…``.
    """
    ear = _Ear(sent=False)
    mark = _ear.set(ear)
    try:
        change()
    except (ClientError, KeyError, IndexError):
        ear.calls.append("…")
    finally:
        _ear.reset(mark)
    return tuple(ear.calls)
