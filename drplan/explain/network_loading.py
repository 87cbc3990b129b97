"""The step that loads a kept configuration into a device whose login is its own shell."""

from __future__ import annotations

from drplan.declare import NetworkDevice
from drplan.explain.content import Step
from drplan.explain.network_words import kept_file, platform_of, title_of, typed


def loaded(device: NetworkDevice, folder: str) -> Step:
    """Return the step, without an id: the platform's own commands, and which software takes the file."""
    known = platform_of(device)
    file = kept_file(device)
    firmware = f" Which software takes it: {known.pack.firmware}." if known and known.pack.firmware else ""
    return Step(
        what=f"Load the configuration into {device.name}, in the words of {title_of(device)}. The file is "
        f"{file}, below {folder}, with LOADING.txt beside it; it holds secrets: carry it on nothing that "
        f"others read.{firmware}",
        commands=typed(known.pack.load, device, address=str(device.address)) if known else (),
        expect="No line is refused, and what it shows of its configuration afterwards holds what it does.",
        otherwise="A refused line names a port or a word that this model or software does not know. Another "
        "model: drplan restore with --ports says what does not map. Another software: install the one that "
        "LOADING.txt names first.",
    )
