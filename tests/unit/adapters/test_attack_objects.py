"""What an attack on objects makes of a server's answers, and what it never takes for a refusal.

The buckets are fakes that answer as Amazon's S3 documents it.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from drplan.adapters import rest_attack, scratch_repository
from drplan.adapters.agent.fault import Fault
from drplan.adapters.aws import attack
from drplan.adapters.aws.attack_objects import Scratch, attack_objects, came_of
from drplan.adapters.aws.place import S3Place
from drplan.adapters.rest_attack import Door, _changed, _left, attack_rest
from drplan.errors import SourceError
from drplan.plan.cloud.version import Version

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def refusal(code, status):
    said: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(said, "x")


@pytest.mark.parametrize(
    ("code", "status", "came"),
    [
        ("AccessDenied", 403, "refused"),
        ("BucketNotEmpty", 409, "refused"),
        ("OperationAborted", 409, "unclear"),
        ("InvalidAccessKeyId", 403, "unclear"),
        ("SignatureDoesNotMatch", 403, "unclear"),
        ("RequestTimeTooSkewed", 403, "unclear"),
        ("ExpiredToken", 400, "unclear"),
        ("SlowDown", 503, "unclear"),
        ("MethodNotAllowed", 405, "unclear"),
        ("NotImplemented", 501, "unclear"),
        ("NoSuchBucket", 404, "unclear"),
        ("PermanentRedirect", 301, "unclear"),
    ],
)
def test_only_what_was_forbidden_is_refused(code, status, came):
    assert came_of("delete", refusal(code, status)).came == came


class Suspended:
    """A bucket whose versions are suspended: what is written and what is deleted is the one null version."""

    def __init__(self):
        self.held, self.enabled = {}, []

    def put_object(self, **told):
        self.held[told["Key"]] = told["Body"]
        return {"VersionId": "null"}

    def head_object(self, **_):
        return {}

    def delete_object(self, **told):
        self.held.pop(told["Key"], None)
        return {"DeleteMarker": True, "VersionId": "null"}

    def put_object_retention(self, **_):
        raise refusal("InvalidRequest", 400)

    def put_bucket_versioning(self, **told):
        self.enabled.append(told)

    def __getattr__(self, name):
        def denied(**_):
            raise refusal("AccessDenied", 403)

        return denied


def scratch(bucket):
    return Scratch(bucket, "copies", "drplan-attack-00/", NOW)


def test_a_marker_in_a_bucket_with_suspended_versions_hides_nothing_that_could_come_back():
    found = {each.what: each.came for each in attack_objects(scratch(Suspended()))}
    assert found["delete"] == found["overwrite"] == "succeeded"


GROUND = S3Place("https://s3.example", "copies", "drplan-attack-00/")


def nothing_pruned(_):
    return False, "no scratch repository could be made (repository)"


def test_versions_are_not_turned_on_where_they_are_suspended():
    bucket = Suspended()
    found = {e.what: e.came for e in attack._all(scratch(bucket), GROUND, nothing_pruned, rehearsal=False)}
    assert found["versioning"] == "nothing"
    assert bucket.enabled == []


class WithoutVersions(Suspended):
    """A bucket that keeps no versions, and a credential that may not delete but may turn versions on."""

    def put_object(self, **told):
        self.held[told["Key"]] = told["Body"]
        return {}

    def delete_object(self, **_):
        raise refusal("AccessDenied", 403)


def test_versions_are_not_turned_on_because_a_deletion_was_refused():
    bucket = WithoutVersions()
    found = {e.what: e.came for e in attack._all(scratch(bucket), GROUND, nothing_pruned, rehearsal=False)}
    assert found["versioning"] == "nothing"
    assert bucket.enabled == []


class Governed(WithoutVersions):
    """Refuses a weaker retention but from whoever says to bypass governance."""

    def put_object(self, **_):
        return {"VersionId": "v"}

    def put_object_retention(self, **told):
        if not told.get("BypassGovernanceRetention"):
            raise refusal("AccessDenied", 403)


def test_a_retention_that_is_shortened_past_governance_is_found_out():
    found = {each.what: each.came for each in attack_objects(scratch(Governed()))}
    assert found["shorten-retention"] == "succeeded"


def listed(paths, *, marker):
    for each in paths:
        yield Version(f"{GROUND.prefix}repository/{each}", "v", NOW, latest=not marker, marker=marker)


WHOLE = ("config", "data/aa/aa", "index/i", "keys/k", "snapshots/s")


@pytest.mark.parametrize(
    ("held", "came"),
    [
        (WHOLE, "hidden"),
        (("config", "keys/k", "snapshots/s"), "succeeded"),
        ((*WHOLE, "locks/l"), "hidden"),
        ((), "succeeded"),
        (tuple(each for each in WHOLE if not each.startswith("index")), "succeeded"),
    ],
)
def test_a_pruned_repository_is_only_hidden_when_all_of_it_is_still_there(held, came, monkeypatch):
    there = [*listed(held, marker=False), *listed(("data/aa/aa", "index/i", "snapshots/s"), marker=True)]
    monkeypatch.setattr(attack, "versions", lambda *_: there)
    found = attack._prune(scratch(Suspended()), GROUND, lambda _: (True, ""))
    assert found.came == came


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("repository", scratch_repository.STILL_THERE),
        ("unreachable", "forget --prune came to no answer (unreachable)"),
        ("repository-locked", "forget --prune came to no answer (repository-locked)"),
    ],
)
def test_a_prune_that_the_network_ended_was_not_refused(monkeypatch, kind, why):
    class Writer:
        place = None

        def files(self, _):
            return ["s"]

    def ask(*_, **__):
        raise Fault(kind, "so")

    monkeypatch.setattr(scratch_repository, "fill", lambda _: "s")
    monkeypatch.setattr(scratch_repository, "ask", ask)
    writer: Any = Writer()
    assert scratch_repository.destroyed(writer) == (False, why)


@pytest.mark.parametrize(
    ("status", "came"), [(403, "refused"), (405, "refused"), (500, "unclear"), (429, "unclear")]
)
def test_a_rest_server_that_failed_did_not_refuse(monkeypatch, status, came):
    monkeypatch.setattr(Door, "ask", lambda _, method, *__: (200, b"x") if method == "GET" else (status, b""))
    assert _changed(Door("http://x/"), "delete", "DELETE", "data/aa").came == came


@pytest.mark.parametrize(("status", "unseen"), [(200, 0), (404, 0), (400, 10), (500, 10)])
def test_a_folder_that_a_rest_server_does_not_list_is_not_empty(monkeypatch, status, unseen):
    monkeypatch.setattr(Door, "ask", lambda *_: (status, b"[]"))
    assert _left(Door("http://x/"))[1] == unseen


def test_what_is_left_in_a_setting_is_heard_though_cleaning_fails_too(monkeypatch):
    class Gone:
        def list_objects_v2(self, **_):
            return {}

        def get_paginator(self, _):
            raise EndpointConnectionError(endpoint_url="https://s3.example")

    class At:
        def __enter__(self):
            return Gone()

        def __exit__(self, *_):
            return None

    def left(*_, **__):
        raise SourceError("something is left", next_step="take it away")

    monkeypatch.setattr(attack, "s3_at", lambda _: At())
    monkeypatch.setattr(attack, "_all", left)
    with pytest.raises(SourceError, match="something is left"):
        attack.attack_bucket(GROUND, "drplan-attack-01", nothing_pruned, NOW, rehearsal=False, subject="x")


def test_what_a_repository_that_was_made_in_part_left_is_counted(monkeypatch):
    def cut(_):
        raise Fault("unreachable", "the line went dead")

    answers = {"": (404, b""), "keys/": (200, b'["k"]'), "keys/k": (200, b"x")}
    monkeypatch.setattr(Door, "ask", lambda _, __, path, *___: answers.get(path, (404, b"")))
    monkeypatch.setattr(rest_attack, "scratch_repository", lambda *_: None)
    monkeypatch.setattr(rest_attack, "fill", cut)
    place: Any = {"location": "rest:http://x/y/", "environment": {}, "ca_certificate": ""}
    found = attack_rest(place, None, "drplan-attack-00")
    assert {each.came for each in found.attempts} == {"not-tried"}
    assert found.left == 1
