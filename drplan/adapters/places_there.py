"""What lies where data sets belong, asked of hosts that may be blank: one read-only script over SSH."""

from __future__ import annotations

from importlib.resources import files

from drplan.adapters.access import Access
from drplan.adapters.ssh import run_on
from drplan.declare.data import (
    DataSet,
    LdapDirectory,
    MariaDbDatabase,
    Paths,
    PostgresCluster,
    PostgresDatabase,
    Source,
    SqliteDatabase,
)
from drplan.declare.district import District
from drplan.declare.exports import MoodleBackups, OneRosterExport, TenantExport
from drplan.declare.lookup import server_named
from drplan.errors import SourceError
from drplan.plan.restorable import host_of

_SECONDS = 300.0


class PlacesThere:
    """Implements :class:`drplan.ports.Places` by SSH, as root. The host needs ``sh`` and ``find``."""

    def __init__(self, district: District, access: Access) -> None:
        self._district = district
        self._access = access

    def held(self, data_set: DataSet) -> str | None:
        """Say what lies there; raises ``Unreachable``, and ``SourceError`` for what cannot be told."""
        server, words = _question(data_set.source)
        command = ("sudo", "-n", "sh", "-eu", "-s", "--", *words)
        ran = run_on(
            self._access,
            server_named(self._district, server),
            command,
            stdin=held_script(),
            seconds=_SECONDS,
        )
        said = ran.out.decode(errors="replace").strip()
        if ran.code == 0 and said == "nothing":
            return None
        if ran.code == 0 and said.startswith("held "):
            return f"on {server} {said.removeprefix('held ')} already"
        why = said.removeprefix("not known: ") if said else f"sudo or sh ended with {ran.code}"
        raise SourceError(
            f"what {server} holds of {data_set.name} cannot be told: {why}",
            next_step=f"log in to {server} and look; nothing was changed there",
        )


def held_script() -> bytes:
    """Return the script that a host runs, POSIX sh: it only reads."""
    return files("drplan.adapters").joinpath("templates/held.sh").read_bytes()


def _question(source: Source) -> tuple[str, tuple[str, ...]]:
    """Return the server to ask, and the words of the script that asks it."""
    server, words = host_of(source), _words(source)
    if server is None or not words:
        raise SourceError(
            f"drplan cannot look what there is of a data set of kind {source.kind}",
            next_step="bring it back by the steps of its runbook",
        )
    return server, words


def _words(source: Source) -> tuple[str, ...]:
    words: tuple[str, ...] = ()
    match source:
        case Paths():
            words = ("folders", *(str(path) for path in source.paths))
        case OneRosterExport() | MoodleBackups() | TenantExport():
            words = ("folders", str(source.path))
        case PostgresDatabase():
            words = ("database", source.database)
        case PostgresCluster():
            words = ("cluster",)
        case MariaDbDatabase():
            words = ("mariadb_database", source.database)
        case LdapDirectory():
            words = ("directory", source.suffix)
        case SqliteDatabase():
            words = ("file", str(source.path))
    return words
