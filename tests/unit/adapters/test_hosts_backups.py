"""What a host is given to back itself up: its own secrets, and nothing that shows."""

import json
from pathlib import Path

import pytest

from drplan.adapters.access import Access
from drplan.adapters.hosts.backups import RESERVED, HostBackups
from drplan.adapters.hosts.given import Given
from drplan.adapters.inventory import load_district
from drplan.declare import HostSecret, Secret
from drplan.declare.lookup import server_named
from drplan.errors import SecretMissing

DISTRICT = load_district(Path(__file__).parents[2] / "cases" / "inventory")
SERVER = server_named(DISTRICT, "hs-db1")
ELSEWHERE = "rest:https://198.18.20.5:8000/lab/"


class Words:
    """Gives every secret a word of its own, and one a reason not to."""

    def __init__(self, missing=None):
        self.missing, self.read_names = missing, set()

    def read(self, secret):
        name = secret.reference[0]
        if name == self.missing:
            raise SecretMissing(f"no secret at env {name} (it is not set)", next_step=f"set {name}")
        self.read_names.add(name)
        return f"word of {name}"


def backups(words, **access):
    return HostBackups(DISTRICT, Access(**access), words)


def test_a_request_holds_the_secrets_of_its_own_copies_and_each_is_known_by_itself():
    given, refused = backups(Words()).read([SERVER])
    assert refused == {}
    request = json.loads(given["hs-db1"][f"{RESERVED}hs-gradebook-db"])
    repositories = {each.name: each for each in DISTRICT.repositories}
    for name, copy in zip(request["copy_names"], request["copies"], strict=True):
        declared = repositories[name]
        assert declared.user_secret is not None
        secrets = {declared.password.reference[0], declared.user_secret.reference[0]}
        assert {f"word of {each}" for each in secrets} <= set(copy["environment"].values())
        assert {f"word of {each}" for each in secrets} <= set(given["hs-db1"].values())
    assert request["verb"] == "protect-postgres"
    assert request["copies"][0]["program"] == "/usr/local/bin/restic"


def test_only_copies_that_its_own_data_are_kept_in_are_opened():
    words = Words()
    backups(words).read([SERVER])
    policies = {policy.name: policy for policy in DISTRICT.policies}
    own = set(policies["every-four-hours"].copies)
    for repository in DISTRICT.repositories:
        assert (repository.password.reference[0] in words.read_names) == (repository.name in own)
        assert repository.admin is None or repository.admin.reference[0] not in words.read_names


def test_what_a_deploy_may_print_of_a_host_holds_nothing_secret():
    told = json.dumps(backups(Words()).data(SERVER))
    assert "word of" not in told
    assert json.loads(told)[0]["data_set"] == "hs-gradebook-db"


def test_a_request_is_covered_up_whole_and_so_is_each_secret_of_it():
    given, _ = backups(Words()).read([SERVER])
    known = Given()
    known.take([{"name": "hs-db1", "secrets": given["hs-db1"]}])
    request = given["hs-db1"][f"{RESERVED}hs-gradebook-db"]
    pretty = json.dumps(json.loads(request), indent=1)
    for text in (request, pretty):
        assert "word of" not in known.hide(text).replace('word of DRPLAN_ONSITE_USER"', "").replace(
            'word of DRPLAN_OFFSITE_USER"', ""
        ).replace("word of DRPLAN_ONSITE_CA", "")


def test_a_secret_that_leads_nowhere_keeps_that_host_alone_from_being_tried():
    given, refused = backups(Words(missing="DRPLAN_ONSITE_PASSWORD")).read([SERVER])
    assert given == {}
    assert refused["hs-db1"].error == (
        "no secret at env DRPLAN_ONSITE_PASSWORD (it is not set) (next: set DRPLAN_ONSITE_PASSWORD)"
    )


def test_a_server_without_the_baseline_is_given_nothing_and_asks_for_nothing():
    words = Words()
    bare = SERVER.model_copy(update={"baselines": ("baseline",)})
    assert backups(words).read([bare]) == ({"hs-db1": {}}, {})
    assert backups(words).data(bare) == []
    assert words.read_names == set()


def test_in_a_lab_the_request_leads_to_the_labs_repositories():
    declared = next(each for each in DISTRICT.repositories if each.name == "onsite").location
    given, _ = backups(Words(), locations={declared: ELSEWHERE}).read([SERVER])
    request = json.loads(given["hs-db1"][f"{RESERVED}hs-gradebook-db"])
    assert request["copies"][0]["location"] == ELSEWHERE


def test_no_declared_name_can_be_a_reserved_one():
    with pytest.raises(ValueError, match="name"):
        HostSecret(name=f"{RESERVED}x", secret=Secret.env("X"))
