"""Following secret references, at the last moment before use."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from drplan.declare.secret import Secret
from drplan.errors import SecretMissing

_COMMAND_SECONDS = 30


class SecretStore:
    """Implements :class:`drplan.ports.SecretReader`; follows each reference once."""

    def __init__(self) -> None:
        self._read: dict[Secret, str] = {}

    def read(self, secret: Secret) -> str:
        """Return the secret; raises ``SecretMissing`` naming the reference only."""
        if secret not in self._read:
            self._read[secret] = _follow(secret)
        return self._read[secret]

    def known_of(self, secrets: Iterable[Secret]) -> tuple[str, ...]:
        """Return those of the secrets that were read; reads none."""
        return tuple(self._read[secret] for secret in secrets if secret in self._read)

    def known(self) -> tuple[str, ...]:
        """Return every secret that was read: nothing else can be in what this process writes."""
        return tuple(self._read.values())

    def known_but(self, names: Iterable[Secret]) -> tuple[str, ...]:
        """Return every secret that was read but for these: user names, which are no secrets."""
        told = frozenset(names)
        return tuple(value for secret, value in self._read.items() if secret not in told)


def _follow(secret: Secret) -> str:
    try:
        value = _value(secret)
    except KeyError:
        raise _missing(secret, "it is not set") from None
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
        # The error's own words may hold what the file or the command said.
        raise _missing(secret, type(error).__name__) from None
    if not value:
        raise _missing(secret, "it is empty")
    return value


def _value(secret: Secret) -> str:
    if secret.kind == "env":
        return os.environ[secret.reference[0]]
    if secret.kind == "file":
        return Path(secret.reference[0]).read_text().removesuffix("\n")
    done = subprocess.run(
        secret.reference,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=_COMMAND_SECONDS,
    )
    return done.stdout.removesuffix("\n")


def _missing(secret: Secret, why: str) -> SecretMissing:
    steps = {
        "env": f"set the variable {secret.reference[0]}",
        "file": f"put it into {secret.reference[0]}, readable by you alone",
        "command": f"see why this command fails: {' '.join(secret.reference)}",
    }
    return SecretMissing(f"no secret at {secret.describe()} ({why})", next_step=steps[secret.kind])
