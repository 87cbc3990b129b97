"""What may be declared, as a page for people: ``docs/declaration.md``, made from the models themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_HEAD = """# The declaration

Every word of an inventory and its fields. Import them from `drplan`. A length of time is a `timedelta`, a day
a `date`; a field without a default must be given. Values that cannot be are refused with file and line.
This page is made by `drplan inventory schema --format markdown > docs/declaration.md`.
"""
_WORDS: Mapping[str, str] = {
    "duration": "length of time",
    "date": "day",
    "time": "time of day",
    "ipv4": "IPv4 address",
    "ipv4network": "IPv4 network",
    "ipv4interface": "IPv4 address with prefix",
    "path": "path",
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "none",
}


def declaration_page(schema: Mapping[str, Any]) -> str:
    """Write a JSON Schema of ``District`` as Markdown: a section a model, a row a field, by name."""
    models = {"District": schema, **dict(sorted(schema["$defs"].items()))}
    sections = (_section(name, model) for name, model in models.items())
    return _HEAD + "".join(sections)


def _section(name: str, model: Mapping[str, Any]) -> str:
    about = " ".join(str(model.get("description", "")).split())
    if "properties" not in model:
        return f"\n## {name}\n\n{about} One of: {_one_of(model)}.\n"
    rows = "".join(_rows(model))
    return f"\n## {name}\n\n{about}\n\n| field | is | default | means |\n|---|---|---|---|\n{rows}"


def _rows(model: Mapping[str, Any]) -> Iterator[str]:
    required = set(model.get("required", ()))
    for field, told in model["properties"].items():
        default = "" if field in required else _default(told.get("default"))
        means = " ".join(str(told.get("description", "")).split())
        yield f"| `{field}` | {_cell(_type(told))} | {_cell(default)} | {_cell(means)} |\n"


def _default(value: Any) -> str:
    if value in (None, [], ""):
        return "none" if value is None else "empty"
    return f"`{value}`"


def _type(told: Mapping[str, Any]) -> str:
    if "$ref" in told:
        name = str(told["$ref"]).rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in told:
        return f"`{told['const']}`"
    if "enum" in told:
        return _one_of(told)
    for choice in ("anyOf", "oneOf"):
        if choice in told:
            return " or ".join(dict.fromkeys(_type(each) for each in told[choice]))
    if told.get("type") == "array":
        return _several(told)
    return _WORDS.get(str(told.get("format", told.get("type"))), str(told.get("type")))


def _several(told: Mapping[str, Any]) -> str:
    if "prefixItems" in told:
        kinds = dict.fromkeys(_type(each) for each in told["prefixItems"])
        return f"{len(told['prefixItems'])} times {' or '.join(kinds)}"
    return f"several: {_type(told['items'])}" if "items" in told else "several"


def _one_of(told: Mapping[str, Any]) -> str:
    values = [f"`{value}`" for value in told.get("enum", ())]
    return ", ".join(values)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
