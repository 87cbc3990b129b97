"""Recovery points of many network devices at once: fetched in threads, kept in few snapshots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.agent.together import Together
from drplan.adapters.agents import fault_of
from drplan.adapters.held_against import held_against
from drplan.adapters.repositories import target
from drplan.adapters.seal_keys import SealKeys
from drplan.adapters.sources import DeviceText, control_source
from drplan.adapters.vault import point_of
from drplan.declare.data import DataSet, DeviceConfig
from drplan.declare.district import District
from drplan.declare.lookup import device_named
from drplan.declare.protection import Repository
from drplan.errors import DrplanError, SourceError
from drplan.ports import Protected, SecretReader
from drplan.ports.configurations import Fetched, WholeConfiguration


class ResticShelf:
    """Implements :class:`drplan.ports.configurations.DeviceShelf`."""

    def __init__(
        self, district: District, access: Access, secrets: SecretReader, *, restic: Path, state: Path
    ) -> None:
        self._district, self._access, self._secrets = district, access, secrets
        self._seals = SealKeys(district, access, state / "keys")
        self._told = {"program": str(restic), "scratch": str(state / "scratch")}
        self._sites = {own.name: site.code for site in district.sites for own in site.assets}

    def fetch(self, data_set: DataSet) -> Fetched:
        """Log in and read all of it, with what the device says of itself."""
        source = control_source(data_set.source, self._district, self._access)
        if not isinstance(source, DeviceText) or not isinstance(data_set.source, DeviceConfig):
            raise TypeError(f"{data_set.name} is no device's configuration")
        captured, facts = source.captured()
        device = device_named(self._district, data_set.source.device)
        whole = WholeConfiguration(self._sites[device.name], device.name, device.platform, captured.content)
        return Fetched(data_set, whole, facts, captured.name, captured.entries, captured.beside)

    @contextmanager
    def together(self, copies: Sequence[Repository], begun: datetime) -> Iterator[ResticBatch]:
        """Open a batch: one snapshot a copy for all of it, and one for each that is doubted."""
        batch = Together(
            {
                "copies": [target(copy, self._secrets, self._access, **self._told) for copy in copies],
                "scratch": self._told["scratch"],
                "signing_key": self._seals.own(),
                "begun": begun.isoformat(),
            }
        )
        try:
            yield ResticBatch(batch, copies)
        finally:
            batch.close()


class ResticBatch:
    """Implements :class:`drplan.ports.configurations.DeviceBatch`."""

    def __init__(self, batch: Together, copies: Sequence[Repository]) -> None:
        self._batch, self._copies = batch, copies
        self._devices: dict[str, str] = {}

    def add(self, fetched: Fetched) -> None:
        """Lay one ready: its manifest is written now."""
        self._devices[fetched.data_set.name] = fetched.configuration.device
        self._batch.add(_asked(fetched))

    def keep(self) -> Mapping[str, Protected | DrplanError]:
        """Make the recovery points of all that were added; answers by data set."""
        answers = self._batch.keep()
        return {
            name: _made(name, device, answers[name], self._copies) for name, device in self._devices.items()
        }


def _asked(each: Fetched) -> dict[str, Any]:
    return {
        "data_set": each.data_set.name,
        "name": each.name,
        "content": each.configuration.text,
        "entries": each.entries,
        "beside": each.beside,
        **held_against(each.data_set),
    }


def _made(
    data_set: str, device: str, answer: Mapping[str, Any], copies: Sequence[Repository]
) -> Protected | DrplanError:
    if "error" in answer:
        return fault_of(answer["error"], f"{device}: ")
    found = list(zip(copies, answer["kept"], strict=True))
    if not found:
        return SourceError(f"{data_set} has no copy to be kept in", next_step="declare copies")
    return Protected(
        tuple(point_of(data_set, copy, one) for copy, one in found if "error" not in one),
        {copy.name: fault_of(one["error"], f"{copy.name}: ") for copy, one in found if "error" in one},
    )
