"""Talking to AWS: clients that try again within bounds, and whose account it is.

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

from drplan.adapters.access import Access
from drplan.adapters.aws.calls import listen_to
from drplan.adapters.aws.faults import error_code, name_permissions
from drplan.adapters.aws.refusals import errors_for
from drplan.adapters.aws.retries import IN_PARALLEL, SHORT, keep_within_bounds
from drplan.declare import AwsAccount
from drplan.errors import SourceError, UsageError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = [
    "IN_PARALLEL",
    "client",
    "endpoint_is_plain_http",
    "error_code",
    "errors_for",
    "s3_client",
    "verify_account",
    "watched",
]

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
def _session(_environment: tuple[tuple[str, str], ...]) -> Any:
    # It keeps what it read of a service, so that a second client of it is made fifty times as fast.
    return boto3.session.Session()


@cache
def _client(service: str, region: str, environment: tuple[tuple[str, str], ...]) -> Any:
    made = _session(environment).client(service, region_name=region, config=SHORT)
    listen_to(made)
    name_permissions(made)
    keep_within_bounds(made)
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
