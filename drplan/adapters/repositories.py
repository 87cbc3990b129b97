"""What restic must be told to reach a declared repository."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from drplan.adapters.access import Access
from drplan.declare.protection import Repository
from drplan.errors import UsageError
from drplan.ports import SecretReader

HOST_RESTIC = "/usr/local/bin/restic"
HOST_SCRATCH = "/var/lib/drplan"

_KIB_A_MEGABIT = 1_000_000 / 8 / 1024
_NAMES = {
    "s3": ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    "rest": ("RESTIC_REST_USERNAME", "RESTIC_REST_PASSWORD"),
}


def location_of(repository: Repository, access: Access) -> str:
    """Return where a repository is reached from here; in a lab, never production's.

    Raises ``UsageError`` when a lab is up that does not hold the repository.
    """
    # A lab with a network of its own keeps the declared addresses: nothing leads out of it.
    in_its_own_network = access.where == "production" or access.namespace is not None
    if not in_its_own_network and repository.location not in access.locations:
        raise UsageError(
            f"{repository.name}: a lab is up, and it does not hold this repository",
            next_step="name one of the lab's: drplan lab status; or take the lab down: drplan lab down",
        )
    return access.locations.get(repository.location, repository.location)


def target(
    repository: Repository,
    secrets: SecretReader,
    access: Access,
    *,
    program: str,
    scratch: str,
    password: str | None = None,
) -> dict[str, Any]:
    """Return the agent's ``repository`` object. Its environment holds secrets: for standard input only.

    ``password`` is given to try another than the declared one, which then is not read.
    ``upload_kib_s``, ``quota`` (bytes), ``ssh_key`` and ``ssh_host_key`` are there when they were declared.
    """
    environment = {"RESTIC_PASSWORD": secrets.read(repository.password) if password is None else password}
    scheme = repository.location.partition(":")[0]
    given = (repository.user, repository.user_secret)
    for name, secret in zip(_NAMES.get(scheme, ()), given, strict=False):
        if secret is not None:
            environment[name] = secrets.read(secret)
    return {
        "program": program,
        "location": access.locations.get(repository.location, repository.location),
        "cache": f"{scratch}/cache",
        "environment": environment,
        "ca_certificate": secrets.read(repository.ca_certificate) if repository.ca_certificate else "",
        **_agreed(repository),
        **(_ssh(repository, secrets) if scheme == "sftp" else {}),
    }


def _agreed(repository: Repository) -> dict[str, Any]:
    """Return what was agreed with its keeper; restic counts a rate in KiB, and rounding down keeps to it."""
    rate = repository.limit_mbit_s
    return {
        **({} if rate is None else {"upload_kib_s": max(1, int(rate * _KIB_A_MEGABIT))}),
        **({} if repository.quota is None else {"quota": repository.quota}),
    }


def _ssh(repository: Repository, secrets: SecretReader) -> dict[str, Any]:
    """Return the key that an SFTP server is asked with, and the one it is known by."""
    key, known = repository.user_secret, repository.ssh_host_key
    return {
        **({} if key is None else {"ssh_key": secrets.read(key)}),
        **({} if known is None else {"ssh_host_key": known}),
    }


def pruning_target(
    repository: Repository, secrets: SecretReader, access: Access, *, program: str, scratch: str
) -> dict[str, Any]:
    """Return the same repository as seen by whoever may drop recovery points. For this machine only."""
    pruner = repository.model_copy(
        update={
            "location": repository.prune_location or repository.location,
            "user": repository.prune_user or repository.user,
            "user_secret": repository.prune_secret or repository.user_secret,
        }
    )
    return target(pruner, secrets, access, program=program, scratch=scratch)


def copying_target(
    source: Repository,
    repository: Repository,
    secrets: SecretReader,
    access: Access,
    *,
    program: str,
    scratch: str,
) -> dict[str, Any]:
    """Return a repository that restic copies into, with what it needs to read ``source``.

    restic reads both servers' credentials from the same variables. A REST server's go into its location
    instead, which only the environment holds. Raises ``UsageError`` for two S3 servers with different keys,
    or two SFTP servers with keys.
    """
    there = target(source, secrets, access, program=program, scratch=scratch)
    here = target(repository, secrets, access, program=program, scratch=scratch)
    _refuse_two_keys(source, there, repository, here)
    both = {**there["environment"], **here["environment"]}
    told = {name: value for name, value in both.items() if not name.startswith("RESTIC_REST_")}
    certificates = (each["ca_certificate"].strip() for each in (there, here))
    return {
        **there,
        **here,
        "location": _with_credentials(here),
        "environment": {
            **told,
            "RESTIC_FROM_REPOSITORY": _with_credentials(there),
            "RESTIC_FROM_PASSWORD": there["environment"]["RESTIC_PASSWORD"],
        },
        "ca_certificate": "\n".join(each for each in certificates if each),
    }


def _refuse_two_keys(
    source: Repository, there: dict[str, Any], repository: Repository, here: dict[str, Any]
) -> None:
    for kind, same in (
        ("S3", all(there["environment"].get(n) == here["environment"].get(n) for n in _NAMES["s3"])),
        ("SFTP", there.get("ssh_key") == here.get("ssh_key")),
    ):
        both = all(each.location.startswith(f"{kind.lower()}:") for each in (source, repository))
        if both and not same:
            raise UsageError(
                f"{repository.name} cannot be filled from {source.name}: one restic takes one {kind} key",
                next_step="fill it from a repository on a REST server, or let hosts write to both",
            )


def _with_credentials(place: dict[str, Any]) -> str:
    """Return the location, with the name and password of a REST server in it."""
    location, environment = str(place["location"]), place["environment"]
    user, password = (environment.get(name) for name in _NAMES["rest"])
    if not location.startswith("rest:") or not user:
        return location
    url = urlsplit(location.removeprefix("rest:"))
    who = f"{quote(user, safe='')}:{quote(password or '', safe='')}"
    return f"rest:{url.scheme}://{who}@{url.netloc}{url.path}"
