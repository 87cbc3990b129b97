"""Every kind of probe sees its service healthy, then broken, then healthy: real servers, asked for real.

RADIUS and pages: ``tests/soak/test_roles_more.py``. The rest, with PostgreSQL: ``test_probes_long.py`` there.
"""

import pytest

from drplan.declare import Refused, Secret
from tests.e2e.probes_lab import HOST, KEA, OFFER, WWW, ZONE, changed, looker, person, rename, see_database

__all__ = ["looker", "person"]

pytestmark = pytest.mark.lab


def test_a_directory_that_is_down_or_holds_something_else_is_not_healthy(looker, person):
    looker.healthy(person)
    with looker.stopped("slapd"):
        looker.broken(person, "does not answer: Connection refused")
    looker.healthy(person)
    rename(looker, "Somebody")
    looker.broken(person, "finds nothing with the expected cn")
    rename(looker, "Probe")
    looker.healthy(person)


def test_a_wrong_password_is_refused_by_a_directory_that_is_up(looker, person):
    wrong = changed(person, password=Secret.file(f"{looker.folder}/wrong"))
    anybody = changed(person, user=None, password=None)
    refusals = [Refused(probe=each, beside=person) for each in (wrong, anybody)]
    for refusal, says in zip(refusals, ("invalid credentials (49)", "finds nothing"), strict=True):
        assert says in looker.healthy(refusal)
    with looker.stopped("slapd"):
        for refusal in refusals:
            looker.broken(refusal, "nobody is let in")
    for refusal in refusals:
        looker.healthy(refusal)
    rename(looker, "Somebody")
    looker.broken(Refused(probe=wrong, beside=person), "nobody is let in")
    rename(looker, "Probe")
    let_in = changed(person, attribute=None, value=None)
    looker.broken(Refused(probe=let_in, beside=person), "let in, and must not be")


def test_a_name_server_that_is_down_or_says_something_else_is_not_healthy(looker):
    looker.healthy(WWW)
    looker.healthy(changed(WWW, record="CNAME", answers=("Lab-Core1.roles.example",)))
    looker.healthy(changed(WWW, name="roles.example", record="TXT", answers=(r'"v=spf1 -all; \"quoted\""',)))
    with looker.down_then_other("named", ZONE, "s/198.18.40.11/198.18.40.13/") as mended:
        looker.broken(WWW, "no answer in time")
        mended()
        looker.broken(WWW, "another answer than expected")
    looker.healthy(WWW)
    looker.broken(changed(WWW, answers=("198.18.40.11", "198.18.40.12")), "another answer than expected")


def test_an_address_is_offered_as_declared_and_none_is_taken(looker):
    leases = "cat /var/lib/kea/kea-leases4.csv"
    before = looker.lab.ask(HOST, leases)
    looker.healthy(OFFER)
    with looker.down_then_other("kea-dhcp4-server", KEA, r"s/198.18.40.1\x22/198.18.40.2\x22/") as mended:
        looker.broken(OFFER, "offers no address")
        mended()
        looker.broken(OFFER, "another router than expected")
    looker.healthy(OFFER)
    looker.broken(changed(OFFER, network="198.18.41.0/24", routers=()), "outside 198.18.41.0/24")
    looker.broken(changed(OFFER, relay="198.18.40.77"), "nobody can be asked for an address from here")
    assert looker.lab.ask(HOST, leases) == before


def test_a_database_that_is_down_or_holds_other_rows_is_not_healthy(looker):
    see_database(looker, "mariadb")
