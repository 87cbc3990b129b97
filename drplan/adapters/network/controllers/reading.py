"""Reading an API's endpoints as its platform's file lists them, page by page, each thing once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import quote

from drplan.adapters.network.controllers.client import ReadingClient
from drplan.gear.api import Read

MOST_PAGES = 500
"""Pages of one list; more is an API that goes in circles."""

Entries = list[dict[str, Any]]


class Pager(Protocol):
    """Reads all pages of a list in the manner of one API."""

    def __call__(self, client: ReadingClient, path: str) -> Entries:
        """Return the entries of all pages, in their order; raises as ``ReadingClient.get``."""
        ...


class Reading:
    """Reads what is listed for a kind of thing. ``has`` says whether the application has a read."""

    def __init__(
        self, client: ReadingClient, pager: Pager, has: Callable[[Read], bool] = lambda _: True
    ) -> None:
        self.client = client
        self._pager = pager
        self._has = has

    def of(self, kind: str, **ids: str) -> dict[str, Any]:
        """Return everything that is read of one thing, by the reads' names."""
        found: dict[str, Any] = {}
        for read in self.client.api.reads:
            if read.of != kind or not self._has(read):
                continue
            path = path_of(read.path, ids)
            if read.where and not self.named(found[read.where], path).get(read.where_true):
                continue
            found[read.name] = self._one(read, path)
        return found

    def entries(self, path: str) -> Entries:
        """Return a list that comes in pages."""
        return self._pager(self.client, path)

    def thing(self, path: str) -> dict[str, Any]:
        """Return one thing; raises ``NotWhole`` when it is none."""
        return self.named(self.client.get(path)[0], path)

    def named(self, value: Any, path: str) -> dict[str, Any]:
        """Return a JSON object as it is; raises ``NotWhole`` for anything else."""
        if not isinstance(value, dict):
            raise self.client.not_whole(path, "it is not the thing that was asked for")
        return value

    def field(self, held: Mapping[str, Any], name: str, path: str) -> str:
        """Return what names a thing; raises ``NotWhole`` when it does not say."""
        value = held.get(name)
        if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
            raise self.client.not_whole(path, f"an entry does not say its {name}")
        return str(value)

    def _one(self, read: Read, path: str) -> Any:
        value = self._pager(self.client, path) if read.pages else self._at_once(path)
        if not read.key:
            return value
        listed = self._listed(value, path)
        by_key = {self.field(each, read.key, path): each for each in listed}
        if len(by_key) != len(listed):
            raise self.client.not_whole(path, f"two entries have one {read.key}")
        if read.each:
            by_key = {key: self.thing(f"{path}/{quote(key, safe='')}") for key in by_key}
        return [by_key[key] for key in sorted(by_key)]

    def _at_once(self, path: str) -> Any:
        value, headers = self.client.get(path)
        reading_ends(self.client, path, headers)
        return value

    def _listed(self, value: Any, path: str) -> Entries:
        if not isinstance(value, list):
            raise self.client.not_whole(path, "it is no list")
        return [self.named(each, path) for each in value]


def reading_ends(client: ReadingClient, path: str, headers: Mapping[str, str]) -> None:
    """Raise ``NotWhole`` when an answer that was read as the last one says that another follows."""
    if "next" in headers.get("link", "").lower():
        raise client.not_whole(path, "it says that more follows, and not where in a way that we read")


def path_of(path: str, ids: Mapping[str, str]) -> str:
    """Fill names into a path; a name is one part of it, whatever it holds."""
    return path.format(**{name: quote(value, safe="") for name, value in ids.items()})
