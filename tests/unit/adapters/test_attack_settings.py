"""An attack leaves a bucket's settings as they were, whatever its credential may do.

The bucket is a fake that does all that it is asked, without a lock or a permission: the worst case.
"""

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from drplan.adapters.aws.attack_objects import Scratch
from drplan.adapters.aws.attack_settings import attack_settings
from drplan.errors import SourceError

ABSENT = {
    "lifecycle": "NoSuchLifecycleConfiguration",
    "policy": "NoSuchBucketPolicy",
    "lock": "ObjectLockConfigurationNotFoundError",
    "public": "NoSuchPublicAccessBlockConfiguration",
}
LOCK = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 30}}}
OPEN = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": False,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": False,
}
RULES = [
    {"ID": "pruned", "Status": "Enabled", "Filter": {}, "NoncurrentVersionExpiration": {"NoncurrentDays": 31}}
]


class Bucket:
    """Keeps settings, obeys every call, and hides from its reader what it is told to hide."""

    def __init__(self, settings, unreadable=()):
        self.settings: dict[str, Any] = copy.deepcopy(settings)
        self.unreadable, self.asked = unreadable, []

    def read(self, name):
        if name in self.unreadable:
            raise refusal("AccessDenied", 403)
        if name not in self.settings:
            raise refusal(ABSENT[name], 404)
        return copy.deepcopy(self.settings[name])

    def get_bucket_lifecycle_configuration(self, **_):
        return {"Rules": self.read("lifecycle"), "ResponseMetadata": {}}

    def put_bucket_lifecycle_configuration(self, **told):
        self.settings["lifecycle"] = told["LifecycleConfiguration"]["Rules"]

    def delete_bucket_lifecycle(self, **_):
        self.settings.pop("lifecycle", None)

    def get_object_lock_configuration(self, **_):
        return {"ObjectLockConfiguration": self.read("lock")}

    def put_object_lock_configuration(self, **told):
        self.settings["lock"] = told["ObjectLockConfiguration"]

    def put_bucket_versioning(self, **told):
        self.settings["versioning"] = told["VersioningConfiguration"]["Status"]

    def get_bucket_policy(self, **_):
        return {"Policy": self.read("policy")}

    def put_bucket_policy(self, **told):
        self.settings["policy"] = told["Policy"]

    def delete_bucket_policy(self, **_):
        self.settings.pop("policy", None)

    def get_public_access_block(self, **_):
        return {"PublicAccessBlockConfiguration": self.read("public")}

    def put_public_access_block(self, **told):
        self.settings["public"] = told["PublicAccessBlockConfiguration"]

    def delete_public_access_block(self, **_):
        self.settings.pop("public", None)

    def list_objects_v2(self, **_):
        return {"Contents": [{"Key": "x"}]}

    def delete_bucket(self, **_):
        self.asked.append("delete_bucket")
        raise refusal("BucketNotEmpty", 409)


def refusal(code, status):
    said: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(said, "x")


def tried(bucket, *, versioned=True, may_delete_bucket=False):
    client: Any = bucket
    scratch = Scratch(client, "copies", "drplan-attack-00/", datetime(2026, 11, 22, tzinfo=UTC))
    found = attack_settings(scratch, versioned=versioned, may_delete_bucket=may_delete_bucket)
    return {each.what: each for each in found}


FULL = {"lifecycle": RULES, "policy": "{}", "lock": LOCK, "public": OPEN, "versioning": "Enabled"}


@pytest.mark.parametrize("without", [(), *((each,) for each in ABSENT), tuple(ABSENT)])
def test_an_almighty_credential_is_found_out_and_every_setting_is_as_it_was(without):
    before = {name: value for name, value in FULL.items() if name not in without}
    bucket = Bucket(before)
    found = tried(bucket)
    assert bucket.settings == before
    assert found["versioning"].came == found["lifecycle"].came == found["policy"].came == "succeeded"
    assert found["default-retention"].came == ("nothing" if "lock" in without else "succeeded")


def test_what_cannot_be_read_is_not_written_but_the_strictest_block():
    bucket = Bucket(FULL, unreadable=tuple(ABSENT))
    found = tried(bucket)
    assert {each for each in found if found[each].came == "not-tried"} == {
        *("lifecycle", "default-retention", "policy", "delete-policy", "delete-bucket")
    }
    assert {name: value for name, value in bucket.settings.items() if name != "public"} == {
        name: value for name, value in FULL.items() if name != "public"
    }
    assert bucket.settings["public"] == dict.fromkeys(OPEN, True)


def test_a_policy_that_is_there_is_never_deleted():
    assert tried(Bucket(FULL))["delete-policy"].came == "not-tried"


def test_versions_are_never_turned_on_in_a_bucket_that_keeps_none():
    bucket = Bucket({"lock": LOCK})
    assert tried(bucket, versioned=False)["versioning"].came == "nothing"
    assert "versioning" not in bucket.settings


def test_a_bucket_is_asked_to_go_only_where_it_is_known_to_stay():
    bucket = Bucket(FULL)
    tried(bucket)
    assert not bucket.asked
    assert tried(bucket, may_delete_bucket=True)["delete-bucket"].came == "refused"


def test_a_lock_shorter_than_declared_is_found_out_though_nobody_may_change_it():
    client: Any = Bucket(FULL)
    scratch = Scratch(client, "copies", "drplan-attack-00/", datetime(2026, 11, 22, tzinfo=UTC), days=90)
    found = {e.what: e for e in attack_settings(scratch, versioned=True, may_delete_bucket=False)}
    assert found["default-retention"].came == "nothing"
    assert "locked for 30 d, declared are 90" in found["default-retention"].said


def test_the_least_size_of_a_transition_stays_with_its_rules():
    class Sized(Bucket):
        told: Any = None

        def get_bucket_lifecycle_configuration(self, **_):
            return {"Rules": RULES, "TransitionDefaultMinimumObjectSize": "varies_by_storage_class"}

        def put_bucket_lifecycle_configuration(self, **told):
            self.told = told

    bucket = Sized(FULL)
    assert tried(bucket)["lifecycle"].came == "succeeded"
    assert bucket.told["TransitionDefaultMinimumObjectSize"] == "varies_by_storage_class"


def test_a_block_that_could_not_be_read_for_another_reason_is_left_as_it_is():
    class Slow(Bucket):
        def get_public_access_block(self, **_):
            raise refusal("SlowDown", 503)

    bucket = Slow(FULL)
    assert tried(bucket)["public-access"].came == "not-tried"
    assert bucket.settings["public"] == OPEN


@pytest.mark.parametrize("what", ["lifecycle", "policy"])
def test_a_setting_whose_answer_was_lost_is_taken_back(what):
    class Silent(Bucket):
        def put_bucket_lifecycle_configuration(self, **told):
            super().put_bucket_lifecycle_configuration(**told)
            if what == "lifecycle":
                raise ReadTimeoutError(endpoint_url="https://s3.example")

        def put_bucket_policy(self, **told):
            super().put_bucket_policy(**told)
            raise ReadTimeoutError(endpoint_url="https://s3.example")

    bucket = Silent({"lock": LOCK, "public": OPEN})
    with pytest.raises(ReadTimeoutError):
        tried(bucket)
    assert what not in bucket.settings


def test_a_setting_that_cannot_be_taken_back_is_named():
    class Silent(Bucket):
        def delete_bucket_lifecycle(self, **_):
            raise ReadTimeoutError(endpoint_url="https://s3.example")

    with pytest.raises(SourceError, match="copies: something without effect may be left as its lifecycle"):
        tried(Silent({"lock": LOCK}))
