import pytest

from drplan.adapters.custody import _compare, _without
from drplan.declare import Repository, Secret
from drplan.errors import PruneRefused

ONSITE = Repository(name="onsite", location="/x", site="hs", media="disk", password=Secret.env("X"))


def test_what_is_left_after_forgetting_must_be_all_the_rest():
    _compare(ONSITE, {"a", "b"}, {"a"}, {"b", "made meanwhile"})
    with pytest.raises(PruneRefused, match="1 snapshots are gone"):
        _compare(ONSITE, {"a", "b"}, {"a"}, {"made meanwhile"})


def test_snapshots_that_a_server_did_not_let_go_are_counted():
    with pytest.raises(PruneRefused, match="1 of 2 snapshots are still there"):
        _compare(ONSITE, {"a", "b", "c"}, {"a", "b"}, {"b", "c"})


def test_a_snapshot_that_went_and_was_to_stay_stops_everything():
    with pytest.raises(PruneRefused, match="1 snapshots are gone that were to stay, such as c") as raised:
        _compare(ONSITE, {"a", "c"}, {"a"}, set())
    assert "nothing was pruned" in raised.value.next_step


def test_no_secret_is_in_an_error_even_when_restic_quotes_it():
    told = {"RESTIC_PASSWORD": "hunter2", "RESTIC_FROM_REPOSITORY": "rest:http://u:hunter2@host/"}
    assert _without(told, "cannot open rest:http://u:hunter2@host/ with hunter2") == "cannot open … with …"
