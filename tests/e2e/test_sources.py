"""Databases, directories and base backups on a real host: kept, lost, brought back.

``tests/soak/test_sources_faults.py`` runs this on Debian 12 too, and what goes wrong on both.
"""

import json
from dataclasses import dataclass, field

import pytest

from tests.e2e.roles_lab import Lab

pytestmark = pytest.mark.lab

AGENT = "/usr/local/lib/drplan/agent.pyz"
SUFFIX = "dc=roles,dc=example"
REPOSITORY = {
    "program": "/usr/local/bin/restic",
    "location": "/var/lib/drplan/repository",
    "cache": "/var/lib/drplan/cache",
    "environment": {"RESTIC_PASSWORD": "correct horse"},
    "ca_certificate": "",
}
MEALS = r"""
create or replace database kept_meals character set utf8mb4; use kept_meals;
create table pupils (id int primary key auto_increment, name varchar(80), note text, picture blob);
insert into pupils (name, note, picture) values
 ('größe 学校 😀', 'a\nb;(1,2),\n-- Dump completed', 0x00ff0a27), ('O\'Neil', null, null);
create table plain (a int, b double); insert into plain values (1, 1.1), (1, 1.1), (null, 3e10);
create view names as select name from pupils;
delimiter //
create trigger at_once before insert on plain for each row set new.a = coalesce(new.a, 0)//
create procedure hi() begin insert into `plain` values (1, 2); end//
delimiter ;
"""
CANARY = """dn: uid=canary,dc=roles,dc=example
objectClass: inetOrgPerson
uid: canary
cn: Canary
sn: größe
"""


@dataclass
class Host:
    """A host of the lab, and the agent that lies there."""

    lab: Lab
    name: str
    points: dict[str, str] = field(default_factory=dict)

    def run(self, command, stdin=""):
        return self.lab.ask(self.name, command, stdin=stdin)

    def say(self, verb, *, before="", **words):
        request = {"verb": verb, "scratch": "/var/lib/drplan", "data_set": "x", **words}
        command = f"{before} python3 -I {AGENT}"
        return json.loads(self.run(command, json.dumps(request)))

    def protect(self, kind, source, *, before=""):
        return self.say(f"protect-{kind}", source=source, copies=[REPOSITORY], data_set=kind, before=before)

    def keep(self, kind, source):
        said = self.protect(kind, source)
        assert "answer" in said, said
        self.points[kind] = said["answer"][0]["snapshot"]

    def recover(self, kind, source):
        words = {"snapshot": self.points[kind], "repository": REPOSITORY, "data_set": kind}
        said = self.say(f"recover-{kind}", source=source, **words)
        assert "answer" in said, said
        return said["answer"]

    def postgres(self, command, stdin=""):
        return self.run(f"cd / && runuser -u postgres -- {command}", stdin)

    def sql(self, statements):
        return self.postgres("psql -qXAtd kept_grades", statements)

    def in_place_of(self, program, script):
        """Put a script first in PATH, under a program's name."""
        self.run(f"install -D -m 755 /dev/stdin /run/fake-{program}/{program}", f"#!/bin/sh\n{script}\n")
        return f"PATH=/run/fake-{program}:$PATH"

    def refused(self, kind, source, *, before=""):
        """Return the fault's kind; fails when anything at all was kept of the data set."""
        copies = {"copies": [REPOSITORY], "data_set": "refused"}
        said = self.say(f"protect-{kind}", source=source, before=before, **copies)
        assert "error" in said, said
        assert self.say("points", repository=REPOSITORY, data_set="refused")["answer"] == []
        return said["error"]["kind"]


def prepared(lab, name):
    """Return a host with an empty repository of its own."""
    made = Host(lab, name)
    made.run("rm -rf /var/lib/drplan/repository /var/lib/drplan/cache")
    assert "answer" in made.say("open", repository=REPOSITORY, create=True)
    return made


@pytest.fixture(scope="module")
def host(roles_applied):
    return prepared(roles_applied[0], "lab-core2")


