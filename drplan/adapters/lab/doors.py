"""Where a lab has the repositories' servers: at the address that is declared, or at one for a declared name.

A lab has no name service. A repository that a district reaches by a name stands at an address that nobody
else has: in the cloud when it is an S3 bucket, else in the building. No public authority vouches for a lab,
so what is trusted by one there is served without TLS here.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network
from urllib.parse import SplitResult, urlsplit

from drplan.declare import Repository
from drplan.errors import LabError

_NOWHERE = IPv4Address(0)
_BUILDING, _CLOUD = 240, 240
_PORTS = {"http": 80, "https": 443}
_SERVED = ("rest:", "s3:")


@dataclass(frozen=True)
class Door:
    """A repository server: where it listens and what it is asked for (a user's path, or a bucket).

    ``inner`` are four ports for what stands behind an S3 door, when its own choice may be taken. ``beside``
    names the repository that a second door leads to, through which old recovery points are dropped.
    ``named``: the declaration has a name where the lab has ``address``.
    """

    repository: Repository
    address: IPv4Address
    port: int
    path: str
    inner: tuple[int, ...] = ()
    beside: str = ""
    named: bool = False

    @property
    def is_bucket(self) -> bool:
        """Say whether it is asked in S3's words."""
        return self.repository.location.startswith("s3:")

    @property
    def has_tls(self) -> bool:
        """Say whether the lab's server speaks TLS: restic has to be told the lab's authority."""
        authority = self.repository.ca_certificate
        asked = self.repository.location.startswith("rest:https:")
        return asked and authority is not None and authority.kind == "env"

    @property
    def location(self) -> str:
        """Return restic's word for it in a lab."""
        at = f"{self.address}:{self.port}/{self.path}"
        return f"s3:http://{at}" if self.is_bucket else f"rest:http{'s' if self.has_tls else ''}://{at}/"

    @property
    def is_as_declared(self) -> bool:
        """Say whether the declared location leads to it."""
        return self.repository.location.rstrip("/") == self.location.rstrip("/")


def declared_doors(repositories: Iterable[Repository]) -> Iterator[Door]:
    """Yield the doors of served repositories; one with a name has no address yet."""
    served = [each for each in repositories if each.location.startswith(_SERVED)]
    yield from map(_door, served)
    for repository in served:
        if repository.prune_location is not None:
            yield replace(_door(_pruned(repository, repository.prune_location)), beside=repository.name)


def placed(
    repositories: Iterable[Repository],
    lan: IPv4Network,
    cloud: IPv4Network,
    taken: set[IPv4Address],
) -> tuple[Door, ...]:
    """Return every door at its address in the lab; raises ``LabError`` when a network has none left.

    Repositories on one server stand at one address.
    """
    doors = [*declared_doors(repositories)]
    gone = {*taken, *(door.address for door in doors)}
    found: dict[tuple[str, bool], IPv4Address] = {}
    for door in doors:
        if door.named and _server(door) not in found:
            network, wanted = (cloud, _CLOUD) if door.is_bucket else (lan, _BUILDING)
            found[_server(door)] = free_address(network, wanted, gone)
            gone.add(found[_server(door)])
    return tuple(replace(door, address=found[_server(door)]) if door.named else door for door in doors)


def free_address(network: IPv4Network, wanted: int, taken: Container[IPv4Address]) -> IPv4Address:
    """Return the network's address number ``wanted``, or the next lower one that nobody has."""
    for number in range(min(wanted, network.num_addresses - 2), 1, -1):
        if network[number] not in taken:
            return network[number]
    raise LabError(f"no address is free in {network}", next_step="declare a larger network")


def _server(door: Door) -> tuple[str, bool]:
    return (_url(door.repository).hostname or "", door.is_bucket)


def _pruned(repository: Repository, location: str) -> Repository:
    """Return the door that does not only add, as a repository of the pruner's own credentials."""
    return repository.model_copy(
        update={
            "name": f"{repository.name}-prune",
            "location": location,
            "user": repository.prune_user or repository.user,
            "user_secret": repository.prune_secret or repository.user_secret,
            "append_only": False,
        }
    )


def _door(repository: Repository) -> Door:
    url = _url(repository)
    port = url.port or _PORTS.get(url.scheme, 80)
    try:
        address, named = IPv4Address(url.hostname or ""), False
    except ValueError:
        address, named = _NOWHERE, True
    return Door(repository, address, port, url.path.strip("/"), named=named)


def _url(repository: Repository) -> SplitResult:
    rest = repository.location.partition(":")[2]
    # restic also takes "s3:HOST/BUCKET", and speaks TLS then.
    return urlsplit(rest if "://" in rest else f"https://{rest}")
