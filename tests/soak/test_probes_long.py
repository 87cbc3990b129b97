"""What probes see on real servers, beyond ``tests/e2e/test_probes.py``."""

import pytest

from drplan.declare import PortProbe, Refused, Secret
from drplan.explain.probe_words import probe_commands
from tests.e2e.probes_lab import HOST, OFFER, WWW, ZONE, changed, looker, person, see_database
from tests.e2e.roles_lab import roles_applied, roles_lab

__all__ = ["looker", "person", "roles_applied", "roles_lab"]

pytestmark = pytest.mark.lab


def test_postgresql_is_asked_for_its_rows_and_its_answer_is_never_shown(looker):
    see_database(looker, "postgresql")


def test_entries_are_counted_and_a_certificate_of_somebody_else_is_not_believed(looker, person):
    one = changed(person, attribute=None, value=None, at_least=1, at_most=1)
    looker.healthy(one)
    looker.broken(changed(one, at_least=2, at_most=9), "fewer than 2: 1")
    looker.broken(changed(one, filter="(objectClass=*)"), "more than 1")
    looker.broken(changed(one, filter="(uid=nobody)"), "finds nothing")
    looker.broken(changed(one, ca_certificate=None), "its certificate is not believed")
    looker.broken(changed(one, certified_as="elsewhere.example"), "its certificate is not believed")


def test_a_name_that_nobody_may_learn_is_refused_while_others_are_answered(looker):
    hidden = Refused(probe=changed(WWW, name="secret.roles.example"), beside=WWW)
    assert "NXDOMAIN" in looker.healthy(hidden)
    with looker.down_then_other("named", ZONE, r"s/^www.*/&\nsecret IN A 198.18.40.11/") as mended:
        mended()
        looker.broken(hidden, "let in, and must not be")
    looker.healthy(hidden)


def test_a_closed_port_is_seen_beside_an_open_one(looker):
    closed, open_one = PortProbe(server=HOST, port=389), PortProbe(server=HOST, port=636)
    looker.healthy(open_one)
    looker.healthy(Refused(probe=closed, beside=open_one))
    with looker.stopped("slapd"):
        looker.broken(open_one, "takes no connection")
        looker.broken(Refused(probe=closed, beside=open_one), "nobody is let in")
    looker.broken(Refused(probe=open_one, beside=PortProbe(server=HOST, port=22)), "let in, and must not be")


def test_a_missing_password_or_user_never_looks_like_a_refusal(looker, person):
    lost = changed(person, password=Secret.file(f"{looker.folder}/lost"))
    looker.broken(lost, "no secret at file")
    looker.broken(Refused(probe=lost, beside=person), "neither let in nor refused: no secret at file")


def test_what_the_runbook_prints_for_a_name_and_a_database_can_be_typed(looker):
    (asks,) = probe_commands(WWW, looker.district)
    said = looker.lab.ask("lab-core2", asks)
    assert said.splitlines() == ["lab-core1.roles.example.", "198.18.40.11"]
    (asks,) = probe_commands(OFFER, looker.district)
    assert asks == "sudo perfdhcp -4 -i -n1 -r1 -l 198.18.40.250 198.18.40.11"
