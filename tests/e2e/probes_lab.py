"""What looks with probes in the lab of roles, and what it breaks there."""

import hashlib
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from drplan.adapters.inventory import load_district
from drplan.adapters.probes import Prober
from drplan.declare import DhcpProbe, DnsProbe, LdapProbe, Secret, SqlProbe
from tests.e2e.roles_lab import INVENTORY, NAME, inside

HOST = "lab-core1"
PERSON = """dn: uid=probe,dc=roles,dc=example
objectClass: inetOrgPerson
uid: probe
cn: Probe
sn: Example
userPassword: secret word
"""
RENAMED = "dn: uid=probe,dc=roles,dc=example\nchangetype: modify\nreplace: cn\ncn: {}\n"
WWW = DnsProbe(server=HOST, name="www.roles.example", answers=("198.18.40.11",))
ZONE = "/etc/bind/drplan.roles.example.zone"


OFFER = DhcpProbe(
    server=HOST,
    relay="198.18.40.250",
    network="198.18.40.0/24",
    routers=("198.18.40.1",),
    name_servers=("198.18.40.11", "198.18.40.12"),
)
KEA = "/etc/kea/kea-dhcp4.conf"


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

    @contextmanager
    def down_then_other(self, unit, file, change):
        """Stop a server; yield what starts it again with a changed file, so that it says something else."""
        does = f'systemctl stop {unit} && cp -p {file} /run/kept-by-test && sed -i "{change}" {file}'
        with self.but_for(does, f"mv /run/kept-by-test {file} && systemctl restart {unit}"):
            yield lambda: self.lab.ask(HOST, f"systemctl start {unit}")

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


ENGINES = {
    "mariadb": ("mariadb", "meals", "mariadb --default-character-set=utf8mb4 meals", "ERROR 2002 (HY000)"),
    "postgresql": (
        "postgresql@15-main",
        "grades",
        "cd / && runuser -u postgres -- psql -qX grades",
        "does not answer",
    ),
}


def see_database(looker, engine):
    """See its rows counted, compared and summed, then gone, then others."""
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
