"""Servers asked what they are like now, on the lab's real hosts; nothing is changed there."""

import json
from datetime import UTC, datetime
from ipaddress import IPv4Address

import pytest

from drplan.adapters.live import look_at
from drplan.declare.lookup import server_named
from drplan.measure.live import POINTS, Release

pytestmark = pytest.mark.lab

NOBODY = IPv4Address("198.18.20.99")


@pytest.fixture(scope="module")
def servers(lab_hs):
    return [server_named(lab_hs.district, name) for name in ("hs-db1", "hs-file1")]


@pytest.fixture(scope="module")
def document(lab_hs):
    # A lab has no security archive to ask: that is said, and is why this cannot end with 0.
    return json.loads(
        lab_hs.drplan("inventory", "list", "--live", "--site", "hs", "--format", "json", code=3)
    )


def test_every_declared_server_answers_and_only_security_updates_cannot_be_told(document):
    assert [server["server"] for server in document["servers"]] == ["hs-db1", "hs-file1"]
    for server in document["servers"]:
        assert server["error"] is None
        assert server["state"]["unread"] == {}
        outcomes = {check["check"]: check["outcome"] for check in server["checks"]}
        assert [name for name, outcome in outcomes.items() if outcome == "no-evidence"] == [
            "security updates"
        ]
        assert "fail" not in outcomes.values()


def test_a_host_says_what_it_runs_and_since_when(lab_hs, servers):
    # Its own uptime, not that of the machine below it: hosts begin after the lab's key was made.
    key = lab_hs.state / "lab" / "operator_key"
    since_raised = datetime.now(UTC).timestamp() - key.stat().st_mtime + 60
    for look in look_at(lab_hs.access, servers):
        state = look.state
        assert state is not None, look.error
        assert state.os == Release("debian", "12")
        assert state.uptime is not None
        assert 0 < state.uptime < since_raised
        assert state.backup is not None
        assert state.backup.agent
        assert {mount.place for mount in state.mounts} >= {"/"}


def test_the_certificate_that_postgresql_shows_is_found_with_its_end(document):
    database = document["servers"][0]["state"]["certificates"]
    assert [certificate["file"] for certificate in database] == ["/etc/ssl/certs/ssl-cert-snakeoil.pem"]
    assert datetime.fromisoformat(database[0]["ends"]) > datetime.now(UTC).replace(tzinfo=None)


def test_a_host_that_is_not_there_is_named_and_the_others_answer(lab_hs, servers):
    ghost = elsewhere(servers[0])
    first, missing, last = look_at(lab_hs.access, [servers[0], ghost, servers[1]])
    assert missing.state is None
    assert str(NOBODY) in missing.error
    assert missing.next_step
    assert first.state is not None
    assert last.state is not None
    assert set(first.state.unread) < set(POINTS)


def elsewhere(server):
    return server.model_copy(update={"name": "hs-ghost", "address": NOBODY})
