"""What backs up network devices: their configurations whole, and the history of them in git."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from drplan.wiring.folders import state_folder

if TYPE_CHECKING:
    from drplan.adapters.last_told import LastToldFile
    from drplan.adapters.network.history import ConfigurationHistory
    from drplan.declare import District
    from drplan.ports.configurations import DeviceShelf


def configurations(declared: District) -> ConfigurationHistory:
    """Return the history of configurations: where it is declared, or in the state folder; a lab has its own.

    Raises ``HistoryError`` or ``SecretMissing`` when the key of its masks cannot be read.
    """
    from drplan.adapters.network.history import ConfigurationHistory

    return ConfigurationHistory(_folder(declared), _key(declared))


def device_shelf(declared: District) -> DeviceShelf:
    """Return what fetches and keeps many devices at once, with the pings of their data sets but in a lab."""
    from drplan import wiring
    from drplan.adapters.device_shelf import ResticShelf
    from drplan.adapters.pinged import PingedShelf
    from drplan.adapters.tools import find_restic

    state, access, secrets = state_folder(), wiring.enter(), wiring.secrets()
    shelf = ResticShelf(declared, access, secrets, restic=find_restic(state), state=state)
    return PingedShelf(shelf, secrets) if access.where == "production" else shelf


def last_told() -> LastToldFile:
    """Return what remembers, on this machine, up to where everybody was told of changed configurations."""
    from drplan.adapters.last_told import LastToldFile

    return LastToldFile(state_folder() / "configurations-told.json")


def _folder(declared: District) -> Path:
    from drplan import wiring

    where = wiring.acts_in()
    if where != "production":
        return state_folder() / "configurations-lab"
    told = declared.management.history if declared.management else None
    return Path(told) if told else state_folder() / "configurations"


def _key(declared: District) -> bytes:
    from drplan import wiring
    from drplan.adapters.network.mask_key import mask_key

    secret = declared.management.mask_key if declared.management else None
    if secret is None:
        return mask_key(state_folder() / "keys")
    return hashlib.sha256(wiring.secrets().read(secret).encode()).digest()