def test_a_mariadb_database_comes_back_with_its_programs_and_every_row(host):
    host.run("mariadb --default-character-set=utf8mb4", MEALS)
    source = {"database": "kept_meals"}
    host.keep("mariadb", source)
    host.run(
        "mariadb kept_meals", "delete from pupils; drop table plain; drop procedure hi; drop view names;"
    )
    came = host.recover("mariadb", source)
    assert came["found"] == came["expected"]
    assert came["found"]["table pupils"]["rows"] == 2
    assert host.run("mariadb -BN kept_meals", "call hi(); select count(*) from names;") == "2"


def test_a_directory_comes_back_to_the_byte_with_its_canary(host):
    host.lab.on(host.name, "ldapadd -Q -Y EXTERNAL -H ldapi:///", stdin=CANARY)
    source = {"suffix": SUFFIX}
    said = host.say(
        "protect-ldap",
        source=source,
        copies=[REPOSITORY],
        data_set="ldap",
        canaries=[f"uid=canary,{SUFFIX}"],
    )
    assert "answer" in said, said
    host.points["ldap"] = said["answer"][0]["snapshot"]
    before = host.run(f"slapcat -b {SUFFIX}")
    host.run(f"ldapdelete -Q -Y EXTERNAL -H ldapi:/// uid=canary,{SUFFIX}")
    came = host.recover("ldap", source)
    assert came["found"] == came["expected"]
    assert set(came["found"]) == {"directory", f"uid=canary,{SUFFIX}"}
    assert host.run(f"slapcat -b {SUFFIX}") == before
    assert host.run("systemctl is-active slapd") == "active"
    assert host.run("find /var/lib/ldap ! -user openldap; find /var/lib/ldap -name *.before-restore") == ""


def test_a_whole_cluster_comes_back_from_its_base_backup_and_a_failed_one_leaves_it_as_it_was(host):
    host.postgres("createdb kept_grades")
    host.sql("create table g (a int);")
    source = {"cluster": "main"}
    host.keep("postgres-cluster", source)
    host.postgres("dropdb kept_grades")
    came = host.recover("postgres-cluster", source)
    assert came["found"] == came["expected"]
    assert host.sql("insert into g values (7); select count(*) from g;") == "1"
    verify = host.run("ls /usr/lib/postgresql/*/bin/pg_verifybackup")
    host.run(f"mv {verify} {verify}.away && install -m 755 /dev/stdin {verify}", "#!/bin/sh\nexit 1\n")
    words = {"snapshot": host.points["postgres-cluster"], "repository": REPOSITORY, "source": source}
    said = host.say("recover-postgres-cluster", data_set="postgres-cluster", **words)
    host.run(f"mv {verify}.away {verify}")
    assert "pg_verifybackup (exit 1)" in said["error"]["message"]
    assert host.sql("select count(*) from g;") == "1"


@pytest.mark.parametrize(
    ("kind", "source", "program", "size"),
    [
        ("postgres", {"database": "kept_grades"}, "pg_dump", 200_000),
        ("mariadb", {"database": "kept_meals"}, "mariadb-dump", 2_000),
        ("postgres-cluster", {"cluster": "main"}, "pg_basebackup", 1_000_000),
    ],
)
def test_a_dump_that_ends_early_and_well_is_refused(host, kind, source, program, size):
    host.sql("create table if not exists big as select generate_series(1, 50000) n;")
    before = host.in_place_of(program, f'/usr/bin/{program} "$@" | head -c {size}')
    assert host.refused(kind, source, before=before) == "source-not-whole"


def test_what_is_declared_is_backed_up_and_brought_back_by_the_command(host, tmp_path):
    words = ("--site", "lab", "--inventory", "tests/cases/servers")
    name = f"{host.name}-service-meals"
    host.run("mariadb meals", "create or replace table told (id int); insert into told values (7);")
    host.lab.drplan("backup", "init", *words)
    host.lab.drplan("backup", "run", *words, "--data-set", name)
    to = tmp_path / "to"
    host.lab.drplan("restore", name, "--inventory", "tests/cases/servers", "--to", str(to))
    assert "INSERT INTO `told`" in (to / "meals.sql").read_text()
    host.run("mariadb meals", "drop table told;")
