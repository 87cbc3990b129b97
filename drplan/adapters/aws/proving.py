"""Whether a copy in a bucket is what its original is, by the strongest thing that both have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from drplan.adapters.aws.objects import read
from drplan.adapters.aws.spool import Pick

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

READ_WHOLE = 64 * (1 << 20)
"""Up to so many bytes an object is read whole, twice, where nothing else can be compared."""

SUMS = ("ChecksumSHA256", "ChecksumSHA1", "ChecksumCRC64NVME", "ChecksumCRC32C", "ChecksumCRC32")


@dataclass(frozen=True, slots=True)
class Compared:
    """``by`` what was compared: size, etag, checksum or bytes. ``unknown``: only its size, which is equal."""

    outcome: Literal["same", "differs", "unknown"]
    by: str


def by_listing(pick: Pick, size: int, etag: str) -> Compared | None:
    """Compare with what a listing says of the copy; ``None`` when that does not settle it."""
    if size != pick.size:
        return Compared("differs", "size")
    # The ETag of equal parts is equal too; two unequal ones may still be of the same bytes.
    return Compared("same", "etag") if etag == pick.etag else None


def by_asking(client: S3Client, bucket: str, pick: Pick, to: str) -> Compared:
    """Compare the checksums that both carry; an ETag is a checksum only without parts and without KMS."""
    ours, theirs = _head(client, to, pick.key), _head(client, bucket, pick.key, VersionId=pick.version)
    both = [(ours[name], theirs[name]) for name in SUMS if _whole(ours, name) and _whole(theirs, name)]
    if both:
        return Compared("same" if all(one == other for one, other in both) else "differs", "checksum")
    if ours["ETag"] == theirs["ETag"]:
        return Compared("same", "etag")
    if all(is_md5(head) for head in (ours, theirs)):
        return Compared("differs", "etag")
    return Compared("unknown", "size")


def by_reading(client: S3Client, bucket: str, pick: Pick, to: str) -> Compared:
    """Read both whole and compare their SHA-256."""
    ours = read(client, to, pick.key)[1]
    theirs = read(client, bucket, pick.key, VersionId=pick.version)[1]
    return Compared("same" if ours == theirs else "differs", "bytes")


def compared(client: S3Client, bucket: str, pick: Pick, to: str) -> Compared:
    """Compare by asking, and by reading where that settles nothing and the object is small enough."""
    asked = by_asking(client, bucket, pick, to)
    if asked.outcome == "unknown" and pick.size <= READ_WHOLE:
        return by_reading(client, bucket, pick, to)
    return asked


def is_md5(answer: Any) -> bool:
    """Say whether an object's ETag is the MD5 of its bytes (Amazon S3 API Reference, Object)."""
    keyed = str(answer.get("ServerSideEncryption", "")).startswith("aws:kms")
    return "-" not in answer["ETag"] and not keyed and "SSECustomerAlgorithm" not in answer


def _whole(head: Any, name: str) -> bool:
    return bool(head.get(name)) and "-" not in head[name] and head.get("ChecksumType") != "COMPOSITE"


def _head(client: S3Client, bucket: str, key: str, **which: str) -> Any:
    return client.head_object(Bucket=bucket, Key=key, ChecksumMode="ENABLED", **which)  # type: ignore[arg-type]
