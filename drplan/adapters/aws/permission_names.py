"""Which IAM permission an API call needs: mostly its own name, not always.

Source: AWS Service Authorization Reference, "Actions defined by Amazon S3" and its neighbours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_S3: Mapping[str, str] = {
    "AbortMultipartUpload": "s3:AbortMultipartUpload",
    "CompleteMultipartUpload": "s3:PutObject",
    "CopyObject": "s3:PutObject and s3:GetObject",
    "CreateMultipartUpload": "s3:PutObject",
    "DeleteBucketEncryption": "s3:PutEncryptionConfiguration",
    "DeleteBucketLifecycle": "s3:PutLifecycleConfiguration",
    "DeleteBucketOwnershipControls": "s3:PutBucketOwnershipControls",
    "DeleteBucketTagging": "s3:PutBucketTagging",
    "DeleteObjects": "s3:DeleteObject",
    "DeletePublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "HeadBucket": "s3:ListBucket",
    "HeadObject": "s3:GetObject",
    "ListBuckets": "s3:ListAllMyBuckets",
    "ListMultipartUploads": "s3:ListBucketMultipartUploads",
    "ListObjectVersions": "s3:ListBucketVersions",
    "ListObjects": "s3:ListBucket",
    "ListObjectsV2": "s3:ListBucket",
    "ListParts": "s3:ListMultipartUploadParts",
    "PutBucketEncryption": "s3:PutEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
    "PutObjectLockConfiguration": "s3:PutBucketObjectLockConfiguration",
    "PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
    "UploadPart": "s3:PutObject",
    "UploadPartCopy": "s3:PutObject and s3:GetObject",
}
"""S3's operations whose permission has another name."""

_OF_A_VERSION: Mapping[str, str] = {
    "DeleteObject": "s3:DeleteObjectVersion",
    "GetObject": "s3:GetObjectVersion",
    "GetObjectAcl": "s3:GetObjectVersionAcl",
    "GetObjectTagging": "s3:GetObjectVersionTagging",
    "HeadObject": "s3:GetObjectVersion",
    "PutObjectTagging": "s3:PutObjectVersionTagging",
}
"""What they need when a version is named."""

_OTHERS: Mapping[str, str] = {
    "budgets:CreateBudget": "budgets:ModifyBudget",
    "budgets:CreateNotification": "budgets:ModifyBudget",
    "budgets:CreateSubscriber": "budgets:ModifyBudget",
    "budgets:DeleteBudget": "budgets:ModifyBudget",
    "budgets:DescribeBudget": "budgets:ViewBudget",
    "budgets:DescribeBudgets": "budgets:ViewBudget",
    "budgets:DescribeNotificationsForBudget": "budgets:ViewBudget",
    "budgets:DescribeSubscribersForNotification": "budgets:ViewBudget",
    "budgets:UpdateBudget": "budgets:ModifyBudget",
    "budgets:UpdateNotification": "budgets:ModifyBudget",
}

_PREFIXES: Mapping[str, str] = {"monitoring": "cloudwatch", "email": "ses"}
"""Services that sign their requests with another word than IAM's."""


def permission_for(service: str, operation: str, parameters: Mapping[str, Any]) -> str:
    """Return the permission for a call; ``service`` as requests are signed for it, such as ``s3``."""
    if service == "s3":
        if operation == "CopyObject" and "versionid" in str(parameters.get("CopySource", "")).lower():
            return "s3:PutObject and s3:GetObjectVersion"
        if operation.endswith("PublicAccessBlock") and "AccountId" in parameters:
            return f"s3:{'Get' if operation.startswith('Get') else 'Put'}AccountPublicAccessBlock"
        if parameters.get("BypassGovernanceRetention"):
            return "s3:BypassGovernanceRetention"
        named = _OF_A_VERSION if parameters.get("VersionId") else _S3
        return named.get(operation, _S3.get(operation, f"s3:{operation}"))
    whole = f"{_PREFIXES.get(service, service)}:{operation}"
    return _OTHERS.get(whole, whole)
