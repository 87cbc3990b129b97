"""Copies in an account's buckets: locked as long as is promised, each duty with a credential of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from drplan.declare import AwsAccount, CopyBucket, Repository
from drplan.validate.days import count
from drplan.validate.finding import Flaw, Subject
from drplan.validate.index import Index
from drplan.validate.registry import RULES


def bucket_of(repository: Repository) -> str | None:
    """Return the S3 bucket a repository lies in, from restic's own word for it; ``None`` elsewhere."""
    if not repository.location.startswith("s3:"):
        return None
    place = repository.location.removeprefix("s3:").partition("://")
    parts = (place[2] or place[0]).strip("/").split("/")
    return parts[1] if len(parts) > 1 else None


def _kept(index: Index) -> Mapping[str, tuple[AwsAccount, CopyBucket | None]]:
    """Return every declared bucket of every account by name, with its lock when it holds copies."""
    plain = {name: (each, None) for each in index.accounts.values() for name in each.buckets}
    return plain | {copy.name: (each, copy) for each in index.accounts.values() for copy in each.copies}


@RULES.add(
    "DRP151",
    "A copy is promised to be immutable for longer than its bucket locks it",
    severity="error",
    why="Past the lock, or with leave to bypass governance, an intruder deletes what counted as safe.",
    source="NIST SP 800-53 Rev. 5, CP-9(8); CISA #StopRansomware Guide (2023)",
    fix="lengthen lock_days, in compliance mode, or lower the repository's immutable_days to what is locked",
)
def locked_too_briefly(index: Index) -> Iterator[Flaw]:
    """Compare with the bucket of that name in a declared account; others' buckets are not judged."""
    kept = _kept(index)
    for name, each in index.repositories.items():
        account, lock = kept.get(bucket_of(each) or "", (None, None))
        if account is None or not each.immutable_days:
            continue
        promise = f"promises {_days(each.immutable_days)}, and bucket {bucket_of(each)} in {account.name}"
        subject = Subject("repository", name)
        if lock is None:
            yield Flaw(subject, f"{promise} is declared without a lock")
        elif lock.lock_days < each.immutable_days:
            yield Flaw(subject, f"{promise} is locked for {_days(lock.lock_days)}")
        elif lock.mode == "governance":
            yield Flaw(subject, f"{promise} is locked in governance mode, which some may bypass")


def _days(days: int) -> str:
    return count(timedelta(days=days))


@RULES.add(
    "DRP152",
    "One credential both writes copies and can destroy them",
    severity="error",
    why="What a host writes with, an intruder on that host has: it must not be able to delete or to prune.",
    source="NIST SP 800-53 Rev. 5, AC-5 and AC-6; CIS Controls v8.1, safeguards 6.8 and 11.3",
    fix="give the writer, the pruner, the restorer and the operator an identity and a secret each",
)
def one_key_for_two_duties(index: Index) -> Iterator[Flaw]:
    """Compare a bucket's identities, and the secrets of repositories in S3 with administrators' secrets."""
    for name, account in index.accounts.items():
        for bucket in account.copies:
            for pair in _shared(bucket):
                yield Flaw(index.asset(name), f"bucket {bucket.name}: {pair} are one identity")
    admins = {each.admin: name for name, each in index.accounts.items() if each.admin is not None}
    for name, each in index.repositories.items():
        if bucket_of(each) is None or each.user_secret is None:
            continue
        if each.user_secret in admins:
            holder = admins[each.user_secret]
            yield Flaw(Subject("repository", name), f"is written with the administrator's secret of {holder}")
        elif each.user_secret == each.admin:
            yield Flaw(
                Subject("repository", name), "is written with the secret its storage is administered with"
            )


def _shared(bucket: CopyBucket) -> list[str]:
    duties = {duty: getattr(bucket, duty) for duty in ("writer", "restorer", "pruner", "operator")}
    pairs = (("writer", "restorer"), ("writer", "pruner"), ("writer", "operator"), ("restorer", "operator"))
    return [f"{one} and {two}" for one, two in pairs if duties[one] == duties[two]]
