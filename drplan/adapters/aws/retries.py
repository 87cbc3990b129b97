"""What is tried again, how often and how long: botocore's standard mode, kept within bounds.

botocore tries again after throttling, 5xx answers and lost connections, waiting a random time below 1, 2, 4
and 8 seconds. Here: five attempts at most, none begun later than ``LONGEST`` after the first; and what would
be done twice is not tried again when nobody knows whether the first attempt was heard.
"""

from __future__ import annotations

import time
from typing import Any

from botocore.config import Config
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError

IN_PARALLEL = 8
"""Requests in flight at once; the connection pool holds as many."""

ATTEMPTS = 5
LONGEST = 60.0
"""Seconds after the first attempt in which another one may begin."""

SHORT = Config(
    connect_timeout=5,
    read_timeout=20,
    retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
    max_pool_connections=IN_PARALLEL,
)

THROTTLED = frozenset(
    {
        "429",
        "503",
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "ServiceUnavailable",
        "SlowDown",
        "Throttled",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
"""AWS's words for "not now": nothing was done."""

ONCE = frozenset(
    {
        "CreateAccessKey",
        "CreateBackup",
        "CreatePolicyVersion",
        "CreateSnapshot",
        "CreateVolume",
        "RunInstances",
        "StartBackupJob",
        "StartCopyJob",
        "StartRestoreJob",
    }
)
"""Operations that a second time make a second thing, and carry no token by which AWS would know them again.

Those that botocore gives such a token are safe; so are those that name what they make, and are refused when
it is there; and so is another version of an object with the same content.
"""

SERVER_FAULT = 500
"""The lowest HTTP status that says AWS, not the request, is at fault."""

_BEGUN, _UNSURE = "drplan-begun", "drplan_unsure_call"
_NEVER_HEARD = (ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError)


def keep_within_bounds(client: Any) -> None:
    """Have a client give up in time, and never do twice what must be done once."""
    client.meta.events.register("before-call.*", _begin)
    client.meta.events.register_first("needs-retry.*", _veto)


def _begin(context: Any, **_: Any) -> None:
    context[_BEGUN] = time.monotonic()


def _veto(
    operation: Any, request_dict: Any, response: Any, caught_exception: BaseException | None, **_: Any
) -> bool | None:
    """Return False for "no more"; None leaves it to botocore."""
    begun = request_dict.get("context", {}).get(_BEGUN)
    if begun is not None and time.monotonic() - begun > LONGEST:
        return False
    if operation.name not in ONCE or not _maybe_done(response, caught_exception):
        return None
    if caught_exception is not None:
        setattr(caught_exception, _UNSURE, f"{operation.service_model.signing_name}:{operation.name}")
    return False


def unsure_call(error: BaseException) -> str:
    """Return the call that may have been done though its answer was lost; empty when it can be repeated."""
    return str(getattr(error, _UNSURE, ""))


def _maybe_done(response: Any, error: BaseException | None) -> bool:
    if error is not None:
        return not isinstance(error, _NEVER_HEARD)
    if response is None:
        return True
    http, parsed = response
    return bool(http.status_code >= SERVER_FAULT and parsed.get("Error", {}).get("Code") not in THROTTLED)
