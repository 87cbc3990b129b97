"""NetBox's objects, from REST pages or a Django fixture, in one form: by model and number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drplan.adapters.imports.read import files_of, read_json, refuse
from drplan.adapters.imports.tally import Tally, text
from drplan.declare.imported import shown

MODELS: Mapping[str, str] = {
    "dcim/devices": "dcim.device",
    "dcim/sites": "dcim.site",
    "dcim/locations": "dcim.location",
    "dcim/device-types": "dcim.devicetype",
    "dcim/device-roles": "dcim.devicerole",
    "dcim/platforms": "dcim.platform",
    "dcim/manufacturers": "dcim.manufacturer",
    "ipam/prefixes": "ipam.prefix",
    "ipam/vlans": "ipam.vlan",
    "ipam/ip-addresses": "ipam.ipaddress",
    "virtualization/virtual-machines": "virtualization.virtualmachine",
    "virtualization/clusters": "virtualization.cluster",
}
"""The endpoints that are read, by their path below ``/api/``, and the models behind them."""

_ENDPOINT = re.compile(r"/api/([a-z-]+/[a-z-]+)/\d+/?$")
_AGAIN = "save what /api/dcim/devices/?limit=0 answers, or manage.py dumpdata"


@dataclass(frozen=True)
class Record:
    """One object: the file it is in, its model and number, its fields."""

    file: str
    model: str
    number: str
    fields: Mapping[str, Any]

    @property
    def place(self) -> str:
        """Say where it stands."""
        return f"{self.model} {shown(self.number)}"


@dataclass
class Records:
    """Every object of an export, by model and number."""

    by_model: dict[str, dict[str, Record]] = field(default_factory=dict)
    said: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Keep one object; a second one of that model and number replaces it."""
        self.by_model.setdefault(record.model, {})[record.number] = record

    def all(self, model: str) -> Iterator[Record]:
        """Yield the objects of a model."""
        yield from self.by_model.get(model, {}).values()

    def look(self, model: str, reference: Any) -> Mapping[str, Any]:
        """Return the fields of what a reference leads to: the whole object, or what is said of it there."""
        record = self.by_model.get(model, {}).get(number_of(reference))
        nested = reference if isinstance(reference, dict) else {}
        return {**nested, **record.fields} if record else nested


def number_of(reference: Any) -> str:
    """Return the number in a reference, ``7`` or ``{"id": 7, …}``, as text; nothing for anything else."""
    plain = reference.get("id") if isinstance(reference, dict) else reference
    return text(plain) if isinstance(plain, int | str) else ""


def read_records(source: Path, tally: Tally) -> Records:
    """Read a file or a folder of ``.json`` files; raises ``DeclarationError``."""
    records = Records()
    for path in files_of(source, (".json",)):
        value = read_json(path)
        if isinstance(value, list) and all(isinstance(each, dict) and "model" in each for each in value):
            _fixture(path, value, records)
        else:
            _export(path, value, records)
    for (file, model), count in records.said.items():
        held = sum(record.file == file for record in records.all(model))
        if model in records.by_model and held < count:
            tally.add(file, model, f"{count - held} of {count}", "not in this export: save the other pages")
    return records


def _fixture(path: Path, entries: list[dict[str, Any]], records: Records) -> None:
    for number, entry in enumerate(entries, start=1):
        model, fields = entry["model"], entry.get("fields")
        if not isinstance(model, str) or not isinstance(fields, dict):
            refuse(path, 1, f"entry {number} has no model and fields", _AGAIN)
        key = text(entry.get("pk")) or f"number {number}"
        records.add(Record(path.name, model.lower()[:100], key, fields))


def _export(path: Path, value: Any, records: Records) -> None:
    if isinstance(value, dict) and not _is_page(value):
        named = {_model_named(key): each for key, each in value.items()}
        if None in named or not named:
            odd = next((key for key in value if _model_named(key) is None), "nothing")
            refuse(path, 1, f"{shown(odd)!r} is no endpoint of NetBox", _AGAIN)
        for model, part in named.items():
            for page in part if _is_pages(part) else [part]:
                _page(path, page, records, model)
        return
    for page in value if _is_pages(value) else [value]:
        _page(path, page, records, _model_named(path.stem))


def _is_page(value: Any) -> bool:
    return isinstance(value, dict) and "results" in value


def _is_pages(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_page, value))


def _page(path: Path, page: Any, records: Records, usual: str | None) -> None:
    """Add the objects of one page; each says by its ``url`` what it is, or else the page's name does."""
    results = page["results"] if _is_page(page) else page
    if not isinstance(results, list) or not all(isinstance(each, dict) for each in results):
        refuse(path, 1, "is no list of NetBox's objects", _AGAIN)
    model = usual
    for number, fields in enumerate(results, start=1):
        found = _ENDPOINT.search(text(fields.get("url"))[:500])
        model = (_model_named(found[1]) if found else None) or usual
        if model is None:
            refuse(path, 1, f"result {number} has no url that says what it is", _AGAIN)
        records.add(Record(path.name, model, number_of(fields) or f"number {number}", fields))
    count = page.get("count") if _is_page(page) else None
    if model is not None and isinstance(count, int):
        records.said[path.name, model] = max(count, records.said.get((path.name, model), 0))


def _model_named(name: str) -> str | None:
    """Return the model of ``dcim/devices``, ``/api/dcim/devices/``, ``dcim_devices`` or ``devices``."""
    plain = re.sub(r"^/?(api/)?|/$", "", name[:200].lower())
    for endpoint, model in MODELS.items():
        short = endpoint.split("/")[1]
        if plain in (model, endpoint) or re.sub("[/._-]", "", plain) in (
            re.sub("[/-]", "", endpoint),
            short.replace("-", ""),
        ):
            return model
    return plain.replace("/", ".") if re.fullmatch(r"[a-z-]+[/.][a-z-]+", plain) else None
