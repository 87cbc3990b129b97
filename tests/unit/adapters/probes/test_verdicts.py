"""What a look makes of an answer: only what was expected is healthy, refused only beside one let in."""

import hashlib
from ipaddress import IPv4Address

import pytest

from drplan import CommandProbe, FileProbe, Server, SqlProbe
from drplan.adapters.access import Access
from drplan.adapters.probes.on_host import command_of, see_on_host
from drplan.adapters.probes.refused import see_refused
from drplan.adapters.probes.seen import Seen, one_line
from drplan.adapters.ssh import Ran
from drplan.declare import LdapProbe, PortProbe, Refused

HOST = Server(name="a", address=IPv4Address("192.0.2.1"), owner="o")
EXACT = SqlProbe(server="a", database="d", query="select 1", expect="7")
COUNT = SqlProbe(server="a", database="d", query="select 1", at_least=7)
DIGEST = SqlProbe(server="a", database="d", query="select 1", sha256=hashlib.sha256(b"7\n").hexdigest())
FILE = FileProbe(server="a", path="/srv/x", contains="canary")
LOGIN = CommandProbe(server="a", argv=("login",), contains="welcome")


@pytest.mark.parametrize(
    ("probe", "ran", "state", "says"),
    [
        (EXACT, Ran(0, b"7\n", ""), "healthy", "as expected"),
        (EXACT, Ran(0, b"77\n", ""), "other", "another answer"),
        (EXACT, Ran(0, b"", ""), "other", "another answer"),
        (EXACT, Ran(1, b"7\n", ""), "silent", "does not answer: exit 1"),
        (EXACT, Ran(2, b"", "hint\nno route"), "silent", "does not answer: no route"),
        (EXACT, Ran(2, b"", ""), "silent", "exit 2"),
        (EXACT, Ran(1, b"", "ERROR 1045 (28000): Jordan Lee"), "silent", "answer: ERROR 1045 (28000)"),
        (COUNT, Ran(0, b"7\n", ""), "healthy", "as expected"),
        (COUNT, Ran(0, b"8\n", ""), "healthy", "as expected"),
        (COUNT, Ran(0, b"6\n", ""), "other", "another answer"),
        (COUNT, Ran(0, b"-7\n", ""), "other", "another answer"),
        (COUNT, Ran(0, b"seven\n", ""), "other", "another answer"),
        (COUNT, Ran(0, b"", ""), "other", "another answer"),
        (DIGEST, Ran(0, b"7\n", ""), "healthy", "as expected"),
        (DIGEST, Ran(0, b"7", ""), "other", "another answer"),
        (FILE, Ran(0, b"the canary sings", ""), "healthy", "holds what it should"),
        (FILE, Ran(0, b"the cat sings", ""), "other", "does not hold"),
        (FILE, Ran(1, b"the canary sings", ""), "silent", "cannot be read"),
        (LOGIN, Ran(0, b"welcome", ""), "healthy", "prints what it should"),
        (LOGIN, Ran(0, b"", "welcome"), "other", "does not print"),
        (LOGIN, Ran(1, b"welcome", ""), "other", "ended with 1"),
        (LOGIN, Ran(1, b"welcome", "sudo: login: command not found"), "unequipped", "it is not installed"),
        (LOGIN, Ran(127, b"welcome", ""), "unequipped", "exit 127"),
    ],
)
def test_only_what_was_expected_is_healthy(monkeypatch, probe, ran, state, says):
    monkeypatch.setattr("drplan.adapters.probes.on_host.run_on", lambda *_, **__: ran)
    seen = see_on_host(probe, HOST, Access())
    assert (seen.state, says in seen.detail) == (state, True), seen
    assert seen.sighting().healthy is (state == "healthy")
    assert seen.sighting().looked is (state != "unequipped")
    assert "Jordan" not in seen.detail


@pytest.mark.parametrize(
    ("probe", "looks"),
    [
        (EXACT, "psql"),
        (EXACT.model_copy(update={"engine": "mariadb"}), "mariadb"),
        (FILE, "cat"),
        (LOGIN, "login"),
    ],
)
def test_a_program_that_is_missing_is_named(monkeypatch, probe, looks):
    monkeypatch.setattr("drplan.adapters.probes.on_host.run_on", lambda *_, **__: Ran(127, b"", ""))
    seen = see_on_host(probe, HOST, Access())
    assert seen.detail == f"{looks} cannot be run on a: exit 127"


def test_each_engine_is_asked_by_its_own_program_without_its_users_settings():
    assert command_of(EXACT)[3:7] == ("postgres", "--", "psql", "-XAt")
    assert "mariadb" in command_of(EXACT.model_copy(update={"engine": "mariadb"}))


SHUT = Refused(probe=PortProbe(server="a", port=23), beside=PortProbe(server="a", port=22))
OTHERS = Refused(probe=LOGIN, beside=FILE, says="no such user")
STAFF = LdapProbe(server="a", base="dc=x", security="none")
HIDDEN = Refused(probe=STAFF, beside=STAFF.model_copy(update={"at_least": 2}))
ELSEWHERE = Refused(probe=STAFF, beside=STAFF.model_copy(update={"base": "dc=y"}))
NARROWER = Refused(probe=STAFF, beside=STAFF.model_copy(update={"filter": "(cn=x)"}))
UP = Seen("healthy", "up")


@pytest.mark.parametrize(
    ("probe", "beside", "seen", "state"),
    [
        (SHUT, UP, Seen("refused", "no"), "healthy"),
        (SHUT, UP, Seen("healthy", "yes"), "other"),
        (SHUT, UP, Seen("silent", "?"), "silent"),
        (SHUT, UP, Seen("hidden", "?"), "hidden"),
        (SHUT, UP, Seen("untried", "?"), "untried"),
        (SHUT, UP, Seen("unequipped", "?"), "unequipped"),
        (SHUT, Seen("silent", "down"), Seen("refused", "no"), "silent"),
        (SHUT, Seen("refused", "down"), Seen("refused", "no"), "refused"),
        (SHUT, Seen("other", "down"), Seen("refused", "no"), "other"),
        (OTHERS, UP, Seen("other", "1", said=b"no such user"), "healthy"),
        (OTHERS, UP, Seen("other", "1", said=b"out of memory"), "other"),
        (OTHERS, UP, Seen("silent", "1", said=b"no such user"), "silent"),
        (OTHERS, UP, Seen("hidden", "1", said=b"no such user"), "hidden"),
        (HIDDEN, UP, Seen("hidden", "0"), "healthy"),
        (HIDDEN, UP, Seen("silent", "0"), "silent"),
        (ELSEWHERE, UP, Seen("hidden", "0"), "hidden"),
        (NARROWER, UP, Seen("hidden", "0"), "hidden"),
    ],
)
def test_being_turned_away_is_healthy_only_beside_somebody_who_is_let_in(probe, beside, seen, state):
    looks = {id(probe.beside): beside, id(probe.probe): seen}
    judged = see_refused(probe, lambda each: looks[id(each)])
    assert judged.state == state
    assert judged.sighting().healthy is (state == "healthy")


def test_what_is_kept_of_a_look_is_one_short_printable_line():
    line = one_line("a\n\x1b[2Jb\u202e  c" + "d" * 400)
    assert line.startswith("a [2Jb cd")
    assert len(line) == 300
