"""Who reads secrets, and which of them no record may hold."""

from __future__ import annotations

import contextlib
from functools import cache
from typing import TYPE_CHECKING

from drplan.errors import SecretMissing

if TYPE_CHECKING:
    from drplan.adapters.secrets import SecretStore
    from drplan.declare import District


@cache
def secrets() -> SecretStore:
    """Return the one reader of secrets in this process."""
    from drplan.adapters.secrets import SecretStore

    return SecretStore()


def repository_secrets(declared: District) -> tuple[str, ...]:
    """Return the secrets that no record may ever hold; user names and certificates are none.

    A secret that this process cannot read is in nothing it writes either.
    """
    from drplan import wiring

    found = []
    asked = ((r.password, r.user_secret, r.prune_secret) for r in declared.repositories)
    for secret in (secret for each in asked for secret in each if secret):
        with contextlib.suppress(SecretMissing):
            found.append(wiring.secrets().read(secret))
    return tuple(found)


def probe_secrets(declared: District) -> tuple[str, ...]:
    """Return the passwords that probes have asked with so far; no record may hold them either."""
    from drplan import wiring
    from drplan.declare.lookup import services
    from drplan.declare.probes import passwords_of

    probes = (probe for service in services(declared) for probe in service.probes)
    return wiring.secrets().known_of(each for probe in probes for each in passwords_of(probe))
