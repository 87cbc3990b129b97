"""Buckets as of a moment."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drplan.adapters.aws.moments import BucketMoment
    from drplan.declare import AwsAccount


def bucket_moment(account: AwsAccount, bucket: str, moment: datetime) -> BucketMoment:
    """Return one declared bucket as of ``moment``, to be used as a block; ``moment`` is aware."""
    from drplan import wiring
    from drplan.adapters.aws.moments import BucketMoment

    return BucketMoment(wiring.enter(), account, bucket, moment, wiring.clock().now())
