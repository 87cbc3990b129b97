"""Putting back by hand what was kept as one stream: fed to the program that reads it, or laid in place."""

from __future__ import annotations

import shlex
from ipaddress import IPv4Address

from drplan.declare import (
    Command,
    District,
    LdapDirectory,
    MariaDbDatabase,
    PostgresCluster,
    PostgresDatabase,
    SqliteDatabase,
)
from drplan.declare.lookup import server_named
from drplan.explain.commands import into_host, on_host
from drplan.explain.content import Step

_SHUT_IN = ("--binary-mode", "--local-infile=0")
"""A dump is read as root: what it holds must not run here, nor read this host's files."""
_AS_POSTGRES = ["sudo", "-u", "postgres"]


def fed(source: PostgresDatabase | MariaDbDatabase | Command, folder: str, district: District) -> Step:
    """Return the step that has a program on the server read what was kept."""
    if isinstance(source, Command) and not source.restore_argv:
        return Step(
            what=f"The file output in {folder} is what {source.argv[0]} on {source.server} wrote. No program "
            "is declared that reads it back: give it to whoever keeps that system.",
            expect="They say that it is what they need.",
            otherwise="Call the owner of this service.",
        )
    name, remote, what = _reader(source)
    return Step(
        what=what,
        commands=(
            into_host(folder, name, server_named(district, source.server).address, shlex.join(remote)),
        ),
        expect="It prints nothing and ends without an error.",
        otherwise="Nothing is lost: the dump stays as it is. Read the first error line, mend it, load again.",
    )


def _reader(source: PostgresDatabase | MariaDbDatabase | Command) -> tuple[str, list[str], str]:
    """Return the kept file's name, the program that reads it, and what that does."""
    match source:
        case PostgresDatabase(database=database):
            load = [*_AS_POSTGRES, "pg_restore", "--exit-on-error", "--clean", "--if-exists", "-d", database]
            return f"{database}.pgdump", load, f"Load the dump into database {database} on {source.server}."
        case MariaDbDatabase(database=database):
            load = ["sudo", "mariadb", "--default-character-set=utf8mb4", *_SHUT_IN, database]
            return f"{database}.sql", load, f"Load the dump into database {database} on {source.server}."
        case Command(restore_argv=argv):
            return "output", ["sudo", *argv], f"Have {argv[0]} on {source.server} read the output back."


def laid_down(
    source: PostgresCluster | SqliteDatabase | LdapDirectory, folder: str, district: District
) -> Step:
    """Return the step that puts what was kept in the place of what is there, moved aside first."""
    address = server_named(district, source.server).address
    match source:
        case PostgresCluster():
            what, commands = _cluster(source, folder, address)
        case SqliteDatabase():
            what, commands = _file(source, folder, address)
        case LdapDirectory():
            what, commands = _directory(source, folder, address)
    return Step(
        what=what,
        commands=commands,
        expect="Each ends without an error.",
        otherwise="Nothing is lost: what was restored stays as it is, and what was there lies in the place "
        "that ends in .before. Read the first error line, mend it, and go on from there.",
    )


def _cluster(source: PostgresCluster, folder: str, address: IPv4Address) -> tuple[str, tuple[str, ...]]:
    control = ("sudo", "pg_ctlcluster", "VERSION", source.cluster)
    verify = "/usr/lib/postgresql/VERSION/bin/pg_verifybackup"
    commands = (
        on_host(address, "pg_lsclusters"),
        on_host(address, *control, "stop"),
        *_emptied(address, "postgres"),
        into_host(
            folder, "base.tar", address, shlex.join([*_AS_POSTGRES, "tar", "-C", "FOLDER", "-xpf", "-"])
        ),
        on_host(address, *_AS_POSTGRES, verify, "FOLDER"),
        on_host(address, *control, "start"),
    )
    what = (
        f"Put the files of cluster {source.cluster} in their place on {source.server}. The first command "
        "shows its VERSION and its data directory: fill that in for FOLDER."
    )
    return what, commands


def _directory(source: LdapDirectory, folder: str, address: IPv4Address) -> tuple[str, tuple[str, ...]]:
    add = shlex.join(["sudo", "-u", "openldap", "slapadd", "-q", "-b", source.suffix])
    commands = (
        on_host(address, "sudo", "slapcat", "-n", "0") + " | grep -E '^olc(DbDirectory|Suffix):'",
        on_host(address, "sudo", "systemctl", "stop", "slapd"),
        *_emptied(address, "openldap"),
        into_host(folder, "directory.ldif", address, add),
        on_host(address, "sudo", "systemctl", "start", "slapd"),
    )
    what = (
        f"Fill directory {source.suffix} on {source.server} anew. The first command shows where it lies, one "
        "line above or below its suffix: fill that in for FOLDER."
    )
    return what, commands


def _emptied(address: IPv4Address, owner: str) -> tuple[str, str]:
    return (
        on_host(address, "sudo", "mv", "FOLDER", "FOLDER.before"),
        on_host(address, "sudo", "install", "-d", "-o", owner, "-g", owner, "-m", "700", "FOLDER"),
    )


def _file(source: SqliteDatabase, folder: str, address: IPv4Address) -> tuple[str, tuple[str, ...]]:
    place = str(source.path)
    commands = (
        on_host(address, "sudo", "cp", "-a", place, f"{place}.before"),
        on_host(address, "sudo", "rm", "-f", *(f"{place}-{each}" for each in ("wal", "shm", "journal"))),
        into_host(
            folder, source.path.name, address, shlex.join(["sudo", "dd", "status=none", f"of={place}"])
        ),
    )
    return f"Stop what uses {place} on {source.server}, and write the database over it.", commands
