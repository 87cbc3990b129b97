"""What lies beside a device's configuration in its recovery point: for who has restic and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from drplan.declare import NetworkDevice
from drplan.gear.platform import Platform
from drplan.ports.device import DeviceFacts

LOADING, FACTS = "LOADING.txt", "device.json"
SCHEMA = "drplan/device/1"
BESIDE = frozenset({LOADING, FACTS})
"""What lies beside the configuration; anything else there is the configuration itself."""
_WORDS = (
    ("hostname", "Name it gives itself"),
    ("model", "Model"),
    ("serial", "Serial number"),
    ("version", "Software"),
)


def file_of(device: NetworkDevice, platform: Platform) -> str:
    """Return what its configuration's file is called, in the platform's own words."""
    return platform.pack.file.format(name=device.name)


def loading(device: NetworkDevice, platform: Platform, facts: DeviceFacts) -> str:
    """Return the page that says what the configuration is of, and what loads it into a blank unit.

    It holds no secret: what it says is the declaration's, the platform's, and what the device says it is.
    """
    file, address = file_of(device, platform), str(device.address)
    by_hand = platform.pack.by_hand
    told = {name: getattr(facts, name) or getattr(device, name, None) or "not said" for name, _ in _WORDS}
    lines = [
        f"{device.name}: the configuration in {file}",
        "",
        f"Platform: {platform.pack.title} ({platform.name})",
        *(f"{title}: {told[name]}" for name, title in _WORDS),
        f"Address: {address}",
        *_part("Bring a unit back to its maker's defaults", platform.pack.blank, device, file),
        *_part("Give a blank unit its address and SSH", platform.pack.first, device, file),
        *_part("Load the configuration", platform.pack.load, device, file),
        *_part(
            "drplan does not bring it back, and nothing loads the file. A person does", by_hand, device, file
        ),
        "",
        "What stands in <angle brackets> is for you to fill in. The file holds the device's secrets:",
        "keep it off shared folders, and remove it when the unit is back.",
    ]
    if platform.pack.firmware:
        lines += ["", f"Which software takes which configuration: {platform.pack.firmware}"]
    return "\n".join(lines) + "\n"


def as_document(device: NetworkDevice, facts: DeviceFacts) -> str:
    """Return the same facts for programs: ``drplan/device/1``."""
    said = {"schema": SCHEMA, "device": device.name, "address": str(device.address), **asdict(facts)}
    return json.dumps(said, indent=1) + "\n"


def facts_in(beside: str) -> DeviceFacts | None:
    """Read the facts that were kept with a recovery point; ``None`` when they are not to be read."""
    try:
        held = json.loads(beside)
        known = {name: str(held[name]) for name in DeviceFacts.__dataclass_fields__}
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return DeviceFacts(**known) if held.get("schema") == SCHEMA else None


def _part(title: str, commands: tuple[str, ...], device: NetworkDevice, file: str) -> Iterator[str]:
    if commands:
        yield from ("", f"{title}:")
        yield from (f"    {_filled(each, device, file)}" for each in commands)


def _filled(command: str, device: NetworkDevice, file: str) -> str:
    """Fill in what is known; the rest is left for the operator, as in ``<gateway>``."""
    known = {"name": device.name, "address": str(device.address), "file": file}
    for word in ("name", "address", "file", "mask", "prefix", "gateway", "vlan"):
        command = command.replace(f"{{{word}}}", known.get(word, f"<{word}>"))
    return command
