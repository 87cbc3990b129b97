"""One way to bring a bucket back, as a process: ``point_in_time_once.py WAY BUCKET MOMENT ANSWERS TO``.

``plain`` and ``plain-folder`` are the loop that anybody would write who knew each key's version already: it
is read from the file ANSWERS, key and version a line; ``ours`` and ``ours-folder`` are told the moment only.
Writes wall seconds, from the first request on, and the peak memory in MB.
"""

import json
import os
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import boto3
from botocore.config import Config

from drplan import AwsAccount
from drplan.adapters.access import Access
from drplan.adapters.aws.moments import BucketMoment
from drplan.adapters.aws.session import IN_PARALLEL


def plain(client, bucket, answers, to):
    """Copy what is known."""

    def copy(each):
        key, version = each
        client.copy_object(
            Bucket=to, Key=key, CopySource={"Bucket": bucket, "Key": key, "VersionId": version}
        )

    with ThreadPoolExecutor(IN_PARALLEL) as pool:
        list(pool.map(copy, answers))


def plain_folder(client, bucket, answers, to):
    """Fetch what is known, and have it on the disk at the end, as ours has."""

    def fetch(each):
        key, version = each
        path = Path(to) / key
        path.parent.mkdir(parents=True, exist_ok=True)
        body = client.get_object(Bucket=bucket, Key=key, VersionId=version)["Body"]
        path.write_bytes(body.read())

    with ThreadPoolExecutor(IN_PARALLEL) as pool:
        list(pool.map(fetch, answers))
    os.sync()


def ours(account_id, bucket, moment, *, to=None, folder=None):
    """Find out what was there, bring it, compare it."""
    account = AwsAccount(
        name="cloud", account_id=account_id, region="us-east-1", owner="director", buckets=(bucket,)
    )
    with BucketMoment(Access(where="lab"), account, bucket, moment, datetime.now(UTC)) as work:
        looked = work.look()
        done = work.into_bucket(to) if to else work.into_folder(Path(folder))
    assert looked.sure(), looked
    assert done.well(looked.counts.there), done


def main(way, bucket, moment, answers, to):
    """Do it, and say what it cost."""
    moment = datetime.fromisoformat(moment)
    client = boto3.client("s3", region_name="us-east-1", config=Config(max_pool_connections=IN_PARALLEL))
    account_id = boto3.client("sts", region_name="us-east-1").get_caller_identity()["Account"]
    begun, used = time.perf_counter(), time.process_time()
    if way == "plain":
        plain(client, bucket, [line.split("\t") for line in Path(answers).read_text().splitlines()], to)
    elif way == "plain-folder":
        plain_folder(
            client, bucket, [line.split("\t") for line in Path(answers).read_text().splitlines()], to
        )
    elif way == "ours":
        ours(account_id, bucket, moment, to=to)
    else:
        ours(account_id, bucket, moment, folder=to)
    wall = time.perf_counter() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"wall": wall, "cpu": time.process_time() - used, "memory": most}))


if __name__ == "__main__":
    main(*sys.argv[1:])
