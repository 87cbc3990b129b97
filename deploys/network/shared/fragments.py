"""Features made of Jinja2 fragments: what every ``deploys/network/PLATFORM/baseline.py`` is written with.

A platform lists its fragments; each ``NAME.j2`` beside its ``baseline.py`` is one feature, written as the
platform's running configuration prints it. A fragment gets: ``device``, ``site``, ``district``,
``management``, ``radius`` (servers), ``ports`` and ``vlans``. What it asks for and is not given is an error,
and every value that it prints is checked: nothing declared can become a command of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from deploys.network.shared.declared import missing, values
from deploys.network.shared.membership import FILTERS as MEMBERSHIP
from drplan.declare.assets import DeviceRole
from drplan.errors import DeclarationError
from drplan.gear import Feature, Held
from drplan.gear.ranges import listed

EVERY: tuple[DeviceRole, ...] = ("core", "closet", "router", "firewall", "wireless")
SWITCHED: tuple[DeviceRole, ...] = ("core", "closet", "wireless")
"""Roles with switched ports and VLANs."""
PLUGGED: tuple[DeviceRole, ...] = ("core", "closet")
"""Roles with ports that people plug into, which are protected."""

_TYPED = re.compile(r"[A-Za-z0-9 ._,:()/@+=&-]*")
"""What every platform's command line takes as it stands. Not among it: line breaks and control characters,
quotes, ``!``, ``#`` and ``;`` (comments and ends), ``?`` (asks for help), ``|`` (a filter), ``^`` (ends a
banner), ``$``, backslash, brackets, and letters beyond ASCII, which some devices print back otherwise."""


@dataclass(frozen=True)
class Fragment:
    """One feature of a platform.

    ``needs`` names what must be declared for it (see :func:`deploys.network.shared.declared.missing`);
    ``owns``, ``spares`` and ``orders`` are :class:`drplan.gear.Feature`'s. ``fragment``: its file, when that
    is not called like the feature.
    """

    name: str
    needs: tuple[str, ...] = ()
    roles: tuple[DeviceRole, ...] = EVERY
    owns: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()
    orders: bool = False
    fragment: str = ""


def all_but(*patterns: str) -> tuple[str, ...]:
    """Return ``spares`` that leave alone every line of a block but those that begin like one of these."""
    return (rf"(?!\s*(?:{'|'.join(patterns)})).*",) if patterns else (".*",)


def features(
    held: Held, folder: Path, fragments: Iterable[Fragment], given: Mapping[str, object] | None = None
) -> tuple[Feature, ...]:
    """Return what a device is held to, in the order of ``fragments``, which get ``given`` too.

    A feature that its role does not have is not among them; one whose data is not declared says so in
    ``left_out``. Raises ``DeclarationError`` naming the device and the fragment.
    """
    all_given = {**values(held), **(given or {})}
    return tuple(_feature(held, folder, each, all_given) for each in fragments if _concerns(held, each))


def _concerns(held: Held, fragment: Fragment) -> bool:
    return held.device.role is None or held.device.role in fragment.roles


def _feature(held: Held, folder: Path, fragment: Fragment, given: Mapping[str, Any]) -> Feature:
    if why := _left_out(held, fragment):
        return Feature(fragment.name, "", left_out=why)
    text = _rendered(held, folder, fragment.fragment or fragment.name, given)
    return Feature(fragment.name, text, fragment.owns, fragment.spares, fragment.orders)


def _left_out(held: Held, fragment: Fragment) -> str:
    if held.device.role is None and fragment.roles != EVERY:
        return "the device's role is not declared"
    return next(filter(None, (missing(held, need) for need in fragment.needs)), "")


def _rendered(held: Held, folder: Path, name: str, given: Mapping[str, Any]) -> str:
    """Return one fragment's text for a device, without blank lines."""
    try:
        text = _environment(folder).get_template(f"{name}.j2").render(given)
    except TemplateError as error:
        raise _wrong(held, folder / f"{name}.j2", str(error), "correct the fragment") from error
    except _Untypable as error:
        step = "declare it on one line, in letters, digits and . , : ( ) / @ + = & - of ASCII"
        raise _wrong(held, folder / f"{name}.j2", f"{error} cannot be typed into a device", step) from None
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines() if line.strip())


def _wrong(held: Held, fragment: Path, what: str, step: str) -> DeclarationError:
    where = f"{fragment.parent.name}/{fragment.name}"
    return DeclarationError(f"{held.device.name}: {where}: {what}", next_step=step)


class _Untypable(ValueError):
    """A declared value that could become more than a value."""


class _Quoted(str):
    """A value that was checked, with the quotes that the platform prints around it."""

    __slots__ = ()


def _checked(value: object) -> object:
    if isinstance(value, _Quoted | Undefined):
        return value
    if not isinstance(value, str | int | IPv4Address | IPv4Network) or not _TYPED.fullmatch(str(value)):
        raise _Untypable(repr(value))
    return value


def quoted(text: str) -> str:
    """Return a text as Junos and RouterOS print it: in quotes only when it is more than a plain word."""
    return text if re.fullmatch(r"[A-Za-z0-9._/:-]+", text) else always_quoted(text)


def always_quoted(text: str) -> str:
    """Return a text as ProCurve and FortiOS print it: in quotes."""
    return _Quoted(f'"{_checked(text)}"')


@cache
def _environment(folder: Path) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        # Commands, not a page: what a value may hold is checked in `finalize`.
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_checked,
    )
    environment.filters |= {"listed": listed, "quoted": quoted, "always_quoted": always_quoted, **MEMBERSHIP}
    return environment
