"""Putting back by hand what was kept as one stream: fed to the program that reads it, or laid in place."""

from __future__ import annotations

import shlex

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
from drplan.explain.commands import into_host
from drplan.explain.content import Step

_AS_POSTGRES = ["sudo", "-u", "postgres"]
_NOTHING_IS_LOST = "Nothing is lost: what was restored stays as it is. Read the first error line, mend it, "


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
        expect="It ends without an error.",
        otherwise=f"{_NOTHING_IS_LOST}load again.",
    )


def _reader(source: PostgresDatabase | MariaDbDatabase | Command) -> tuple[str, list[str], str]:
    """Return the kept file's name, the program that reads it, and what that does."""
    match source:
        case PostgresDatabase(database=database):
            load = [*_AS_POSTGRES, "pg_restore", "--exit-on-error", "--clean", "--if-exists", "-d", database]
            return f"{database}.pgdump", load, f"Load the dump into database {database} on {source.server}."
        case MariaDbDatabase(database=database):
            load = ["sudo", "mariadb", "--default-character-set=utf8mb4", database]
            return f"{database}.sql", load, f"Load the dump into database {database} on {source.server}."
        case Command(restore_argv=argv):
            return "output", ["sudo", *argv], f"Have {argv[0]} on {source.server} read the output back."


def laid_down(
    source: PostgresCluster | SqliteDatabase | LdapDirectory, folder: str, district: District
) -> Step:
    """Return the step that puts what was kept in the place of what is there, moved aside first."""
    name, script, what = _layer(source)
    remote = shlex.join(["sudo", "sh", "-euc", script])
    return Step(
        what=what,
        commands=(into_host(folder, name, server_named(district, source.server).address, remote),),
        expect="It ends without an error. What was there before lies beside it, its name ending in .before.",
        otherwise=f"{_NOTHING_IS_LOST}move what it made away, and run it again.",
    )


def _layer(source: PostgresCluster | SqliteDatabase | LdapDirectory) -> tuple[str, str, str]:
    """Return the kept file's name, the script that root runs on it, and what that does."""
    match source:
        case PostgresCluster(cluster=cluster):
            script = (
                f"set -- $(pg_lsclusters -h | awk '$2 == \"{cluster}\" {{print $1, $6}}'); "
                f"pg_ctlcluster $1 {cluster} stop || true; mv $2 $2.before; "
                "install -d -o postgres -g postgres -m 700 $2; "
                "runuser -u postgres -- tar -C $2 -xpf -; "
                "runuser -u postgres -- /usr/lib/postgresql/$1/bin/pg_verifybackup $2; "
                f"pg_ctlcluster $1 {cluster} start"
            )
            return "base.tar", script, f"Put the files of cluster {cluster} in place on {source.server}."
        case SqliteDatabase(path=path):
            place = shlex.quote(str(path))
            script = (
                f"cat > {place}.new; chown --reference={place} {place}.new || true; "
                f"chmod --reference={place} {place}.new || true; "
                f"rm -f {place}-wal {place}-shm {place}-journal; "
                f"[ ! -e {place} ] || mv {place} {place}.before; mv {place}.new {place}"
            )
            return path.name, script, f"Stop what uses it, and put {path} in its place on {source.server}."
        case LdapDirectory(suffix=suffix):
            script = (
                "set -- $(slapcat -n 0 -o ldif-wrap=no | awk -F': ' "
                f'\'/^$/ {{d=""; s=0}} /^olcDbDirectory/ {{d=$2}} $0 == "olcSuffix: {suffix}" {{s=1}} '
                "d && s {print d; exit}'); systemctl stop slapd; mv $1 $1.before; "
                "install -d -o openldap -g openldap -m 700 $1; "
                f"runuser -u openldap -- slapadd -q -b {shlex.quote(suffix)}; systemctl start slapd"
            )
            return "directory.ldif", script, f"Fill the emptied directory {suffix} on {source.server}."
