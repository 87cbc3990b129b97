"""What a scratch drill would copy within accounts, told from manifests."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from drplan.act.scratch_buckets import MOST, BucketCopy, bucket_copies
from drplan.errors import Unreachable
from drplan.plan.points import Choice
from drplan.ports import RecoveryPoint, Told
from tests.unit.plan.test_scratch_buckets import planned, service

TOLD = Told({"a": {"type": "object", "size": 7}, "b": {"type": "object", "size": 5}})


@dataclass
class Vault:
    """Tells one manifest for every recovery point, but for those that cannot be read."""

    asked: list[str] = field(default_factory=list)
    silent: tuple[str, ...] = ()

    def manifest(self, data_set, point, repository):
        self.asked.append(data_set.name)
        if data_set.name in self.silent:
            raise Unreachable("onsite does not answer", next_step="look at it")
        return TOLD


def told(vault, *names, points=None):
    plan, district = planned(service(buckets=names))
    copies: Any = SimpleNamespace(
        district=district.model_copy(
            update={
                "repositories": (SimpleNamespace(name="onsite", filled_from=None),),
                "policies": (SimpleNamespace(name="nightly", copies=("onsite",)),),
            }
        ),
        vault=vault,
    )
    for name in points if points is not None else names:
        data = f"transcripts-{name}"
        point = RecoveryPoint(data, "onsite", "abcd", datetime(2026, 1, 1, tzinfo=UTC), 1, 99)
        plan.choices[data] = Choice(point, "newest")
    return bucket_copies(plan, copies)


def test_objects_and_their_bytes_are_counted_in_the_manifest_and_not_in_the_copy():
    assert told(Vault(), "records") == (BucketCopy("transcripts-records", "cloud", "records", 2, 12),)


def test_a_manifest_that_cannot_be_read_is_unknown_and_says_why():
    (copy,) = told(Vault(silent=("transcripts-records",)), "records")
    assert (copy.objects, copy.size, copy.why) == (None, None, "onsite does not answer")


def test_of_many_buckets_the_first_few_are_counted():
    vault = Vault()
    found = told(vault, *(f"b{number}" for number in range(MOST + 3)))
    assert len(vault.asked) == MOST
    assert [copy.objects for copy in found] == [2] * MOST + [None] * 3
    assert found[-1].why == f"not counted: of {MOST + 3} buckets the first {MOST} are"
