"""The price tables, read from the files beside this one, a provider each."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from drplan.declare.storage import CloudStorage, StorageContract
from drplan.prices.table import Prices, contract_prices

Table = Mapping[tuple[str, str], Prices]
"""One provider's prices by region and storage class."""


class _Tables(Mapping[str, Table]):
    """Reads a provider's file when it is first asked for."""

    def __getitem__(self, name: str) -> Table:
        return _read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_names())

    def __len__(self) -> int:
        return len(_names())


TABLES: Mapping[str, Table] = _Tables()
"""Every provider's table by its declared name."""


def prices_of(storage: CloudStorage | StorageContract) -> Prices | None:
    """Return the prices that hold for a repository; ``None`` for a class or region that no table has."""
    if isinstance(storage, StorageContract):
        return contract_prices(storage)
    if storage.provider not in TABLES:
        return None
    return TABLES[storage.provider].get((storage.region, storage.storage_class))


def laid_out(read: Mapping[str, Any]) -> dict[tuple[str, str], Prices]:
    """Return a file's prices by region and class.

    A class begins with what the file says for all, then what ``[classes.NAME]`` says for it everywhere,
    then what ``[regions.PLACE]`` says of the place and ``[regions.PLACE.NAME]`` of it there.
    """
    everywhere = {key: value for key, value in read.items() if key not in {"classes", "regions"}}
    found = {}
    for region, here in read["regions"].items():
        of_place = {key: value for key, value in here.items() if not isinstance(value, dict)}
        for name, general in read["classes"].items():
            layers = (everywhere, general, of_place, here.get(name, {}), {"region": region, "name": name})
            found[region, name] = Prices.model_validate({k: v for layer in layers for k, v in layer.items()})
    return found


@cache
def _names() -> tuple[str, ...]:
    folder = files("drplan.prices")
    return tuple(sorted(e.name.removesuffix(".toml") for e in folder.iterdir() if e.name.endswith(".toml")))


@cache
def _read(name: str) -> Table:
    if name not in _names():
        raise KeyError(name)
    text = files("drplan.prices").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return laid_out(tomllib.loads(text, parse_float=Decimal))
