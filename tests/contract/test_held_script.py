"""The script that looks whether anything lies where data belongs: on folders, and on pretended servers."""

import subprocess

import pytest

from drplan.adapters.places_there import held_script

ANSWERS = """case "$*" in
  *pg_database*) printf 'postgres\\ngradebook_old\\n%s' "$DATABASES" ;;
  *) echo "$COUNT" ;;
esac"""


@pytest.fixture
def ask(tmp_path):
    """Run the script with PostgreSQL's places moved below a folder, whose ``bin`` comes first."""
    (tmp_path / "bin").mkdir()

    def run(*words, programs=(), code=0, **environment):
        for name, body in dict(programs).items():
            (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{body}\n")
            (tmp_path / "bin" / name).chmod(0o755)
        script = held_script().decode()
        for place in ("/var/lib/postgresql", "/etc/postgresql", "/var/lib/mysql", "/var/lib/ldap"):
            script = script.replace(place, f"{tmp_path}{place}")
        done = subprocess.run(
            ("sh", "-eu", "-s", "--", *map(str, words)),
            input=script,
            env={"PATH": f"{tmp_path}/bin:/usr/bin:/bin", **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done.stdout.strip()

    return run


SERVER = {"psql": ANSWERS, "runuser": 'shift 3; exec "$@"'}
SILENT = {"psql": "exit 2", "runuser": 'shift 3; exec "$@"'}


def test_what_does_not_exist_and_empty_folders_hold_nothing(ask, tmp_path):
    (tmp_path / "made" / "by a deploy").mkdir(parents=True)
    assert ask("folders", tmp_path / "missing", tmp_path / "made") == "nothing"


def test_one_file_anywhere_below_is_seen_and_not_named(ask, tmp_path):
    deep = tmp_path / "srv" / "a" / "b"
    deep.mkdir(parents=True)
    (deep / ".jordan-lee.txt").touch()
    assert ask("folders", tmp_path / "missing", tmp_path / "srv") == f"held {tmp_path}/srv holds files"


@pytest.mark.parametrize("kind", ["link to a folder", "dangling link", "file"])
def test_a_place_that_is_no_plain_folder_is_held(ask, tmp_path, kind):
    place = tmp_path / "place"
    if kind == "file":
        place.touch()
    else:
        (tmp_path / "real").mkdir()
        place.symlink_to(tmp_path / ("real" if kind == "link to a folder" else "gone"))
    assert ask("folders", place) == f"held {place} is there, and no plain folder"


def test_a_link_below_a_folder_counts_as_a_file(ask, tmp_path):
    (tmp_path / "srv").mkdir()
    (tmp_path / "srv" / "link").symlink_to("/nowhere")
    assert "holds files" in ask("folders", tmp_path / "srv")


def test_names_with_spaces_and_dashes_are_looked_at_as_they_are(ask, tmp_path):
    odd = tmp_path / "-name of students"
    odd.mkdir()
    (odd / "x").touch()
    assert ask("folders", odd) == f"held {odd} holds files"


def test_a_folder_that_cannot_be_read_is_never_nothing(ask, tmp_path):
    folder = tmp_path / "srv"
    folder.mkdir()
    assert ask("folders", folder, programs={"find": "exit 1"}, code=1) == ""


@pytest.mark.parametrize(
    ("databases", "count", "said"),
    [
        ("gradebook", "7", "held database gradebook holds tables"),
        ("gradebook", "0", "nothing"),
        ("", "7", "nothing"),
        ("gradebook", "", "not known: database gradebook does not answer"),
        ("gradebook", "a 0", "not known: database gradebook does not answer"),
    ],
)
def test_a_database_is_asked_what_it_holds(ask, databases, count, said):
    assert ask("database", "gradebook", programs=SERVER, DATABASES=databases, COUNT=count) == said


@pytest.mark.parametrize(
    "file", ["var/lib/postgresql/15/main/PG_VERSION", "etc/postgresql/15/main/postgresql.conf"]
)
def test_a_server_that_was_set_up_and_does_not_answer_is_never_nothing(ask, tmp_path, file):
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).touch()
    said = ask("database", "gradebook", programs=SILENT)
    assert said == "not known: PostgreSQL was set up here, and does not answer"


def test_a_host_where_postgresql_was_never_set_up_holds_nothing(ask):
    assert ask("database", "gradebook", programs=SILENT) == "nothing"


def test_a_database_is_asked_by_postgresqls_own_functions_and_none_that_lie_in_it(ask):
    said = ask("database", "gradebook", programs={**SERVER, "psql": _ONLY_WITH_OWN})
    assert said == "held database gradebook holds tables"


_ONLY_WITH_OWN = """[ "$PGOPTIONS" = "-c search_path=pg_catalog" ] || exit 1
case "$*" in *"from pg_database"*) echo gradebook ;; *) echo 7 ;; esac"""

MARIADB = {"mariadb": 'echo "$COUNT"'}


@pytest.mark.parametrize(
    ("count", "said"),
    [
        ("3", "held database meals holds tables"),
        ("0", "nothing"),
        ("", "not known: database meals does not answer"),
    ],
)
def test_a_mariadb_database_is_asked_what_it_holds(ask, count, said):
    assert ask("mariadb_database", "meals", programs=MARIADB, COUNT=count) == said


def test_a_mariadb_server_that_was_set_up_and_does_not_answer_is_never_nothing(ask, tmp_path):
    silent = {"mariadb": "exit 1"}
    assert ask("mariadb_database", "meals", programs=silent) == "nothing"
    (tmp_path / "var/lib/mysql/mysql").mkdir(parents=True)
    said = ask("mariadb_database", "meals", programs=silent)
    assert said == "not known: MariaDB was set up here, and does not answer"


SLAPCAT = {
    "slapcat": """case "$1" in
  -n) printf 'dn: olcDatabase={1}mdb,cn=config\\nolcSuffix: dc=d\\n' ;;
  *) [ "$ENTRIES" != refused ] && printf "$ENTRIES" ;;
esac"""
}


@pytest.mark.parametrize(
    ("entries", "suffix", "said"),
    [
        ("dn: dc=d\n\ndn: uid=a,dc=d\n\n", "dc=d", "held dc=d holds entries"),
        ("dn: dc=d\n\n", "dc=d", "nothing"),
        ("", "dc=d", "nothing"),
        ("refused", "dc=d", "not known: slapcat cannot read dc=d"),
        ("refused", "dc=elsewhere", "nothing"),
    ],
)
def test_a_directory_holds_nothing_while_it_has_its_first_entry_alone(ask, entries, suffix, said):
    assert ask("directory", suffix, programs=SLAPCAT, ENTRIES=entries) == said


@pytest.mark.parametrize(("count", "said"), [("4", "held database postgres holds tables"), ("0", "nothing")])
def test_a_cluster_holds_something_when_one_of_its_databases_does(ask, count, said):
    server = {**SERVER, "psql": SERVER["psql"].replace("gradebook_old\\n%s", "")}
    assert ask("cluster", programs=server, COUNT=count, DATABASES="") == said


def test_a_cluster_that_does_not_answer_is_never_nothing(ask, tmp_path):
    assert ask("cluster", programs=SILENT) == "nothing"
    (tmp_path / "var/lib/postgresql/15/main").mkdir(parents=True)
    (tmp_path / "var/lib/postgresql/15/main/PG_VERSION").touch()
    assert "does not answer" in ask("cluster", programs=SILENT)


def test_a_database_that_is_a_file_is_held_when_there_is_anything_in_it(ask, tmp_path):
    place = tmp_path / "meals?.db"
    assert ask("file", place) == "nothing"
    place.touch()
    assert ask("file", place) == "nothing"
    place.write_text("x")
    assert ask("file", place) == f"held {place} is there"
    place.unlink()
    place.symlink_to("/nowhere")
    assert ask("file", place) == f"held {place} is there, and no plain file"
