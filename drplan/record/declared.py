"""What of a declaration one service's recovery rests on, as hashes: a drill's record keeps them.

A change elsewhere in the inventory leaves them as they are. What does not change a recovery is left out:
names for people, owners, money, impact, telephone numbers, speeds that were measured, dates of confirmation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from pydantic_core import to_jsonable_python

from drplan.declare.base import Declared
from drplan.declare.data import source_asset
from drplan.declare.district import District
from drplan.declare.lookup import assets, services
from drplan.declare.services import Service
from drplan.record.canonical import canonical_json
from drplan.record.sums import sha256

_WORDS_OF_SERVICE = frozenset(("title", "owner", "impact", "workaround", "bia", "papers"))
_FACTS_OF_DATA = frozenset(("privacy", "accepted", "under_13", "kept_for", "size", "nightly_change", "ping"))
_NO_MATTER = {
    "service": _WORDS_OF_SERVICE | _FACTS_OF_DATA,
    "asset": frozenset(("owner", "lifecycle", "room")),
    "policy": frozenset(),
    "repository": frozenset(("escrow", "restore_mbit_s", "ingest_mbit_s", "dollars_a_year", "funding")),
}
"""The fields of each kind of part, at any depth, whose change leaves what was proven as it was."""


class DeclaredParts:
    """A district's declaration, part by part: ``asset hs-db1``, ``policy nightly`` and so on."""

    def __init__(self, district: District) -> None:
        self._services = {each.name: each for each in services(district)}
        self._assets = {each.name: each for each in assets(district)}
        self._policies = {each.name: each for each in district.policies}
        self._repositories = {each.name: each for each in district.repositories}
        self._hashes: dict[str, str] = {}

    def of(self, service: Service) -> dict[str, str]:
        """Return the SHA-256 of every part that a service's recovery rests on, by the part's name.

        The service and all that it depends on, however far; the assets they run on and keep data on, with
        the servers of virtual machines; the policies of their data and the repositories these name. A name
        that is not declared has an empty hash.
        """
        return {part: self._hash(part) for part in sorted(set(self._parts(service)))}

    def sha256(self, service: Service) -> str:
        """Return one hash that stands for all of a service's parts."""
        return declared_sha256(self.of(service))

    def _parts(self, service: Service) -> Iterator[str]:
        for each in self._with_needed(service):
            yield f"service {each.name}"
            places = (*each.runs_on, *(source_asset(data.source) for data in each.data_sets))
            yield from (f"asset {name}" for name in self._with_hosts(places))
            for data in each.data_sets:
                yield f"policy {data.policy}"
                policy = self._policies.get(data.policy)
                yield from (f"repository {name}" for name in (policy.copies if policy else ()))

    def _with_needed(self, service: Service) -> list[Service]:
        waiting, found = [service], {service.name: service}
        while waiting:
            for name in waiting.pop().depends_on:
                if name in self._services and name not in found:
                    found[name] = self._services[name]
                    waiting.append(found[name])
        return list(found.values())

    def _with_hosts(self, names: Iterable[str]) -> set[str]:
        waiting, found = list(names), set()
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                host = getattr(self._assets.get(name), "host", None)
                waiting += [host] if host else []
        return found

    def _hash(self, part: str) -> str:
        if part not in self._hashes:
            kind, _, name = part.partition(" ")
            thing = self._by_kind[kind].get(name)
            self._hashes[part] = (
                "" if thing is None else sha256(canonical_json(_said(thing, _NO_MATTER[kind])))
            )
        return self._hashes[part]

    @cached_property
    def _by_kind(self) -> Mapping[str, Mapping[str, Declared]]:
        return {
            "service": self._services,
            "asset": self._assets,
            "policy": self._policies,
            "repository": self._repositories,
        }


def declared_sha256(parts: Mapping[str, str]) -> str:
    """Return the SHA-256 over canonical JSON of parts' hashes by name."""
    return sha256(canonical_json(dict(parts)))


def _said(value: Any, left_out: frozenset[str]) -> Any:
    """Return what a declared value says, for JSON; a field that holds its default says nothing.

    So a field that a newer drplan brings changes no hash before it is used. A ``kind`` is always said: it
    tells a database of one engine from one of another.
    """
    if isinstance(value, Declared):
        return {
            name: _said(getattr(value, name), left_out)
            for name, field in type(value).model_fields.items()
            if name not in left_out and (name == "kind" or getattr(value, name) != field.default)
        }
    if isinstance(value, tuple):
        return [_said(each, left_out) for each in value]
    return to_jsonable_python(value, fallback=str)
