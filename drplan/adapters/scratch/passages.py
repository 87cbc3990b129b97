"""What a scratch room is let out to: the declared repositories, by address and port, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from urllib.parse import urlsplit

from drplan.declare.protection import Repository

_SSH = 22
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Passage:
    """One way out: where the room asks (the repository's own address), and who is asked in truth."""

    repositories: tuple[str, ...]
    address: IPv4Address
    port: int
    target_host: str
    target_port: int

    def says(self) -> str:
        """Return the passage as a line for people."""
        return f"{', '.join(self.repositories)} at {self.address}:{self.port}"


def passages(
    repositories: Iterable[Repository], locations: Mapping[str, str]
) -> tuple[tuple[Passage, ...], dict[str, str]]:
    """Return the passages, one for each address and port, and by repository why it has none.

    ``locations`` says where a declared location is in truth, as in a lab without root. A credential's second
    door, through which recovery points are dropped, is never among them.
    """
    found: dict[tuple[IPv4Address, int], Passage] = {}
    without: dict[str, str] = {}
    for repository in repositories:
        asked = _place(repository.location)
        target = _place(locations.get(repository.location, repository.location))
        if asked is None or target is None:
            without[repository.name] = f"{repository.name} is a folder of this machine, which no room can see"
            continue
        try:
            address = IPv4Address(asked[0])
        except ValueError:
            why = f"{repository.name} is declared by a name, and a room has no name service"
            without[repository.name] = why
            continue
        before = found.get((address, asked[1]))
        names = (*(before.repositories if before else ()), repository.name)
        found[address, asked[1]] = Passage(names, address, asked[1], *target)
    return tuple(found.values()), without


def _place(location: str) -> tuple[str, int] | None:
    """Return host and port of a restic location; ``None`` for a folder."""
    scheme, _, rest = location.partition(":")
    if scheme == "sftp":
        url = urlsplit(rest if rest.startswith("//") else f"//{rest.split(':', 1)[0]}")
        return (url.hostname, url.port or _SSH) if url.hostname else None
    if scheme not in {"rest", "s3"}:
        return None
    # restic also takes "s3:HOST/BUCKET", and speaks TLS then.
    url = urlsplit(rest if "://" in rest else f"https://{rest}")
    return (url.hostname, url.port or _PORTS.get(url.scheme, _PORTS["https"])) if url.hostname else None
