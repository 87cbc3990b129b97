"""A kept configuration for a replacement with other ports: what fits it, and what a person must decide."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from drplan.declare import DataSet, DeviceConfig, District, NetworkDevice
from drplan.declare.lookup import device_named
from drplan.errors import SourceError, UsageError
from drplan.gear import spoken
from drplan.gear.loading import file_of
from drplan.gear.ranges import expanded
from drplan.plan.network.replacement import Mapping, mapping

_OLDER = "running-config.txt"


def device_of(data_set: DataSet, district: District) -> NetworkDevice:
    """Return the device whose configuration a data set is; raises ``UsageError`` for any other data set."""
    if not isinstance(data_set.source, DeviceConfig):
        raise UsageError(
            f"{data_set.name} is no device's configuration, and --ports is for one",
            next_step="leave --ports out",
        )
    return device_named(district, data_set.source.device)


def ports_in_file(path: Path) -> tuple[str, ...]:
    """Read a replacement's ports: one a line, or a range as in 1/1/1-1/1/48; ``#`` begins a remark."""
    try:
        lines = [line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path} cannot be read: {error}", next_step="name a text file with one port a line"
        ) from error
    found = tuple(dict.fromkeys(port for line in lines if line for port in expanded(line)))
    if not found:
        raise UsageError(f"{path} names no port", next_step="write one port a line, or a range")
    return found


def for_replacement(folder: Path, device: NetworkDevice, ports: tuple[str, ...]) -> tuple[Path, Mapping]:
    """Write what a restored configuration becomes on a unit with other ports beside it; return both.

    Raises ``SourceError`` when the folder holds no configuration, ``UsageError`` for what nothing loads.
    """
    known = spoken(device.platform)
    if not known.restores:
        raise UsageError(
            f"{device.name}: nothing loads what is kept of {known.pack.title}, and no port is renamed in it",
            next_step="leave out --ports, and read LOADING.txt beside the document",
        )
    kept = _kept(folder, file_of(device, known))
    found = mapping(kept.read_text(encoding="utf-8"), device.platform, ports)
    written = kept.with_name(f"{kept.stem}.replacement{kept.suffix}")
    # It holds the device's secrets, as the kept one does.
    handle = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as there:
        there.write(found.text)
    return written, found


def print_mapping(written: Path, found: Mapping) -> None:
    """Print what maps, what does not, and where the file is. No line of the configuration is printed."""
    for port in found.ports:
        click.echo(f"  {port.old} -> {port.new or 'nothing'}: {port.because}")
    click.echo(f"{len(found.changed)} lines were changed in {written}: {_numbers(found)}")
    for line in found.left:
        ports = ", ".join(line.ports)
        click.echo(f"  line {line.number} stays as it was: nothing takes the place of {ports}")
    click.echo("every port has its successor" if found.whole else "decide about these before you load it")


def as_document(written: Path, found: Mapping) -> dict[str, object]:
    """Return the same for programs, without a line of the configuration."""
    return {
        "file": str(written),
        "whole": found.whole,
        "ports": [{"old": port.old, "new": port.new, "because": port.because} for port in found.ports],
        "changed": [line.number for line in found.changed],
        "left": [{"line": line.number, "ports": list(line.ports)} for line in found.left],
    }


def _numbers(found: Mapping) -> str:
    return ", ".join(str(line.number) for line in found.changed) or "none"


def _kept(folder: Path, name: str) -> Path:
    there = sorted(_named(folder, name)) or sorted(_named(folder, _OLDER))
    if len(there) != 1:
        raise SourceError(
            f"{folder} holds {len(there)} files called {name}",
            next_step="restore into an empty folder, and look what came",
        )
    return there[0]


def _named(folder: Path, name: str) -> Iterator[Path]:
    return (path for path in folder.rglob(name) if path.is_file() and not path.is_symlink())
