"""How secrets are shown: the same for the same one, and nothing that can be read."""

from __future__ import annotations


def digest(secret: str, length: int = 40) -> str:
    """Return so many hexadecimal digits that stand for a secret."""
    # Loading it takes longer than a login of which nothing is scrambled.
    import hashlib

    return hashlib.sha256(secret.encode()).hexdigest()[:length]
