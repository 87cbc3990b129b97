"""Every kind of probe sees its service healthy, then broken, then healthy: real servers, asked for real."""

import hashlib
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from drplan.adapters.inventory import load_district
from drplan.adapters.probes import Prober
from drplan.declare import DhcpProbe, DnsProbe, LdapProbe, PortProbe, Refused, Secret, SqlProbe
from drplan.explain.probe_words import probe_commands
from tests.e2e.roles_lab import INVENTORY, NAME, inside

pytestmark = pytest.mark.lab

HOST = "lab-core1"
PERSON = """dn: uid=probe,dc=roles,dc=example
objectClass: inetOrgPerson
uid: probe
cn: Probe
sn: Example
userPassword: secret word
"""
RENAMED = "dn: uid=probe,dc=roles,dc=example\nchangetype: modify\nreplace: cn\ncn: {}\n"
SEARCH = "-x -LLL -b dc=roles,dc=example"


@dataclass(frozen=True)
class Looker:
    """The lab, what looks at it, and where the passwords of the tests lie."""

    lab: Any
    prober: Prober
    district: Any
    folder: Any

    def healthy(self, probe):
        seen = self.prober.look(probe)
        assert seen.healthy, seen.detail
        return seen.detail

    def broken(self, probe, says):
        seen = self.prober.look(probe)
        assert not seen.healthy
        assert says in seen.detail
        assert "\n" not in seen.detail
        assert " word" not in seen.detail

    @contextmanager
    def but_for(self, does, undoes):
        """Break something on the host, and mend it whatever happens."""
        self.lab.ask(HOST, does)
        try:
            yield
        finally:
            self.lab.ask(HOST, undoes)

    def other(self, file, change, unit):
        """Let the server say something else: its file changed, itself alive."""
        does = f'cp -p {file} /run/kept-by-test && sed -i "{change}" {file} && systemctl restart {unit}'
        return self.but_for(does, f"mv /run/kept-by-test {file} && systemctl restart {unit}")

    def stopped(self, unit):
        return self.but_for(f"systemctl stop {unit}", f"systemctl start {unit}")


@pytest.fixture(scope="module")
def looker(roles_applied, tmp_path_factory):
    lab, _ = roles_applied
    folder = tmp_path_factory.mktemp("passwords")
    (folder / "right").write_text("secret word")
    (folder / "wrong").write_text("another word")
    (folder / "ca.pem").write_text(lab.ask(HOST, "cat /etc/ssl/lab/ca.pem"))
    with inside(lab.state) as access:
        os.environ["DRPLAN_LAB_NAME"] = NAME
        district = load_district(INVENTORY)
        yield Looker(lab, Prober(district, access), district, folder)


@pytest.fixture(scope="module")
def person(looker):
    """Put somebody into the directory; returns the probe that finds them."""
    looker.lab.ask(HOST, "ldapadd -Q -Y EXTERNAL -H ldapi:///", stdin=PERSON)
    yield LdapProbe(
        server=HOST,
        ca_certificate=Secret.file(f"{looker.folder}/ca.pem"),
        user="uid=probe,dc=roles,dc=example",
        password=Secret.file(f"{looker.folder}/right"),
        base="dc=roles,dc=example",
        filter="(&(uid=pro*e)(!(sn=nobody)))",
        attribute="cn",
        value="Probe",
    )
    looker.lab.ask(HOST, "ldapdelete -Q -Y EXTERNAL -H ldapi:/// uid=probe,dc=roles,dc=example")


def changed(probe, **fields):
    """Return the probe, checked like a declared one, with some fields changed."""
    return type(probe).model_validate({**dict(probe), **fields})


def rename(looker, name):
    looker.lab.ask(HOST, "ldapmodify -Q -Y EXTERNAL -H ldapi:///", stdin=RENAMED.format(name))


def test_a_directory_that_is_down_or_holds_something_else_is_not_healthy(looker, person):
    looker.healthy(person)
    with looker.stopped("slapd"):
        looker.broken(person, "does not answer: Connection refused")
    looker.healthy(person)
    rename(looker, "Somebody")
    looker.broken(person, "finds nothing with the expected cn")
    rename(looker, "Probe")
    looker.healthy(person)


def test_entries_are_counted_and_a_certificate_of_somebody_else_is_not_believed(looker, person):
    one = changed(person, attribute=None, value=None, at_least=1, at_most=1)
    looker.healthy(one)
    looker.broken(changed(one, at_least=2, at_most=9), "fewer than 2: 1")
    looker.broken(changed(one, filter="(objectClass=*)"), "more than 1")
    looker.broken(changed(one, filter="(uid=nobody)"), "finds nothing")
    looker.broken(changed(one, ca_certificate=None), "its certificate is not believed")
    looker.broken(changed(one, certified_as="elsewhere.example"), "its certificate is not believed")


