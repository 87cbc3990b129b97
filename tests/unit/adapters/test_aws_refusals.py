"""Words about AWS's errors: one line, the permission by its name, no secret."""

import pytest

from drplan.adapters.aws.faults import plain
from drplan.adapters.aws.permission_names import permission_for


@pytest.mark.parametrize(
    ("call", "parameters", "needed"),
    [
        ("s3:HeadBucket", {}, "s3:ListBucket"),
        ("s3:HeadObject", {}, "s3:GetObject"),
        ("s3:HeadObject", {"VersionId": "v"}, "s3:GetObjectVersion"),
        ("s3:DeleteObject", {}, "s3:DeleteObject"),
        ("s3:DeleteObject", {"VersionId": "v"}, "s3:DeleteObjectVersion"),
        (
            "s3:DeleteObject",
            {"VersionId": "v", "BypassGovernanceRetention": True},
            "s3:BypassGovernanceRetention",
        ),
        ("s3:CopyObject", {"CopySource": "b/k"}, "s3:PutObject and s3:GetObject"),
        ("s3:CopyObject", {"CopySource": "b/k?versionId=v"}, "s3:PutObject and s3:GetObjectVersion"),
        (
            "s3:CopyObject",
            {"CopySource": {"Bucket": "b", "Key": "k", "VersionId": "v"}},
            "s3:PutObject and s3:GetObjectVersion",
        ),
        ("s3:ListObjectVersions", {}, "s3:ListBucketVersions"),
        ("cloudtrail:CreateTrail", {}, "cloudtrail:CreateTrail"),
        ("budgets:CreateBudget", {}, "budgets:ModifyBudget"),
        ("monitoring:PutMetricAlarm", {}, "cloudwatch:PutMetricAlarm"),
    ],
)
def test_a_call_needs_the_permission_that_iam_has_for_it(
    call: str, parameters: dict[str, object], needed: str
) -> None:
    service, _, operation = call.partition(":")
    assert permission_for(service, operation, parameters) == needed


def test_a_message_of_others_is_one_line_without_keys_tokens_and_signed_urls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "FwoGZXIvYXdzE")
    told = plain(
        "POST\n/ x-amz-security-token:FwoGZXIvYXdzE AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG\n"
        "https://b.example/k?X-Amz-Signature=deadbeef https://user:pass@proxy.example/"
    )
    assert "\n" not in told
    for secret in ("FwoGZXIvYXdzE", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI", "deadbeef", "user:pass"):
        assert secret not in told
    assert len(plain("x" * 1000)) < 300
