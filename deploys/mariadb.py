"""What a MariaDB server holds, asked and added to by root over its own socket: no password anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from shlex import quote

from pyinfra import host, logger
from pyinfra.api import FactBase, operation

from deploys.steps import DIFFERS, Steps

_ASK = (
    "select 'database', schema_name, '' from information_schema.schemata;"
    " select 'account', user, host from mysql.global_priv;"
    " select 'grant', user, db from mysql.db where host = 'localhost'"
)


@dataclass(frozen=True)
class Holdings:
    """Databases by name, accounts as ``(user, host)``, and local accounts' rights as ``(user, database)``."""

    databases: set[str] = field(default_factory=set)
    accounts: set[tuple[str, str]] = field(default_factory=set)
    grants: set[tuple[str, str]] = field(default_factory=set)


class Held(FactBase[Holdings]):
    """What the server holds; nothing while it does not run."""

    default = Holdings

    def command(self) -> str:
        """Ask once for everything. A server that runs and does not answer is an error, not an empty one."""
        ask = f"mariadb --skip-column-names --batch --raw --execute={quote(_ASK)}"
        return f"if systemctl is-active --quiet mariadb; then {ask}; fi"

    def process(self, output: list[str]) -> Holdings:
        """Sort the rows."""
        found = Holdings()
        for kind, name, of in (line.split("\t") for line in output):
            match kind:
                case "database":
                    found.databases.add(name)
                case "account":
                    found.accounts.add((name, of))
                case _:
                    found.grants.add((name, of))
        return found


@operation()
def databases_exist(databases: Iterable[str]) -> Steps:
    """Make those databases that are absent, and give each to a local account of its own name.

    What is there is left as it is: a database with its content, an account with its way to log in.
    """
    held = host.get_fact(Held)
    for name in databases:
        if name not in held.databases:
            logger.info(DIFFERS, f"database {name} is absent")
            yield _run(f"CREATE DATABASE IF NOT EXISTS `{name}`")
        if (name, "localhost") not in held.accounts:
            logger.info(DIFFERS, f"account {name} is absent")
            yield _run(f"CREATE USER IF NOT EXISTS '{name}'@'localhost' IDENTIFIED VIA unix_socket")
        # In a grant _ stands for any letter.
        pattern = name.replace("_", "\\_")
        if not {(name, pattern), (name, name)} & held.grants:
            logger.info(DIFFERS, f"account {name} has no rights in database {name}")
            yield _run(f"GRANT ALL PRIVILEGES ON `{pattern}`.* TO '{name}'@'localhost'")


@operation()
def stray_accounts_absent() -> Steps:
    """Remove accounts without a name, and those of root that are not local."""
    for user, at in sorted(host.get_fact(Held).accounts):
        if user == "" or (user == "root" and at not in ("localhost", "127.0.0.1", "::1")):
            logger.info(DIFFERS, f"account '{user}'@'{at}' is there")
            yield _run(f"DROP USER '{user}'@'{_quoted(at)}'")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "''")


def _run(statement: str) -> str:
    return f"mariadb --execute={quote(statement)}"
