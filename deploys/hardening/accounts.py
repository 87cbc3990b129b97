"""Who has an account on a host: the roles declared on it, by their keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from shlex import join, quote
from typing import Any

from pyinfra import host, logger
from pyinfra.api import FactBase, OperationError, operation
from pyinfra.operations import files

from deploys.control import held
from deploys.guard import checked_file, guarded, loaded_guarded
from deploys.hardening.access import sshd_drop_in
from deploys.steps import DIFFERS, Steps, rendered

GROUP = "drplan-roles"
"""The accounts that are ours to open and close: those in this group."""

KEYS = "/etc/ssh/authorized_keys.d"

_SHELL = "/bin/bash"

Login = Mapping[str, Any]


def hold(operator: str) -> None:
    """Hold them; ``operator`` is who must still be able to log in."""
    given: list[Login] | None = host.data.get("logins")
    logins = given or []
    unknown = "only drplan knows the district's roles: run drplan deploy" if given is None else None
    if name := held("accounts", not_here=unknown):
        keys_are_ours()
        role_accounts(name=name, logins=logins, operator=operator)
    if name := held("accounts-sudo", not_here=unknown):
        checked_file(
            name=name,
            src=rendered("sudoers-roles", logins=[each for each in logins if each["sudo"]]),
            dest="/etc/sudoers.d/20-drplan-roles",
            mode="440",
            check="visudo -cqf",
        )


def keys_are_ours() -> None:
    """Have sshd take keys for these accounts from root's folder only: they cannot add one themselves."""
    settings = sshd_drop_in(
        "Accounts: sshd reads their keys from root's folder only (IA-5)",
        rendered("sshd-roles.conf", group=GROUP, keys=KEYS),
        "01-drplan-roles.conf",
    )
    loaded_guarded(
        name="Accounts: sshd works with that on disk",
        unit="ssh.service",
        paths=["/etc/ssh/sshd_config.d/01-drplan-roles.conf"],
        after=(settings,),
    )


@dataclass(frozen=True)
class Account:
    """An account as it is: whether it is in our group, may log in, and which shell it has."""

    ours: bool
    open: bool
    shell: str


class Accounts(FactBase[dict[str, Account]]):
    """The named accounts that exist, and all in our group."""

    default = dict

    def command(self, names: list[str]) -> str:
        """Ask for groups, accounts and their expiry at once."""
        named = join(names)
        return (
            f"ours=$(getent group {GROUP} | cut -d: -f4 | tr , ' '); echo \"$ours\";"
            f" getent passwd {named} $ours | sort -u; echo; getent shadow {named} $ours | sort -u; true"
        )

    def process(self, output: list[str]) -> dict[str, Account]:
        """Return the accounts by name."""
        ours, *rest = [*output] or [""]
        cut = rest.index("") if "" in rest else len(rest)
        shadow = (line.split(":") for line in rest[cut + 1 :])
        # shadow(5): the last field but one is the day on which the account expires.
        expired = {row[0] for row in shadow if row[-2] not in ("", "-1")}
        rows = (line.split(":") for line in rest[:cut])
        return {row[0]: Account(row[0] in ours.split(), row[0] not in expired, row[-1]) for row in rows}


@operation()
def role_accounts(logins: Iterable[Login], operator: str) -> Steps:
    """Open the declared accounts, hold their keys, close those of our group that are not declared.

    A closed account and its files stay: they say what was done. An account that we did not make is never
    touched. Each step that could concern the operator's own account is behind the dead-man's switch.
    """
    logins = list(logins)
    found = host.get_fact(Accounts, names=[each["account"] for each in logins] or ["root"])
    closing = _to_close(found, {each["account"] for each in logins})
    _refuse_what_is_not_ours(found, logins, closing, operator)
    steps = _steps(found, logins, closing)
    yield from guarded(steps) if any(each["account"] == operator for each in logins) else steps


def _to_close(found: Mapping[str, Account], declared: Iterable[str]) -> list[str]:
    return sorted(name for name, account in found.items() if account.ours and name not in set(declared))


def _refuse_what_is_not_ours(
    found: Mapping[str, Account], logins: Iterable[Login], closing: Iterable[str], operator: str
) -> None:
    for name in (each["account"] for each in logins):
        if name in found and not found[name].ours:
            raise OperationError(
                f"an account {name} is there that drplan did not make: add it to the group {GROUP} if it is"
                " the role's own, or declare the login of another role"
            )
    if operator in closing:
        raise OperationError(f"{operator} is not declared on this host, and is who we are logged in as")


def _steps(found: Mapping[str, Account], logins: Iterable[Login], closing: Iterable[str]) -> Steps:
    grouped = False
    for login in logins:
        name, account = login["account"], found.get(login["account"])
        if account is None:
            logger.info(DIFFERS, f"account {name} is absent")
            if not grouped:
                yield f"getent group {GROUP} >/dev/null || groupadd --system {GROUP}"
                grouped = True
            yield (
                f"useradd --create-home --key HOME_MODE=0700 --shell {_SHELL} --groups {GROUP}"
                f" --comment {quote(login['title'].replace(':', ' ').replace(',', ' '))} {name}"
            )
        elif not account.open or account.shell != _SHELL:
            logger.info(DIFFERS, f"account {name} is closed, or its shell is {account.shell}")
            yield f"usermod --expiredate '' --shell {_SHELL} {name}"
        yield from _keys(login)
    for name in closing:
        if found[name].open:
            logger.info(DIFFERS, f"account {name} is of no declared role")
            yield f"usermod --expiredate 1 {name}"
            yield f"rm -f {KEYS}/{name}"


def _keys(login: Login) -> Steps:
    # Root's own folder: in a home, a link of the account's making would lead a write by root anywhere.
    root = {"user": "root", "group": "root"}
    yield from files.directory._inner(path=KEYS, mode="755", **root)  # noqa: SLF001
    text = "".join(f"{key}\n" for key in login["keys"])
    yield from files.put._inner(  # noqa: SLF001
        src=StringIO(text), dest=f"{KEYS}/{login['account']}", mode="644", **root
    )
