"""One version copied within S3: its bytes, and all that is kept beside them.

Up to 5 GiB one request takes metadata and tags along. Above it S3 copies parts, and whoever copies says anew
what belongs to them (Amazon S3 User Guide, "Copying an object using multipart upload").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ONE_COPY = 5 * (1 << 30)
"""The most bytes that one CopyObject takes, and one part: Amazon S3 API Reference."""

LEAST_PART, MOST_PARTS = 5 * (1 << 20), 10_000
_PART = 256 * (1 << 20)

_BESIDE = (
    *("CacheControl", "ContentDisposition", "ContentEncoding", "ContentLanguage", "ContentType", "Expires"),
    *("Metadata", "WebsiteRedirectLocation"),
)
_SUMS = ("SHA256", "SHA1", "CRC64NVME", "CRC32C", "CRC32")


@dataclass(frozen=True, slots=True)
class Original:
    """A version to copy. ``etag`` as listed, with its quotes; empty where it does not matter.

    ``secured`` is how it is encrypted, as arguments for a copy; ``None`` where nobody has asked yet.
    """

    bucket: str
    key: str
    version: str
    size: int
    etag: str = ""
    secured: Mapping[str, Any] | None = None


def original(client: S3Client, bucket: str, key: str, version: str) -> Original:
    """Ask for what must be known of a version; a ``ClientError`` passes through."""
    head = client.head_object(Bucket=bucket, Key=key, VersionId=version)
    return Original(bucket, key, version, head["ContentLength"], head["ETag"], _encryption(dict(head)))


def copy_version(client: S3Client, of: Original, to: str) -> str:
    """Copy one version to the same key of ``to``; return the copy's ETag. ``ClientError`` passes through.

    An object that is encrypted with a key of AWS KMS keeps that key. Storage class and lock are those of the
    bucket it comes into.
    """
    if of.size > ONE_COPY:
        return copy_in_parts(client, of, to)
    secured: Any = _encryption(_head(client, of)) if of.secured is None else of.secured
    done = client.copy_object(Bucket=to, Key=of.key, CopySource=_source(of), **_match(of), **secured)
    return quoted(done["CopyObjectResult"]["ETag"])


def copy_in_parts(client: S3Client, of: Original, to: str) -> str:
    """Copy one version in parts as long as its own were, so that its ETag stays; returns the copy's ETag.

    What was begun is taken back when it fails.
    """
    head = _head(client, of, ChecksumMode="ENABLED")
    begun = client.create_multipart_upload(Bucket=to, Key=of.key, **_beside(client, of, head))
    upload: dict[str, Any] = {"Bucket": to, "Key": of.key, "UploadId": begun["UploadId"]}
    try:
        parts = [_copy_part(client, of, upload, *each) for each in _ranges(of.size, _part(client, of))]
        done = client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
    except BaseException:
        client.abort_multipart_upload(**upload)
        raise
    return quoted(done["ETag"])


def quoted(etag: str) -> str:
    """Return an ETag with its quotes, which not every server writes everywhere."""
    return f'"{etag.strip(chr(34))}"'


def _copy_part(client: S3Client, of: Original, upload: dict[str, Any], number: int, range_: str) -> Any:
    done = client.upload_part_copy(
        **upload,
        PartNumber=number,
        CopySource=_source(of),
        CopySourceRange=range_,
        **_match(of),
    )["CopyPartResult"]
    sums = {name: value for name, value in done.items() if name.startswith("Checksum")}
    return {"PartNumber": number, "ETag": done["ETag"], **sums}


def _ranges(size: int, part: int) -> Iterator[tuple[int, str]]:
    for number, first in enumerate(range(0, size, part), 1):
        yield number, f"bytes={first}-{min(first + part, size) - 1}"


def _part(client: S3Client, of: Original) -> int:
    """Return how long the original's parts were, where that is known and may be done again."""
    own = part_of(client, of) if "-" in of.etag else 0
    most = -(-of.size // MOST_PARTS)
    return own if max(LEAST_PART, most) <= own <= ONE_COPY else max(_PART, most)


def part_of(client: S3Client, of: Original) -> int:
    """Return the length of a version's first part in bytes; 0 when the server does not tell."""
    first = client.head_object(Bucket=of.bucket, Key=of.key, VersionId=of.version, PartNumber=1)
    return first["ContentLength"] if first.get("PartsCount", 1) > 1 else 0


def _head(client: S3Client, of: Original, **more: Any) -> dict[str, Any]:
    return dict(client.head_object(Bucket=of.bucket, Key=of.key, VersionId=of.version, **more))


def _source(of: Original) -> Any:
    return {"Bucket": of.bucket, "Key": of.key, "VersionId": of.version}


def _match(of: Original) -> Any:
    # A null version can be written over between the look and the copy.
    return {"CopySourceIfMatch": of.etag} if of.etag else {}


def _encryption(head: dict[str, Any]) -> dict[str, Any]:
    if not str(head.get("ServerSideEncryption", "")).startswith("aws:kms"):
        return {}
    kept = ("ServerSideEncryption", "SSEKMSKeyId", "BucketKeyEnabled")
    return {name: head[name] for name in kept if head.get(name)}


def _beside(client: S3Client, of: Original, head: dict[str, Any]) -> Any:
    said = {name: head[name] for name in _BESIDE if head.get(name)}
    if head.get("TagCount"):
        tags = client.get_object_tagging(Bucket=of.bucket, Key=of.key, VersionId=of.version)["TagSet"]
        said["Tagging"] = urlencode([(each["Key"], each["Value"]) for each in tags])
    summed = next((name for name in _SUMS if head.get(f"Checksum{name}")), None)
    if summed:
        said["ChecksumAlgorithm"] = summed
        said |= {"ChecksumType": head["ChecksumType"]} if head.get("ChecksumType") else {}
    return said | _encryption(head)
