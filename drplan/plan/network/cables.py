"""The cables that a declaration speaks of, each once, whichever of its ends declares it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from drplan.declare import District, NetworkDevice
from drplan.declare.lookup import network_devices
from drplan.plan.network.port_names import same_port


@dataclass(frozen=True)
class Cable:
    """Two ends; a port is empty where nobody declares it. ``declared_by`` names who speaks of it."""

    near: str
    near_port: str
    far: str
    far_port: str
    declared_by: tuple[str, ...]

    def ends(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return both ends as (asset, port)."""
        return (self.near, self.near_port), (self.far, self.far_port)

    def seen_from(self, asset: str) -> Cable:
        """Return the cable with ``asset``, one of its ends, as the near one."""
        if self.near == asset:
            return self
        return Cable(self.far, self.far_port, self.near, self.near_port, self.declared_by)


def cables(district: District) -> tuple[Cable, ...]:
    """Return every declared cable, in declared order: ports that lead somewhere, then bare neighbours.

    Two declarations are one cable when their ends agree, as far as both name them.
    """
    found: dict[frozenset[str], list[Cable]] = {}
    order: list[tuple[frozenset[str], int]] = []
    for cable in (*_of_ports(district), *_of_neighbours(district)):
        between = found.setdefault(frozenset({cable.near, cable.far}), [])
        place = next((n for n, known in enumerate(between) if _same(known, cable)), None)
        if place is None:
            order.append((frozenset({cable.near, cable.far}), len(between)))
            between.append(cable)
        else:
            between[place] = _joined(between[place], cable)
    return tuple(found[ends][place] for ends, place in order)


def of_assets(all_of: Iterable[Cable], names: Iterable[str]) -> tuple[Cable, ...]:
    """Return the cables with an end at one of the assets."""
    wanted = set(names)
    return tuple(cable for cable in all_of if wanted & {cable.near, cable.far})


def _of_ports(district: District) -> Iterator[Cable]:
    for device in network_devices(district):
        for port in device.ports:
            if port.to is not None:
                yield Cable(device.name, port.name, port.to, port.to_port or "", (device.name,))


def _of_neighbours(district: District) -> Iterator[Cable]:
    by_name = {device.name: device for device in network_devices(district)}
    for device in by_name.values():
        if device.neighbour in by_name and not any(port.to == device.neighbour for port in device.ports):
            near, far = _shared_ports(device, by_name[device.neighbour])
            yield Cable(device.name, near, device.neighbour, far, (device.name,))


def _shared_ports(device: NetworkDevice, other: NetworkDevice) -> tuple[str, str]:
    """Return the routed ports that two devices meet at; empty names when they share no network."""
    for near in device.interfaces:
        for far in other.interfaces:
            if near.address.network == far.address.network:
                return near.name, far.name
    return "", ""


def _same(known: Cable, cable: Cable) -> bool:
    if set(cable.declared_by) <= set(known.declared_by):
        return False
    turned = cable.seen_from(known.near)
    return _agree(known.near_port, turned.near_port) and _agree(known.far_port, turned.far_port)


def _agree(one: str, other: str) -> bool:
    return not one or not other or same_port(one, other)


def _joined(known: Cable, cable: Cable) -> Cable:
    turned = cable.seen_from(known.near)
    return Cable(
        known.near,
        known.near_port or turned.near_port,
        known.far,
        known.far_port or turned.far_port,
        (*known.declared_by, *cable.declared_by),
    )