def test_a_wrong_password_is_refused_by_a_directory_that_is_up(looker, person):
    wrong = changed(person, password=Secret.file(f"{looker.folder}/wrong"))
    anybody = changed(person, user=None, password=None)
    for refused, says in ((wrong, "invalid credentials (49)"), (anybody, "finds nothing")):
        probe = Refused(probe=refused, beside=person)
        assert says in looker.healthy(probe)
        with looker.stopped("slapd"):
            looker.broken(probe, "nobody is let in")
        looker.healthy(probe)
    rename(looker, "Somebody")
    looker.broken(Refused(probe=wrong, beside=person), "nobody is let in")
    rename(looker, "Probe")
    let_in = changed(person, attribute=None, value=None)
    looker.broken(Refused(probe=let_in, beside=person), "let in, and must not be")


WWW = DnsProbe(server=HOST, name="www.roles.example", answers=("198.18.40.11",))
ZONE = "/etc/bind/drplan.roles.example.zone"


def test_a_name_server_that_is_down_or_says_something_else_is_not_healthy(looker):
    looker.healthy(WWW)
    looker.healthy(changed(WWW, record="CNAME", answers=("Lab-Core1.roles.example",)))
    looker.healthy(changed(WWW, name="roles.example", record="TXT", answers=(r'"v=spf1 -all; \"quoted\""',)))
    with looker.stopped("named"):
        looker.broken(WWW, "no answer in time")
    looker.healthy(WWW)
    with looker.other(ZONE, "s/198.18.40.11/198.18.40.13/", "named"):
        looker.broken(WWW, "another answer than expected")
    looker.healthy(WWW)
    looker.broken(changed(WWW, answers=("198.18.40.11", "198.18.40.12")), "another answer than expected")


def test_a_name_that_nobody_may_learn_is_refused_while_others_are_answered(looker):
    hidden = Refused(probe=changed(WWW, name="secret.roles.example"), beside=WWW)
    assert "NXDOMAIN" in looker.healthy(hidden)
    with looker.other(ZONE, r"s/^www.*/&\nsecret IN A 198.18.40.11/", "named"):
        looker.broken(hidden, "let in, and must not be")
    looker.healthy(hidden)


OFFER = DhcpProbe(
    server=HOST,
    relay="198.18.40.250",
    network="198.18.40.0/24",
    routers=("198.18.40.1",),
    name_servers=("198.18.40.11", "198.18.40.12"),
)
KEA = "/etc/kea/kea-dhcp4.conf"


def test_an_address_is_offered_as_declared_and_none_is_taken(looker):
    leases = "cat /var/lib/kea/kea-leases4.csv"
    before = looker.lab.ask(HOST, leases)
    looker.healthy(OFFER)
    with looker.stopped("kea-dhcp4-server"):
        looker.broken(OFFER, "offers no address")
    looker.healthy(OFFER)
    with looker.other(KEA, r"s/198.18.40.1\x22/198.18.40.2\x22/", "kea-dhcp4-server"):
        looker.broken(OFFER, "another router than expected")
    looker.healthy(OFFER)
    looker.broken(changed(OFFER, network="198.18.41.0/24", routers=()), "outside 198.18.41.0/24")
    looker.broken(changed(OFFER, relay="198.18.40.77"), "nobody can be asked for an address from here")
    assert looker.lab.ask(HOST, leases) == before


ENGINES = {
    "mariadb": ("mariadb", "meals", "mariadb --default-character-set=utf8mb4 meals", "ERROR 2002 (HY000)"),
    "postgresql": (
        "postgresql@15-main",
        "grades",
        "cd / && runuser -u postgres -- psql -qX grades",
        "does not answer",
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_database_is_asked_for_its_rows_and_its_answer_is_never_shown(looker, engine):
    unit, database, shell, says = ENGINES[engine]

    def sql(command):
        looker.lab.ask(HOST, shell, stdin=command)

    rows = SqlProbe(
        server=HOST, engine=engine, database=database, query="select count(*) from probed", at_least=3
    )
    text = "select concat(name, ' ', id) from probed order by id"
    digest = hashlib.sha256("Zoë 1\nBo 2\nCy 3\n".encode()).hexdigest()
    whole = changed(rows, query=text, at_least=None, sha256=digest)
    exact = changed(rows, query="select min(name) from probed", at_least=None, expect="Bo")
    sql(
        "create table probed (id int, name varchar(20));"
        "insert into probed values (1, 'Zoë'), (2, 'Bo'), (3, 'Cy');"
    )
    try:
        for probe in (rows, whole, exact):
            looker.healthy(probe)
        with looker.stopped(unit):
            looker.broken(rows, says)
        for probe in (rows, whole, exact):
            looker.healthy(probe)
        sql("update probed set name='Al' where id=2;")
        looker.healthy(rows)
        for probe in (whole, exact):
            looker.broken(probe, "gives another answer than expected")
        sql("delete from probed where id=2;")
        looker.broken(rows, "gives another answer than expected")
    finally:
        sql("drop table probed;")
    looker.broken(rows, "ERROR")


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
