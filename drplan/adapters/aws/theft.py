"""What a thief does to a repository's files by hand, after restic let all of it go."""

from __future__ import annotations

from collections.abc import Iterable

from drplan.adapters.aws.place import S3Place, s3_at
from drplan.adapters.aws.session import errors_for

RANSOM = b"pay us"
"""What a thief writes over a file."""


def spoil(place: S3Place, packs: Iterable[str], subject: str) -> None:
    """Write over these packs, and delete the configuration and the keys, as whoever writes there may."""
    with s3_at(place) as client, errors_for(subject):
        for pack in packs:
            key = f"{place.prefix}data/{pack[:2]}/{pack}"
            client.put_object(Bucket=place.bucket, Key=key, Body=RANSOM)
        listed = client.list_objects_v2(Bucket=place.bucket, Prefix=f"{place.prefix}keys/")
        keys = [each["Key"] for each in listed.get("Contents", ())]
        for key in (f"{place.prefix}config", *keys):
            client.delete_object(Bucket=place.bucket, Key=key)
