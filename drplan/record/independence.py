"""Who may review what: another role than the one that did it (NIST SP 800-53 Rev. 5, AC-5 and CA-2(1))."""

from __future__ import annotations

from collections.abc import Iterable

from drplan.declare.district import District
from drplan.declare.people import Role
from drplan.record.exercise import ExerciseRecord
from drplan.record.kept import SignedRecord


def operators_of(record: SignedRecord) -> tuple[str, ...]:
    """Return the roles that did what a record is of: who ran it, or led it; empty where none is named."""
    if isinstance(record, ExerciseRecord):
        return (record.facilitator_role,)
    role = getattr(record, "operator_role", "")
    return (role,) if role else ()


def not_independent(reviewer: str, operators: Iterable[str], district: District) -> str:
    """Say why a role cannot review what others did; empty when it can.

    A role cannot review itself. Neither can one that is the other's alternate, when both are reached by the
    same telephone or mailbox, or enter servers with the same key: then it is one holder under two names.
    """
    roles = {role.name: role for role in district.roles}
    for operator in operators:
        if operator == reviewer:
            return f"{reviewer} did it"
        one, other = roles.get(reviewer), roles.get(operator)
        if one and other and _one_holder(one, other):
            return f"{reviewer} and {operator}, who did it, are one holder under two names"
    return ""


def not_its_key(signer: str, by_role: str, district: District) -> str:
    """Say why a key cannot sign that a role decided; empty when it can.

    ``signer`` is the key's line for ``allowed_signers``. The district's own evidence key attests what a role
    said. A key that is declared to be a role's signs for that role alone.
    """
    words = signer.split()
    roles = [role for role in district.roles if any(_bare(key).split()[-1] in words for key in role.keys)]
    if not roles or by_role in {role.name for role in roles}:
        return ""
    return f"the key that would sign is declared as that of {roles[0].name}"


def _one_holder(one: Role, other: Role) -> bool:
    same_keys = {_bare(key) for key in one.keys} & {_bare(key) for key in other.keys}
    stands_in = one.alternate == other.name or other.alternate == one.name
    reached = one.phone == other.phone or one.email.casefold() == other.email.casefold()
    return bool(same_keys) or (stands_in and reached)


def _bare(key: str) -> str:
    """Return a public key without its comment."""
    return " ".join(key.split()[:2])
