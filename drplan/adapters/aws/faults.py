"""What an error of AWS's tells: its code, the call it answers, the permission that call needs.

AWS's own messages are not passed on as they are: one about a signature quotes the request with its session
token, one about a URL may quote a signed one.
"""

from __future__ import annotations

import os
import re
from typing import Any

from botocore.exceptions import ClientError

from drplan.adapters.aws.calls import parameters_of
from drplan.adapters.aws.permission_names import permission_for
from drplan.record.secret_shapes import without_secrets

DENIED = frozenset(
    {
        "403",
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "Client.UnauthorizedOperation",
        "Forbidden",
        "NotAuthorized",
        "UnauthorizedException",
        "UnauthorizedOperation",
    }
)
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"})
BAD_KEYS = frozenset(
    {
        "AuthFailure",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSecurity",
        "InvalidSignatureException",
        "InvalidToken",
        "MissingAuthenticationToken",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
ELSEWHERE = frozenset(
    {
        "301",
        "307",
        "AuthorizationHeaderMalformed",
        "IllegalLocationConstraintException",
        "InvalidLocationConstraint",
        "PermanentRedirect",
        "TemporaryRedirect",
    }
)
CLOCK = frozenset({"RequestTimeTooSkewed", "RequestInTheFuture"})
CLOCK_SAID = re.compile(r"signature (?:not yet current|expired)", re.IGNORECASE)

_SAID_PERMISSION = re.compile(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)")
_SAID_WHY = re.compile(r"explicit deny in an? ((?:[\w-]+ )*(?:policy|boundary))")
_SAID_REGION = re.compile(r"expecting '([a-z0-9-]+)'")
_LONGEST = 240
_QUERY = re.compile(r"(https?://[^\s?\"']*)\?[^\s\"']*")
_PERMISSION, _SERVICE = "drplan-permission", "drplan-service"

_SECRETS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_ACCESS_KEY_ID")
_SHORTEST_SECRET = 6


def name_permissions(client: Any) -> None:
    """Have each refusal of a client carry the permission that its call needs."""
    client.meta.events.register("after-call.*", _name_permission)


def _name_permission(model: Any, context: Any, parsed: Any, **_: Any) -> None:
    if "Error" in parsed:
        service = str(model.service_model.signing_name)
        told = parsed.setdefault("ResponseMetadata", {})
        told[_SERVICE] = service
        told[_PERMISSION] = permission_for(service, model.name, parameters_of(context))


def error_code(error: ClientError) -> str:
    """Return AWS's own word for what went wrong, such as ``AccessDenied``."""
    return str(error.response.get("Error", {}).get("Code", "unknown"))


def plain(text: str) -> str:
    """Return a message of others in one line without credentials, signed URLs or what looks like a secret."""
    line = " ".join(_QUERY.sub(r"\1", text).split())
    for name in _SECRETS:
        value = os.environ.get(name, "")
        if len(value) >= _SHORTEST_SECRET:
            line = line.replace(value, f"[{name}]")
    line = without_secrets(line)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def told_of(error: ClientError) -> dict[str, Any]:
    """Return what botocore knows of the answer: status, headers, attempts."""
    found: Any = error.response.get("ResponseMetadata", {})
    return dict(found)


def message_of(error: ClientError) -> str:
    """Return AWS's message as it is; see :func:`plain` before it is shown."""
    return str(error.response.get("Error", {}).get("Message", ""))


def call_of(error: ClientError) -> str:
    """Return the call as people know it: ``s3:PutBucketVersioning``."""
    service = told_of(error).get(_SERVICE)
    return error.operation_name if service is None else f"{service}:{error.operation_name}"


def permission_of(error: ClientError) -> str:
    """Return the permission that was missing: as AWS says it, else as its table of operations has it."""
    said = _SAID_PERMISSION.search(message_of(error))
    return said[1] if said else str(told_of(error).get(_PERMISSION, error.operation_name))


def denier_of(error: ClientError) -> str:
    """Return the kind of policy that denies it outright, as ``service control policy``; empty without one."""
    said = _SAID_WHY.search(message_of(error))
    return said[1] if said else ""


def region_of(error: ClientError) -> str:
    """Return the region that AWS says is the right one; empty when it says none."""
    told: Any = error.response.get("Error", {})
    headers = told_of(error).get("HTTPHeaders", {})
    said = _SAID_REGION.search(message_of(error))
    return str(told.get("Region") or headers.get("x-amz-bucket-region") or (said[1] if said else ""))


def tries_of(error: ClientError) -> str:
    """Say how often it was tried."""
    retries = int(told_of(error).get("RetryAttempts", 0))
    return f"tried {retries + 1} times" if retries else "tried once"
