"""What a run of restic asks of an S3 server is no more than costs are reckoned with (moto counts it)."""

import logging
import os
import subprocess
import urllib.request
from collections import Counter

import pytest
from moto.server import ThreadedMotoServer

from drplan.prices.usage import PACK, RUN_READS, RUN_WRITES

FULL = 3
"""The packs that a run is given to write."""


class Asked(logging.Handler):
    """Counts the requests that the server logs, lists apart."""

    def __init__(self):
        super().__init__()
        self.counted = Counter[str]()

    def emit(self, record):
        method, path, *_ = record.getMessage().split('"')[1].split(" ")
        self.counted["LIST" if "list-type" in path else method] += 1


@pytest.fixture
def asked():
    """Run a server of its own that logs each request to a counter; yields its URL and the counter."""
    logger, handler = logging.getLogger("werkzeug"), Asked()
    server = ThreadedMotoServer("127.0.0.1", port=0)
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}", handler.counted
    finally:
        server.stop()
        logger.removeHandler(handler)
        logger.setLevel(before)


def test_a_run_asks_for_no_more_than_its_packs_ten_writes_and_five_reads(asked, restic_program, tmp_path):
    url, counted = asked
    urllib.request.urlopen(urllib.request.Request(f"{url}/repo", method="PUT"), timeout=30).close()
    secrets = {"AWS_ACCESS_KEY_ID": "lab", "AWS_SECRET_ACCESS_KEY": "lab", "RESTIC_PASSWORD": "lab"}
    where = {"RESTIC_REPOSITORY": f"s3:{url}/repo", "RESTIC_CACHE_DIR": str(tmp_path / "cache")}
    environment = os.environ | secrets | where

    def run(*words):
        counted.clear()
        subprocess.run([restic_program, "--quiet", *words], env=environment, check=True, timeout=60)
        return counted["PUT"] + counted["LIST"], counted["GET"] + counted["HEAD"]

    source = tmp_path / "source"
    source.mkdir()
    run("init")
    (source / "one").write_bytes(os.urandom(1000))
    run("backup", str(source))
    (source / "two").write_bytes(os.urandom(FULL * PACK))
    writes, reads = run("backup", str(source))
    assert FULL < writes <= FULL + RUN_WRITES + 1, "a pack is cut at a chunk's end: the last may be one more"
    assert 0 < reads <= RUN_READS
    writes, reads = run("backup", str(source))
    assert 0 < writes <= RUN_WRITES
    assert 0 < reads <= RUN_READS
