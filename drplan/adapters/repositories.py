"""What restic must be told to reach a declared repository."""

from __future__ import annotations

from typing import Any

from drplan.adapters.access import Access
from drplan.declare.protection import Repository
from drplan.ports import SecretReader

HOST_RESTIC = "/usr/local/bin/restic"
HOST_SCRATCH = "/var/lib/drplan"


def target(
    repository: Repository, secrets: SecretReader, access: Access, *, program: str, scratch: str
) -> dict[str, Any]:
    """Return the agent's ``repository`` object. Its environment holds secrets: for standard input only."""
    environment = {"RESTIC_PASSWORD": secrets.read(repository.password)}
    names = _credential_names(repository.location)
    for name, secret in zip(names, (repository.user, repository.user_secret), strict=True):
        if secret is not None:
            environment[name] = secrets.read(secret)
    return {
        "program": program,
        "location": access.locations.get(repository.location, repository.location),
        "cache": f"{scratch}/cache",
        "environment": environment,
        "ca_certificate": secrets.read(repository.ca_certificate) if repository.ca_certificate else "",
    }


def _credential_names(location: str) -> tuple[str, str]:
    if location.startswith("s3:"):
        return ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    return ("RESTIC_REST_USERNAME", "RESTIC_REST_PASSWORD")
