"""References to secrets: a declaration never holds the secret itself."""

from __future__ import annotations

from typing import Literal, Self

from drplan.declare.base import Declared, Name, Text


class Secret(Declared):
    """Where a secret is found when it is needed; never the secret itself."""

    kind: Literal["env", "file", "command"]
    """How it is read."""
    reference: tuple[Text, ...]
    """A variable's name; a path; or a program and its arguments, whose standard output it is."""

    @classmethod
    def env(cls, variable: str) -> Self:
        """Read the secret from an environment variable."""
        return cls(kind="env", reference=(variable,))

    @classmethod
    def file(cls, path: str) -> Self:
        """Read the secret from a file."""
        return cls(kind="file", reference=(path,))

    @classmethod
    def command(cls, *argv: str) -> Self:
        """Read the secret from a program's standard output."""
        return cls(kind="command", reference=argv)

    def describe(self) -> str:
        """Say where the secret is, for people; safe to print."""
        return f"{self.kind} {' '.join(self.reference)}"


class HostSecret(Declared):
    """A secret that the deploys of one server may ask for by name: `secret("radius-clients")`."""

    name: Name
    """What they ask for it by."""
    secret: Secret
    """Where it is found, by reference."""
