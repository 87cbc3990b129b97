"""The permissions of drplan's operator, as data: what deploys of an account ask for."""

from __future__ import annotations

LOOKS = (
    "budgets:ViewBudget",
    "cloudtrail:DescribeTrails",
    "cloudtrail:GetEventSelectors",
    "cloudtrail:GetTrail",
    "cloudtrail:GetTrailStatus",
    "cloudtrail:ListTags",
    "ec2:GetEbsEncryptionByDefault",
    "iam:GenerateCredentialReport",
    "iam:GetAccessKeyLastUsed",
    "iam:GetAccountPasswordPolicy",
    "iam:GetAccountSummary",
    "iam:GetCredentialReport",
    "iam:GetLoginProfile",
    "iam:GetUser",
    "iam:ListAccessKeys",
    "iam:ListMFADevices",
    "iam:ListUsers",
    "iam:ListVirtualMFADevices",
    "s3:GetAccountPublicAccessBlock",
)
"""What of the account itself is read."""

HOLDS = (
    "budgets:ModifyBudget",
    "cloudtrail:AddTags",
    "cloudtrail:CreateTrail",
    "cloudtrail:PutEventSelectors",
    "cloudtrail:StartLogging",
    "cloudtrail:UpdateTrail",
    "ec2:DisableEbsEncryptionByDefault",
    "ec2:EnableEbsEncryptionByDefault",
    "iam:DeleteLoginProfile",
    "iam:UpdateAccessKey",
    "iam:UpdateAccountPasswordPolicy",
    "s3:PutAccountPublicAccessBlock",
)
"""What of the account itself is written; by no permission that could be kept to one thing."""

LOOKS_AT_BUCKETS = (
    "s3:GetBucketLocation",
    "s3:GetBucketObjectLockConfiguration",
    "s3:GetBucketOwnershipControls",
    "s3:GetBucketPolicy",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketVersioning",
    "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration",
)
"""What of a bucket is read: its settings, none of its objects."""

HOLDS_BUCKETS = (
    "s3:CreateBucket",
    "s3:DeleteBucketPolicy",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketOwnershipControls",
    "s3:PutBucketPolicy",
    "s3:PutBucketPublicAccessBlock",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
)
"""What of a bucket is written."""

LOOKS_AT_USERS = (
    "iam:GetUser",
    "iam:GetUserPolicy",
    "iam:ListAttachedUserPolicies",
    "iam:ListGroupsForUser",
    "iam:ListUserPolicies",
)
"""What of a writer or pruner is read."""

HOLDS_USERS = (
    "iam:CreateUser",
    "iam:DeleteUserPolicy",
    "iam:DetachUserPolicy",
    "iam:PutUserPolicy",
    "iam:RemoveUserFromGroup",
)
"""What of them is written."""

LOOKS_AT_ROLES = (
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
)
"""What of a restorer is read."""

HOLDS_ROLES = (
    "iam:CreateRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
)
"""What of it is written."""

NEVER = (
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "s3:BypassGovernanceRetention",
    "s3:DeleteBucket",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObjectRetention",
)
"""Keys are made by a person, who hands them over; and nothing that is kept is the operator's to touch."""

LOOKS_AT_VAULTS = (
    "backup:DescribeBackupVault",
    "backup:GetBackupPlan",
    "backup:GetBackupSelection",
    "backup:GetBackupVaultAccessPolicy",
    "backup:GetRestoreTestingPlan",
    "backup:GetRestoreTestingSelection",
    "backup:ListBackupPlans",
    "backup:ListBackupSelections",
    "backup:ListBackupVaults",
    "backup:ListRestoreTestingPlans",
    "backup:ListRestoreTestingSelections",
)
"""What of AWS Backup is read."""

HOLDS_VAULTS = (
    "backup-storage:MountCapsule",
    "backup:CreateBackupPlan",
    "backup:CreateBackupSelection",
    "backup:CreateBackupVault",
    "backup:CreateRestoreTestingPlan",
    "backup:CreateRestoreTestingSelection",
    "backup:DeleteBackupSelection",
    "backup:PutBackupVaultAccessPolicy",
    "backup:PutBackupVaultLockConfiguration",
    "backup:UpdateBackupPlan",
    "backup:UpdateRestoreTestingPlan",
    "backup:UpdateRestoreTestingSelection",
    "kms:CreateGrant",
    "kms:DescribeKey",
    "kms:GenerateDataKey",
)
"""A vault is made with a key of its own, and AWS Backup asks for these to do it."""
