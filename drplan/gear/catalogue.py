"""The platforms that drplan knows, read from the files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from importlib.resources import files

from drplan.errors import UsageError
from drplan.gear.platform import Platform


class _Catalogue(Mapping[str, Platform]):
    """Reads a platform's file when it is first asked for."""

    def __getitem__(self, name: str) -> Platform:
        return _read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_names())

    def __len__(self) -> int:
        return len(_names())


@cache
def _names() -> tuple[str, ...]:
    folder = files("drplan.gear").joinpath("platforms")
    return tuple(sorted(each.name.removesuffix(".toml") for each in folder.iterdir() if ".toml" in each.name))


@cache
def _read(name: str) -> Platform:
    if name not in _names():
        raise KeyError(name)
    text = files("drplan.gear").joinpath(f"platforms/{name}.toml").read_text(encoding="utf-8")
    return Platform.model_validate({"name": name, **tomllib.loads(text)})


PLATFORMS: Mapping[str, Platform] = _Catalogue()
"""Every platform by its declared name."""


class _Restored(AbstractSet[str]):
    """Reads no more files than it is asked for."""

    @classmethod
    def _from_iterable(cls, names: Iterable[str]) -> AbstractSet[str]:  # type: ignore[override]
        return frozenset(names)

    def __contains__(self, name: object) -> bool:
        return name in _names() and _read(str(name)).restores

    def __iter__(self) -> Iterator[str]:
        return (name for name in _names() if _read(name).restores)

    def __len__(self) -> int:
        return sum(1 for _ in self)


RESTORED: AbstractSet[str] = _Restored()
"""The platforms whose devices drplan brings back itself."""


def spoken(name: str) -> Platform:
    """Return a platform; raises ``UsageError`` for one that drplan does not speak."""
    if name in PLATFORMS:
        return PLATFORMS[name]
    raise UsageError(
        f"drplan does not speak {name} yet",
        next_step=f"leave the device's baselines empty; spoken are: {', '.join(PLATFORMS)}",
    )
