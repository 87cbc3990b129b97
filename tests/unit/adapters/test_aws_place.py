"""Where a bucket lies is read out of restic's word for it, and a lab never reaches production's."""

import pytest

from drplan.adapters.access import Access
from drplan.adapters.aws.place import S3Place, place_in_s3, writers_place
from drplan.adapters.aws.unhide import BucketUnhider
from drplan.adapters.thief import LabThief
from drplan.declare import Repository, Secret
from drplan.errors import PruneRefused, UsageError

PLACES = {
    "s3:https://s3.example/copies": ("https://s3.example", "copies", ""),
    "s3:http://127.0.0.1:8333/copies/cedar/valley/": ("http://127.0.0.1:8333", "copies", "cedar/valley/"),
    "s3:s3.amazonaws.com/copies": ("https://s3.amazonaws.com", "copies", ""),
    "s3://s3.eu-central-1.amazonaws.com/copies/x": ("https://s3.eu-central-1.amazonaws.com", "copies", "x/"),
}


class Secrets:
    def read(self, secret):
        return f"secret of {secret.reference[0]}"


def repository(**more):
    told = {"name": "offsite", "location": "s3:https://s3.example/copies", "site": "x", "media": "disk"}
    asked = {"user": Secret.env("U"), "user_secret": Secret.env("S"), "password": Secret.env("P")}
    return Repository(**{**told, **asked, **more})


@pytest.mark.parametrize("location", PLACES)
def test_every_form_that_restic_takes_is_read(location):
    place = place_in_s3(location)
    assert (place.endpoint, place.bucket, place.prefix) == PLACES[location]


@pytest.mark.parametrize("location", ["rest:https://x/y", "/srv/copies", "s3:", "s3:https://host"])
def test_anything_else_is_refused(location):
    with pytest.raises(UsageError):
        place_in_s3(location)


@pytest.mark.parametrize(
    ("endpoint", "is_amazons"),
    [
        ("https://s3.amazonaws.com", True),
        ("https://s3.eu-central-1.amazonaws.com", True),
        ("https://amazonaws.com.example", False),
        ("https://s3.notamazonaws.com", False),
    ],
)
def test_only_amazons_own_hosts_are_taken_for_amazons(endpoint, is_amazons):
    assert S3Place(endpoint, "copies", "").is_amazons is is_amazons


def test_a_place_shows_no_secret():
    place = writers_place(repository(), Secrets(), Access())
    assert place.secret == "secret of S"
    assert "secret of S" not in repr(place)


def test_in_a_lab_productions_bucket_is_out_of_reach():
    with pytest.raises(UsageError, match="a lab is up"):
        writers_place(repository(), Secrets(), Access(where="loopback lab"))


def test_in_a_lab_with_a_network_of_its_own_the_declared_address_is_the_labs():
    lab = Access(where="lab", namespace="/run/netns/admin")
    assert writers_place(repository(), Secrets(), lab).endpoint == "https://s3.example"


def test_nothing_is_brought_back_with_a_writers_credential():
    unhider = BucketUnhider(Access(), Secrets())
    with pytest.raises(PruneRefused, match="declares no prune_user and prune_secret"):
        unhider.moments(repository())
    same = repository(prune_user=Secret.env("OTHER"), prune_secret=Secret.env("S"))
    with pytest.raises(PruneRefused, match="shares its pruning secret"):
        unhider.moments(same)


def test_no_thief_is_made_in_production(tmp_path):
    with pytest.raises(UsageError, match="no lab is up"):
        LabThief(Access(), Secrets(), restic=tmp_path / "restic", state=tmp_path)
