"""Declared words as a packet shows them: where a secret is, never what it is."""

from __future__ import annotations

import re

from drplan.declare import District
from drplan.declare.secret import Secret
from drplan.explain.words import without_password
from drplan.record.secret_shapes import without_secrets

_QUERY = re.compile(r"[?#].*", re.DOTALL)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{2,63}")


def place(location: str) -> str:
    """Show a repository's location without whatever lets one in: account, password, query."""
    return without_secrets(_QUERY.sub("?[hidden]", without_password(location)))


def variable(secret: Secret | None) -> str | None:
    """Return the name of the environment variable a secret is read from, when that is what it is."""
    if secret is None or secret.kind != "env" or not _VARIABLE.fullmatch(secret.reference[0]):
        return None
    return secret.reference[0]


def reference(secret: Secret) -> str:
    """Say what sort of place a secret is read from; a program's arguments and a path may tell too much."""
    name = variable(secret)
    if name:
        return f"environment variable {name}"
    kinds = {"env": "an environment variable", "file": "a file", "command": "a program"}
    return f"{kinds[secret.kind]} that the declaration names"


def role_line(district: District, name: str) -> str:
    """Show a role with its telephone, and who stands in."""
    roles = {role.name: role for role in district.roles}
    found = roles.get(name)
    if found is None:
        return f"{name}, not declared"
    other = roles.get(found.alternate or "")
    instead = f"; no answer: {other.title}, {other.phone}" if other else ""
    return f"{found.title}, {found.phone}{instead}"
