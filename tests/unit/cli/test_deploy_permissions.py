"""``drplan deploy permissions``, typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from drplan.cli import cli

INVENTORY = """
from ipaddress import IPv4Network
from drplan import AwsAccount, CopyBucket, District, Site

one = CopyBucket(name="one-copies", lock_days=30, writer="hosts", restorer="restorer")
two = CopyBucket(name="two-copies", lock_days=30, writer="others", restorer="restorer", pruner="pruner")
district = District(
    name="D", domain="d.example", roles=(), repositories=(), policies=(),
    sites=(Site(code="hs", title="hs", kind="high-school", students=1,
                networks=(IPv4Network("192.0.2.0/24"),), contact="admin",
                assets=(
        AwsAccount(name="cloud", account_id="1" * 12, region="us-east-1", owner="admin", copies=(one, two)),
        AwsAccount(name="bare", account_id="2" * 12, region="us-east-1", owner="admin"),
    )),),
)
"""


def permissions(folder: Path, *words: str) -> Result:
    (folder / "district.py").write_text(INVENTORY)
    return CliRunner().invoke(cli, ["deploy", "permissions", "--inventory", str(folder), *words])


@pytest.mark.parametrize("duty", ["writer", "restorer", "operator"])
def test_a_policy_is_printed_as_json(tmp_path: Path, duty: str) -> None:
    result = permissions(tmp_path, "--account", "cloud", "--bucket", "one-copies", "--for", duty)
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["Version"] == "2012-10-17"
    assert "arn:aws:s3:::one-copies" in json.dumps(document)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--account", "cloud", "--for", "writer"), "declares 2 buckets of copies"),
        (
            ("--account", "cloud", "--for", "writer", "--bucket", "three"),
            "no bucket of copies is named 'three'",
        ),
        (
            ("--account", "cloud", "--for", "pruner", "--bucket", "one-copies"),
            "one-copies declares no pruner",
        ),
        (("--account", "bare", "--for", "writer"), "bare declares no bucket of copies"),
        (("--account", "nobody", "--for", "writer"), "nobody"),
    ],
)
def test_what_is_not_declared_is_an_error_that_says_so(
    tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    result = permissions(tmp_path, *words)
    assert result.exit_code != 0
    assert says in str(result.exception)
