"""Whether everything that is declared can be reached from here, with what this machine holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from drplan.declare import AwsAccount, District, NetworkDevice, Repository, Secret, Server
from drplan.declare.base import Declared
from drplan.declare.lookup import data_sets
from drplan.errors import DrplanError, SecretMissing
from drplan.measure.live import Look
from drplan.ports import AnyAsset

ESCROW_WITHIN = timedelta(days=365)
"""A sealed password is opened and found right once a year: NIST SP 800-34 Rev. 1, section 3.5.3."""

_AT_ONCE = 8


@dataclass(frozen=True)
class Reached:
    """One thing that was asked for; ``no-evidence`` where it could not be asked."""

    kind: Literal["secret", "repository", "server", "network device", "account", "escrow", "room"]
    name: str
    standing: Literal["there", "missing", "no-evidence"]
    found: str = ""
    next_step: str = ""


@dataclass(frozen=True)
class Reach:
    """How the world is asked. Each raises a ``DrplanError`` where something cannot be reached.

    ``repository`` and ``device`` and ``account`` return one line of what answered; ``free`` the bytes that
    are free for what a restore brings back, and where.
    """

    secret: Callable[[Secret], str]
    repository: Callable[[Repository], str]
    servers: Callable[[Sequence[Server]], Sequence[Look]]
    device: Callable[[NetworkDevice], str]
    account: Callable[[AwsAccount], str]
    free: Callable[[], tuple[int, str]]


def examine_access(
    district: District, chosen: Sequence[AnyAsset], reach: Reach, today: date
) -> tuple[Reached, ...]:
    """Ask for each secret, copy and chosen asset; one that fails does not keep others from being asked."""
    return (
        *_secrets(district, reach),
        *_each("repository", district.repositories, reach.repository),
        *_servers([each for each in chosen if isinstance(each, Server)], reach),
        *_each("network device", [e for e in chosen if isinstance(e, NetworkDevice)], reach.device),
        *_each("account", [e for e in chosen if isinstance(e, AwsAccount)], reach.account),
        *_untried(chosen),
        *_escrows(district, today),
        _room(district, reach),
    )


def secrets_of(declared: Any) -> Iterator[Secret]:
    """Yield every reference to a secret that a declaration holds, wherever it stands, each once."""
    seen: dict[Secret, None] = {}
    _gather(declared, seen)
    yield from seen


def _gather(value: Any, seen: dict[Secret, None]) -> None:
    if isinstance(value, Secret):
        seen[value] = None
    elif isinstance(value, Declared):
        for name in type(value).model_fields:
            _gather(getattr(value, name), seen)
    elif isinstance(value, tuple | list):
        for each in value:
            _gather(each, seen)


def _secrets(district: District, reach: Reach) -> Iterator[Reached]:
    for each in secrets_of(district):
        name = each.describe()
        try:
            reach.secret(each)
        except SecretMissing as error:
            yield Reached("secret", name, "missing", error.message, error.next_step)
        else:
            yield Reached("secret", name, "there")


def _each(kind: Any, things: Sequence[Any], ask: Callable[[Any], str]) -> list[Reached]:
    def one(thing: Any) -> Reached:
        try:
            return Reached(kind, thing.name, "there", ask(thing))
        except DrplanError as error:
            return Reached(kind, thing.name, "missing", error.message, error.next_step)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(one, things))


def _servers(servers: Sequence[Server], reach: Reach) -> Iterator[Reached]:
    for look in reach.servers(servers) if servers else ():
        if look.error:
            yield Reached("server", look.server.name, "missing", look.error, look.next_step)
        else:
            yield Reached("server", look.server.name, "there", "answers, and lets us in")


def _untried(chosen: Sequence[AnyAsset]) -> Iterator[Reached]:
    """Say of office suites that nobody asked them: drplan holds no key to them."""
    for each in chosen:
        if each.kind in {"google-workspace", "microsoft-365"}:
            yield Reached(
                "account",
                each.name,
                "no-evidence",
                "drplan does not log in there",
                "run ScubaGoggles or ScubaGear, and import what they found",
            )


def _escrows(district: District, today: date) -> Iterator[Reached]:
    for each in district.repositories:
        latest = max((one.confirmed_on for one in each.escrow), default=None)
        if latest is None:
            why, step = "its password lies nowhere else", "seal it in a second place, and declare the escrow"
            yield Reached("escrow", each.name, "missing", why, step)
        elif today - latest > ESCROW_WITHIN:
            why = f"last opened and found right on {latest}"
            step = f"drplan backup escrow --holder {each.escrow[0].holder}"
            yield Reached("escrow", each.name, "missing", why, step)
        else:
            yield Reached("escrow", each.name, "there", f"found right on {latest}")


def _room(district: District, reach: Reach) -> Reached:
    """Compare the room here with the largest data set: a restore to this machine brings all of it."""
    free, where = reach.free()
    sizes: Mapping[str, int] = {each.name: each.size for each in data_sets(district) if each.size}
    largest = max(sizes, key=lambda name: sizes[name], default=None)
    if largest is None:
        why = "no data set declares a size"
        return Reached("room", where, "no-evidence", why, "declare the sizes of data sets")
    told = f"{free / 1e9:.0f} GB free, {largest} is {sizes[largest] / 1e9:.0f} GB"
    if free < sizes[largest]:
        return Reached(
            "room", where, "missing", told, f"make room at {where}, or restore {largest} elsewhere"
        )
    return Reached("room", where, "there", told)
