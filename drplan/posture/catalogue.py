"""The catalogues that drplan carries, read from the files beside this one when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from drplan.posture.policy import Catalogue, bare

FILES: Mapping[str, str] = {"google-workspace": "scubagoggles.json", "microsoft-365": "scubagear.json"}
"""The file of each kind of tenant."""


class _Catalogues(Mapping[str, Catalogue]):
    """Reads a catalogue's file when it is first asked for."""

    def __getitem__(self, kind: str) -> Catalogue:
        return _read(FILES[kind])

    def __iter__(self) -> Iterator[str]:
        return iter(FILES)

    def __len__(self) -> int:
        return len(FILES)


@cache
def _read(name: str) -> Catalogue:
    text = files("drplan.posture").joinpath(f"catalogues/{name}").read_text(encoding="utf-8")
    return Catalogue.model_validate_json(text)


CATALOGUES: Mapping[str, Catalogue] = _Catalogues()
"""The catalogue of each kind of tenant that has one."""


def nearest(catalogue: Catalogue, name: str) -> str | None:
    """Return what somebody may have meant who wrote a name that stands for no policy."""
    for policy in catalogue.policies:
        if policy.bare == bare(name):
            return policy.id
    groups = {each.id.rpartition(".")[0] for each in catalogue.policies}
    products = {each.rpartition(".")[0] for each in groups}
    found = get_close_matches(name, [*catalogue.by_id, *sorted(groups), *sorted(products)], n=1)
    return found[0] if found else None
