"""A last look before evidence is written: it will be committed and handed out, so no secret may be in it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from drplan.errors import EvidenceError
from drplan.record.secret_shapes import SHAPES
from drplan.record.student_shapes import without_numbers

SHORTEST = 6
"""Shorter secrets are not looked for: they would be found everywhere by chance."""


def refuse_secrets(data: bytes, known: Iterable[str], *, where: str) -> None:
    """Raise ``EvidenceError`` if a known secret of six characters or more stands in ``data``.

    Looked for as it is and as JSON escapes it; not in base64, compressed or in pieces. The message names
    ``where`` and never the secret.
    """
    if any(form in data for secret in known if len(secret) >= SHORTEST for form in _forms(secret)):
        raise EvidenceError(
            f"{where} holds a secret that drplan was given; nothing was written",
            next_step="find which command printed it, keep it out of the record's details, change the secret",
        )


def refuse_shapes(data: bytes, *, where: str) -> None:
    """Raise ``EvidenceError`` if something in ``data`` has the plain form of a secret, whoever's it is."""
    text = data.decode(errors="replace")
    for kind, shape in SHAPES:
        if shape.search(text):
            raise _shaped(where, f"what looks like a secret ({kind})")


def refuse_names(names: Iterable[str]) -> None:
    """Raise ``EvidenceError`` if a file is named for a person: by an address, or by such a number."""
    for name in names:
        if without_numbers(name) != name:
            raise _shaped("the name of a file", "what looks like a person's address or number")


def _shaped(where: str, what: str) -> EvidenceError:
    return EvidenceError(
        f"{where} holds {what}; nothing was written",
        next_step="keep it out of what is recorded; if it is a secret, change it",
    )


def _forms(secret: str) -> set[bytes]:
    forms = (secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])
    return {form.encode(errors="surrogateescape") for form in forms}
