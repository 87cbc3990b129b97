"""What a PostgreSQL server holds, asked and added to as its own user over its socket: no password."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from shlex import quote

from pyinfra import host, logger
from pyinfra.api import FactBase, operation

from deploys.steps import DIFFERS, Steps

_ASK = "select 'role', rolname from pg_roles union all select 'database', datname from pg_database"

_PSQL = "runuser --user=postgres -- psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1"


@dataclass(frozen=True)
class Holdings:
    """Databases and roles, by name."""

    databases: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)


class Held(FactBase[Holdings]):
    """What a cluster holds; nothing while it does not run."""

    default = Holdings

    def command(self, unit: str) -> str:
        """Ask once for everything. A server that runs and does not answer is an error, not an empty one."""
        ask = f"{_PSQL} --tuples-only --no-align --field-separator=: --command={quote(_ASK)}"
        return f"if systemctl is-active --quiet {quote(unit)}; then cd / && {ask}; fi"

    def process(self, output: list[str]) -> Holdings:
        """Sort the rows."""
        found = Holdings()
        for kind, _, name in (line.partition(":") for line in output):
            (found.roles if kind == "role" else found.databases).add(name)
        return found


@operation()
def databases_exist(unit: str, databases: Iterable[str]) -> Steps:
    """Make those databases that are absent, each owned by a role of its own name, which has no password.

    What is there is left as it is, its owner too.
    """
    held = host.get_fact(Held, unit=unit)
    for name in databases:
        if name not in held.roles:
            logger.info(DIFFERS, f"role {name} is absent")
            yield _run(f'CREATE ROLE "{name}" LOGIN')
        if name not in held.databases:
            logger.info(DIFFERS, f"database {name} is absent")
            yield _run(f'CREATE DATABASE "{name}" OWNER "{name}"')


def _run(statement: str) -> str:
    return f"cd / && {_PSQL} --command={quote(statement)}"
