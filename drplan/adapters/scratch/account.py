"""One AWS account's part in a scratch drill: its buckets come back beside themselves, under other names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.aws import scratch as aws_scratch
from drplan.adapters.aws.bucket import S3BucketSource
from drplan.adapters.aws.guard import Guard
from drplan.adapters.aws.hold import hold_all
from drplan.adapters.aws.objects import Entry
from drplan.adapters.aws.operations import operations_of
from drplan.adapters.aws.scratch import Mark
from drplan.adapters.aws.session import errors_for, s3_client, verify_account
from drplan.declare import AwsAccount
from drplan.errors import DrplanError, LabError, SourceError
from drplan.plan.scratch_buckets import LONGEST
from drplan.ports import OperationResult

NOT_TWICE = "an account's own settings are not made twice: deploy plan holds them against the baseline"
_NO_DATA = "no data of this drill is in it"
_PROBE_KEY = "drplan-is-this-refused"


@dataclass(frozen=True)
class Claim:
    """What a drill has of an account: declared buckets with their scratch names, and the mark they carry.

    ``declared`` are the names of every declared bucket of every account: never to be changed.
    """

    account: AwsAccount
    buckets: Mapping[str, str]
    mark: Mark
    declared: frozenset[str]


class ScratchAccount:
    """Works on one claim; ``guard`` stands over every AWS client of this process."""

    def __init__(self, claim: Claim, access: Access, guard: Guard, deploys: Path) -> None:
        self._claim, self._access, self._guard, self._deploys = claim, access, guard, deploys
        self._account, self._mark = claim.account, claim.mark
        self._source = S3BucketSource(access)

    def check(self, *, first: bool) -> tuple[list[str], str]:
        """Return what is wrong, and in words what was seen; raises as ``errors_for`` does.

        ``first``: nothing was made yet, so that no bucket of these names may be there.
        """
        verify_account(self._account, self._access)
        with errors_for(self._account.name):
            looks = (self._faults(name, first=first) for name in self._claim.buckets.values())
            wrong = [fault for faults in looks for fault in faults]
        wrong += self._unguarded()
        names = ", ".join(self._claim.buckets.values()) or "none"
        return wrong, f"scratch buckets in {self._account.name}: {names}; changes elsewhere are refused"

    def _faults(self, name: str, *, first: bool) -> list[str]:
        prefix = f"{self._account.scratch_prefix}-{self._mark.drill}-"
        faults = [] if name.startswith(prefix) else [f"{name} does not begin with {prefix}"]
        faults += [f"{name} is too long for a bucket"] if len(name) > LONGEST else []
        faults += [f"{name} is a declared bucket"] if name in self._claim.declared else []
        client = s3_client(self._account.region)
        there = aws_scratch.standing(client, name)
        if there != "free" and (
            first or there == "another's" or aws_scratch.mark_of(client, name) != self._mark
        ):
            faults.append(f"{name} is there already, and is not of this drill")
        return faults

    def _unguarded(self) -> list[str]:
        """Ask for a change that must be refused before it leaves this machine, where it could do no harm."""
        nobody = f"nobody-{self._mark.drill}-{self._account.account_id}"
        try:
            with errors_for(nobody):
                s3_client(self._account.region).delete_object(Bucket=nobody, Key=_PROBE_KEY)
        except LabError:
            return []
        except DrplanError:
            pass
        return ["changes outside the scratch buckets are not refused"]

    def blank(self) -> str:
        """Make the scratch buckets, empty and marked; returns one line."""
        for name in self._claim.buckets.values():
            aws_scratch.make(self._account, name, self._mark, self._access)
        made = ", ".join(self._claim.buckets.values())
        return f"empty and marked until {self._mark.until:%Y-%m-%d %H:%M} UTC: {made}"

    def hold(self) -> tuple[OperationResult, ...]:
        """Hold the scratch buckets to the account's baselines; what is not made twice says so."""
        verify_account(self._account, self._access)
        wanted = operations_of(self._beside(self._claim.buckets.values()), self._deploys)
        own = [each for each in wanted if not each.place.bucket]
        held = hold_all([each for each in wanted if each.place.bucket], write=True)
        others = sorted(set(self._account.buckets) - set(self._claim.buckets))
        not_made = [(each.name, NOT_TWICE) for each in own] + [
            (f"bucket {each}", _NO_DATA) for each in others
        ]
        return (*held, *(OperationResult(name, "not-applicable", why) for name, why in not_made))

    def restore(self, bucket: str, versions: Mapping[str, str]) -> list[str]:
        """Copy the given versions of a bucket into its scratch bucket, which is emptied and held first.

        The declared bucket is only read. Raises ``SourceError`` when a setting cannot be held.
        """
        name = self._claim.buckets[bucket]
        aws_scratch.make(self._account, name, self._mark, self._access)
        self._see_held(name)
        aws_scratch.empty(self._account, name, self._mark)
        return self._source.copy_to(self._account, bucket, versions, name)

    def _see_held(self, name: str) -> None:
        wanted = operations_of(self._beside([name]), self._deploys)
        held = list(hold_all([each for each in wanted if each.place.bucket], write=True))
        wrong = [f"{each.name}: {each.detail}" for each in held if each.outcome not in {"ok", "changed"}]
        if wrong or not held:
            raise SourceError(
                f"nothing was copied to {name}: {wrong[0] if wrong else 'its account declares no baseline'}",
                next_step="correct the account's baselines: scratch buckets are held to them before any copy",
            )

    def read(self, bucket: str) -> tuple[dict[str, Entry], dict[str, str]]:
        """Read every object of a bucket's scratch bucket; return ``({key: facts}, {key: version id})``."""
        return self._source.describe(self._account, self._claim.buckets[bucket])

    def read_versions(self, bucket: str, versions: Mapping[str, str]) -> dict[str, Entry]:
        """Read the given version of every key of the declared bucket; one that is gone is left out."""
        return self._source.read_versions(self._account, bucket, versions)

    def remove(self) -> list[str]:
        """Take the scratch buckets away; returns a line for each. Nothing can be changed there afterwards."""
        self._guard.ending = True
        client, gone = s3_client(self._account.region), []
        for name in self._claim.buckets.values():
            with errors_for(f"{self._account.name}/{name}"):
                there = aws_scratch.standing(client, name) == "ours"
                ours = there and aws_scratch.mark_of(client, name) == self._mark
            if ours:
                count = aws_scratch.remove(self._account, name, self._mark)
                gone.append(f"{name}: removed with {count} versions")
        return gone

    def sweep(self, dead: Sequence[str], now: datetime) -> tuple[list[str], list[str]]:
        """Take away the account's scratch buckets of drills in ``dead`` and of those whose time is over.

        Returns a line for each that went, and for each that stays though it begins like one, without a mark.
        """
        gone, left = [], []
        for name, mark in list(aws_scratch.found(self._account, self._access)):
            if mark is None:
                left.append(f"{name} begins like a scratch bucket and carries no drill's mark: left alone")
            elif mark.drill in dead or now >= mark.until:
                why = "its drill is gone" if mark.drill in dead else "its time is over"
                count = aws_scratch.remove(self._account, name, mark)
                gone.append(f"{name}: {why}: removed with {count} versions")
        return gone, left

    def _beside(self, names: Collection[str]) -> AwsAccount:
        # Their names begin as those of no declared bucket may, so this is no valid declaration.
        return self._account.model_copy(update={"buckets": tuple(names), "trail": None})


def guard_of(accounts: Sequence[AwsAccount], declared: frozenset[str]) -> Guard:
    """Return a guard that knows the accounts' scratch buckets by their names."""
    prefixes = tuple(f"{account.scratch_prefix}-" for account in accounts)

    def mine(bucket: str) -> bool:
        return bool(prefixes) and bucket.startswith(prefixes) and bucket not in declared

    return Guard(mine)
