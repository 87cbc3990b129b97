"""Credentials stay where they are, whatever AWS answers: not printed, not written, not in argument lists.

The command line runs as a person runs it, against moto's server behind the fault-injecting proxy of
``tests/fault_proxy.py``, whose answers quote the session token as AWS's own messages do.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from drplan.adapters.tools import find_restic
from tests.contract.copies_desk import DISTRICT
from tests.e2e.command import ROOT, run_drplan
from tests.fault_proxy import Fault, FaultProxy

ACCESS_KEY = "AKIASEEDED0815471142"
SECRETS = {
    "AWS_SECRET_ACCESS_KEY": "seededSecretKey0815/withSlash+andPlus",
    "AWS_SESSION_TOKEN": "seededSessionToken4711==",
    "T_PASSWORD": "seeded battery staple",
    "T_USER_SECRET": "seededHostWritesWithThis",
}
QUOTED = (
    f"The Canonical String for this request should have been 'POST / x-amz-security-token:"
    f"{SECRETS['AWS_SESSION_TOKEN']}' for {ACCESS_KEY}, secret {SECRETS['AWS_SECRET_ACCESS_KEY']}"
)
CLOUD = """    assets=(
        AwsAccount(
            name="cloud", account_id="123456789012", region="us-east-1", owner="admin",
            buckets=("cedar-transcripts",), baselines=("baseline", "copies"),
            copies=(CopyBucket(name="district-copies", lock_days=30, writer="hosts", restorer="restorer"),),
        ),
        """


class Seeded:
    """A district with an account and a repository in S3, and the environment of whoever runs drplan."""

    def __init__(self, folder: Path, proxy: FaultProxy) -> None:
        self.folder, self.proxy = folder, proxy
        self.state = folder / "state"
        location = f"s3:{proxy.url}/cedar-transcripts"
        text = DISTRICT % {
            "repositories": f'Repository(name="onsite", location="{location}", **COMMON, **ASKED),',
            "retention": "daily=7",
            "copies": ("onsite",),
        }
        (folder / "inventories").mkdir()
        with_cloud = text.replace("    assets=(", CLOUD, 1)
        (folder / "inventories" / "district.py").write_text(with_cloud)

    def run(self, *words: str) -> Any:
        options = ("--inventory", str(self.folder / "inventories"))
        return run_drplan(self.state, *words, *options)

    def written(self) -> Iterator[Path]:
        """Yield every file that was written, the inventory's own apart."""
        for path in self.folder.rglob("*"):
            if path.is_file() and "inventories" not in path.parts:
                yield path


@pytest.fixture
def seeded(moto_account: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seeded]:
    with FaultProxy(moto_account) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
        monkeypatch.setenv("T_USER", ACCESS_KEY)
        monkeypatch.setenv("DRPLAN_RESTIC", str(find_restic(ROOT / ".drplan")))
        for name, value in SECRETS.items():
            monkeypatch.setenv(name, value)
        yield Seeded(tmp_path, proxy)


@contextmanager
def argument_lists() -> Iterator[set[bytes]]:
    """Gather the argument lists of every program that runs on this machine meanwhile."""
    seen: set[bytes] = set()
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.02):
            for process in Path("/proc").iterdir():
                if process.name.isdigit():
                    with suppress(OSError):
                        seen.add((process / "cmdline").read_bytes())

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def test_no_secret_is_printed_written_or_handed_to_a_program_whatever_aws_answers(seeded: Seeded) -> None:
    faults = (
        Fault("GetCallerIdentity", after=1, status=403, code="SignatureDoesNotMatch", message=QUOTED),
        Fault("GetEbsEncryptionByDefault", status=400, code="ValidationError", message=QUOTED),
        Fault("PutBucketVersioning", status=400, code="InvalidRequest", message=QUOTED),
        Fault("PutUserPolicy", status=403, code="AccessDenied", message=QUOTED),
        Fault("GetObject", status=403, code="AccessDenied", message=QUOTED),
    )
    seeded.proxy.inject(*faults)
    runbooks = ("--runbooks", str(seeded.folder / "runbooks"))
    cloud = ("--kind", "aws", "--format", "json")
    with argument_lists() as lists:
        told = [
            seeded.run("evidence", "keygen", *runbooks),
            seeded.run("deploy", "apply", *cloud),
            seeded.run("deploy", "drift", *cloud),
            seeded.run("backup", "check", *runbooks),
        ]
    printed = [each.stdout + each.stderr for each in told]
    assert "ValidationError" in printed[1], printed[1]
    assert "InvalidRequest" in printed[1], printed[1]
    assert "SignatureDoesNotMatch" in printed[2], printed[2]
    restic = [each for each in lists if b"restic" in each.split(b"\0")[0]]
    assert restic, "restic was seen at work"
    written = [path.read_bytes() for path in seeded.written()]
    assert any(b"district-copies" in each for each in written), "a record was written"
    for value in (*SECRETS.values(), QUOTED):
        assert [each for each in printed if value in each] == []
        assert [each for each in (*lists, *written) if value.encode() in each] == []
