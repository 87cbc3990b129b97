"""Where a repository in S3 lies, and a client that asks there with credentials of its own.

The credentials are those of the repository's declaration, read by reference: they pass in memory alone.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from drplan.adapters.access import Access
from drplan.adapters.aws.calls import listen_to
from drplan.adapters.aws.faults import name_permissions
from drplan.adapters.aws.session import IN_PARALLEL
from drplan.adapters.repositories import location_of
from drplan.declare.protection import Repository
from drplan.errors import UsageError
from drplan.ports import SecretReader

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_AMAZON = re.compile(r"(?:^|\.)amazonaws\.com(?:\.cn)?$")
_REGION = re.compile(r"s3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws")
_NO_REGION = "us-east-1"


@dataclass(frozen=True)
class S3Place:
    """A folder of a bucket, and whom its server is asked as. ``prefix`` is empty or ends with a slash."""

    endpoint: str
    bucket: str
    prefix: str
    user: str | None = None
    secret: str | None = field(default=None, repr=False)
    authority: str = field(default="", repr=False)

    @property
    def is_amazons(self) -> bool:
        """Say whether it is Amazon's own S3, whose documented refusals can be relied on."""
        return bool(_AMAZON.search(urlsplit(self.endpoint).hostname or ""))

    def beside(self, name: str) -> S3Place:
        """Return a folder of its own beside restic's own folders."""
        return replace(self, prefix=f"{self.prefix}{name}/")


def place_in_s3(location: str) -> S3Place:
    """Read restic's word for it: ``s3:https://HOST/BUCKET/PREFIX``, ``s3:HOST/BUCKET`` or ``s3://HOST/BUCKET``.

    Raises ``UsageError`` for anything else.
    """
    said = location.removeprefix("s3:").removeprefix("//")
    url = urlsplit(said if "://" in said else f"https://{said}")
    bucket, _, prefix = url.path.strip("/").partition("/")
    if not location.startswith("s3:") or not url.netloc or not bucket:
        raise UsageError(
            "this repository does not lie in an S3 bucket",
            next_step="name one whose location is s3:https://HOST/BUCKET",
        )
    prefix = prefix.strip("/")
    return S3Place(f"{url.scheme}://{url.netloc}", bucket, f"{prefix}/" if prefix else "")


def writers_place(repository: Repository, secrets: SecretReader, access: Access) -> S3Place:
    """Return a repository's place as those see it who write backups."""
    return _asked_as(repository, secrets, access, (repository.user, repository.user_secret))


def pruners_place(repository: Repository, secrets: SecretReader, access: Access) -> S3Place:
    """Return it as whoever may drop recovery points sees it."""
    return _asked_as(repository, secrets, access, (repository.prune_user, repository.prune_secret))


def _asked_as(
    repository: Repository, secrets: SecretReader, access: Access, who: tuple[object, object]
) -> S3Place:
    user, secret = (None if each is None else secrets.read(each) for each in who)  # type: ignore[arg-type]
    authority = secrets.read(repository.ca_certificate) if repository.ca_certificate else ""
    place = place_in_s3(location_of(repository, access))
    return replace(place, user=user, secret=secret, authority=authority)


@contextmanager
def s3_at(place: S3Place) -> Iterator[S3Client]:
    """Yield a client for this place; the certificate of its server lies in a file meanwhile."""
    host = urlsplit(place.endpoint).hostname or ""
    found = _REGION.search(host)
    region = found[1] if found else os.environ.get("AWS_DEFAULT_REGION", _NO_REGION)
    config = Config(
        connect_timeout=5,
        read_timeout=60,
        retries={"total_max_attempts": 5, "mode": "standard"},
        max_pool_connections=IN_PARALLEL,
        s3={"addressing_style": "auto" if place.is_amazons else "path"},
    )
    with _authority(place.authority) as verify:
        made = boto3.session.Session().client(
            "s3",
            endpoint_url=place.endpoint,
            region_name=region,
            aws_access_key_id=place.user,
            aws_secret_access_key=place.secret,
            config=config,
            verify=verify,
        )
        listen_to(made)
        name_permissions(made)
        yield made


@contextmanager
def _authority(certificate: str) -> Iterator[str | None]:
    if not certificate:
        yield None
        return
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(certificate)
        file.flush()
        yield file.name
