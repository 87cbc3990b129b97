"""Talking to AWS: clients that give up soon, and errors said in the operator's words.

boto3 finds credentials and ``AWS_ENDPOINT_URL`` in the environment by itself, so nothing secret passes here.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
)
from botocore.exceptions import (
    ConnectionError as NoConnection,
)

from drplan.adapters.access import Access
from drplan.adapters.aws.calls import listen_to
from drplan.declare import AwsAccount
from drplan.errors import DrplanError, SecretMissing, SourceError, Unreachable, UsageError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

IN_PARALLEL = 8
"""Requests in flight at once; the connection pool holds as many."""

SHORT = Config(
    connect_timeout=5,
    read_timeout=20,
    retries={"total_max_attempts": 2, "mode": "standard"},
    max_pool_connections=IN_PARALLEL,
)

_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403"}
_BAD_KEYS = {"InvalidAccessKeyId", "InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken"}


_building = threading.Lock()
"""Clients may be shared between threads, but botocore does not let two threads build one at once."""

_watches: list[Callable[[Any], None]] = []


@contextmanager
def watched(watch: Callable[[Any], None]) -> Iterator[None]:
    """Have every client of this process that is asked for in the block be given to ``watch`` first."""
    _watches.append(watch)
    _client.cache_clear()
    try:
        yield
    finally:
        _watches.remove(watch)
        _client.cache_clear()


@cache
def _client(service: str, region: str, _environment: tuple[tuple[str, str], ...]) -> Any:
    made = boto3.session.Session().client(service, region_name=region, config=SHORT)  # type: ignore[call-overload]
    listen_to(made)
    for watch in _watches:
        watch(made)
    return made


def client(service: str, region: str) -> Any:
    """Return a client for one service and region, the same one while the environment stays the same."""
    environment = tuple(sorted(item for item in os.environ.items() if item[0].startswith("AWS_")))
    with _building:
        return _client(service, region, environment)


def s3_client(region: str) -> S3Client:
    """Return an S3 client for one region."""
    s3: S3Client = client("s3", region)
    return s3


def endpoint_is_plain_http() -> bool:
    """Say whether AWS is reached without TLS, which only a lab does."""
    return os.environ.get("AWS_ENDPOINT_URL", "").startswith("http:")


def error_code(error: ClientError) -> str:
    """Return AWS's own word for what went wrong, such as ``AccessDenied``."""
    return str(error.response.get("Error", {}).get("Code", "unknown"))


def _refused(subject: str, error: ClientError) -> DrplanError:
    code, operation = error_code(error), error.operation_name
    if code in _DENIED:
        return SourceError(
            f"{subject}: AWS denied {operation}",
            next_step=f"give drplan's credentials the permission for {operation}, then try again",
        )
    if code in _BAD_KEYS:
        return SecretMissing(
            f"{subject}: AWS does not accept these credentials ({code})",
            next_step="renew the access key, then check with: aws sts get-caller-identity",
        )
    return SourceError(
        f"{subject}: AWS refused {operation}: {code}: {error.response.get('Error', {}).get('Message', '')}",
        next_step=f"look up {code} for {operation} in the AWS documentation and check the declared names",
    )


@contextmanager
def errors_for(subject: str) -> Iterator[None]:
    """Turn botocore's errors into drplan's; ``subject`` is the account or ``account/bucket``.

    Raises ``Unreachable``, ``SecretMissing`` or ``SourceError``.
    """
    try:
        yield
    except ClientError as error:
        raise _refused(subject, error) from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise SecretMissing(
            f"{subject}: no AWS credentials are set",
            next_step="set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, in the environment",
        ) from error
    except (HTTPClientError, NoConnection) as error:
        raise Unreachable(
            f"{subject}: AWS does not answer: {error}",
            next_step="check the network and AWS_ENDPOINT_URL, then try again",
        ) from error
    except BotoCoreError as error:
        raise SourceError(
            f"{subject}: {error}", next_step="check the AWS settings of this environment: aws configure list"
        ) from error


def verify_account(account: AwsAccount, access: Access) -> None:
    """See that the credentials are for the declared account, and that a lab stays in the lab.

    Acting on the wrong account is a disaster of its own, so everything that reads or writes asks this
    first. Raises ``SourceError`` when the account is another one, ``UsageError`` when a lab has no endpoint
    of its own, and what :func:`errors_for` raises.
    """
    if access.where != "production" and not os.environ.get("AWS_ENDPOINT_URL"):
        raise UsageError(
            f"{account.name}: a lab is up, but AWS_ENDPOINT_URL is not set: this would reach the real AWS",
            next_step="run drplan lab status, and drplan lab down then up when the lab's account is missing",
        )
    with errors_for(account.name):
        actual = client("sts", account.region).get_caller_identity()["Account"]
    if actual != account.account_id:
        raise SourceError(
            f"{account.name}: the credentials are for account {actual}, declared is {account.account_id}",
            next_step=f"use credentials of {account.account_id}, or correct account_id in the inventory",
        )
