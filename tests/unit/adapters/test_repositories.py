import pytest

from drplan.adapters.access import Access
from drplan.adapters.repositories import copying_target, pruning_target, target
from drplan.adapters.secrets import SecretStore
from drplan.declare import Repository, Secret
from drplan.errors import UsageError

ACCESS = Access(where="production", site="hs", environment={}, locations={})
WORDS = {"program": "restic", "scratch": "/nowhere"}


@pytest.fixture(autouse=True)
def secrets_are_set(monkeypatch):
    for name in ("ONE", "TWO", "THREE"):
        monkeypatch.setenv(name, f"the {name}/@secret")


def repository(name, location, key="ONE", **more):
    return Repository(
        name=name,
        location=location,
        site="hs",
        media="disk",
        password=Secret.env("THREE"),
        user=Secret.env(key),
        user_secret=Secret.env(key),
        **more,
    )


def bucket(name, key):
    return repository(name, f"s3:https://s3.example/{name}", key)


def copying(source, to):
    return copying_target(source, to, SecretStore(), ACCESS, **WORDS)


def test_two_s3_servers_with_two_keys_cannot_be_in_one_restic():
    same = copying(bucket("a", "ONE"), bucket("b", "ONE"))
    assert same["environment"]["RESTIC_FROM_REPOSITORY"] == "s3:https://s3.example/a"
    with pytest.raises(UsageError, match="one restic takes one S3 key"):
        copying(bucket("a", "ONE"), bucket("b", "TWO"))


def test_two_rest_servers_each_get_their_own_credentials_and_no_variable_is_shared():
    found = copying(
        repository("a", "rest:https://a:8000/x/"), repository("b", "rest:https://b:8000/y/", "TWO")
    )
    told = found["environment"]
    assert (
        told["RESTIC_FROM_REPOSITORY"] == "rest:https://the%20ONE%2F%40secret:the%20ONE%2F%40secret@a:8000/x/"
    )
    assert found["location"] == "rest:https://the%20TWO%2F%40secret:the%20TWO%2F%40secret@b:8000/y/"
    assert not [name for name in told if name.startswith("RESTIC_REST_")]


def test_the_pruners_target_has_no_credential_of_the_writers():
    declared = repository(
        "a",
        "rest:https://a:8000/x/",
        prune_location="rest:https://a:8001/x/",
        prune_user=Secret.env("TWO"),
        prune_secret=Secret.env("TWO"),
    )
    found = pruning_target(declared, SecretStore(), ACCESS, **WORDS)
    assert found["location"] == "rest:https://a:8001/x/"
    assert "the ONE/@secret" not in found["environment"].values()


def test_a_rate_is_rounded_down_to_what_was_agreed():
    found = target(repository("a", "/x", limit_mbit_s=20, quota=5), SecretStore(), ACCESS, **WORDS)
    assert (found["upload_kib_s"], found["quota"]) == (2441, 5)
    assert found["upload_kib_s"] * 1024 * 8 <= 20_000_000


def test_an_sftp_server_is_asked_with_a_key_that_is_no_variable():
    declared = repository("a", "sftp:drplan@a:/x", ssh_host_key="ssh-ed25519 AAAA")
    found = target(declared, SecretStore(), ACCESS, **WORDS)
    assert (found["ssh_key"], found["ssh_host_key"]) == ("the ONE/@secret", "ssh-ed25519 AAAA")
    assert [*found["environment"]] == ["RESTIC_PASSWORD"]
