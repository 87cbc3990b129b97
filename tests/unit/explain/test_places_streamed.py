"""Putting a stream back by hand: what is fed to a program, and what takes the place of what is there."""

from pathlib import PurePosixPath

import pytest

from drplan import Command, LdapDirectory, MariaDbDatabase, PostgresCluster, SqliteDatabase
from drplan.explain.places_streamed import fed, laid_down


@pytest.mark.parametrize(
    ("source", "name", "reads"),
    [
        (MariaDbDatabase(server="hs-db1", database="meals"), "meals.sql", "mariadb"),
        (
            Command(server="hs-db1", argv=("out",), restore_argv=("load it", "now")),
            "output",
            "sudo 'load it' now",
        ),
    ],
)
def test_what_a_program_reads_is_fed_to_it(district, source, name, reads):
    (command,) = fed(source, "restored/x", district).commands
    assert f"find restored/x -type f -name {name}" in command
    assert reads in command.replace('"', "")


def test_a_dump_that_a_person_loads_as_root_runs_nothing_there(district):
    (command,) = fed(MariaDbDatabase(server="hs-db1", database="meals"), "restored/x", district).commands
    assert "--binary-mode --local-infile=0 meals" in command


def test_what_no_program_reads_is_given_to_whoever_keeps_the_system(district):
    step = fed(Command(server="hs-db1", argv=("out",)), "restored/x", district)
    assert step.commands == ()
    assert "restored/x" in step.what


@pytest.mark.parametrize(
    ("source", "before", "last"),
    [
        (PostgresCluster(server="hs-db1"), "pg_verifybackup FOLDER", "pg_ctlcluster VERSION main start"),
        (LdapDirectory(server="hs-db1", suffix="dc=d"), "slapadd -q -b dc=d", "systemctl start slapd"),
        (SqliteDatabase(server="hs-db1", path=PurePosixPath("/srv/m.db")), "m.db-wal", "of=/srv/m.db"),
    ],
)
def test_what_was_there_is_kept_aside_before_anything_takes_its_place(district, source, before, last):
    commands = laid_down(source, "restored/x", district).commands
    aside = next(n for n, each in enumerate(commands) if ".before" in each)
    loaded = next(n for n, each in enumerate(commands) if "restored/x" in each)
    assert aside < loaded
    assert any(before in each for each in commands)
    assert last in commands[-1]
