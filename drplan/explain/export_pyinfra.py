"""The declared servers as one inventory file that ``pyinfra FILE …`` reads without drplan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from drplan.declare import Asset, District, Server, Site
from drplan.declare.hosts import host_data
from drplan.declare.lookup import assets
from drplan.explain.export_words import group


def pyinfra_inventory(district: District) -> str:
    """Write one list a site, with each server's data, and one list of names a baseline, all sorted.

    The lists are ``site_`` and ``baseline_`` with the name, ``-`` turned into ``_``. Network devices and
    accounts are not pyinfra's to manage: a comment lists them. Every value is written by ``ascii``, which
    Python reads back as it was.
    """
    others = [asset.name for asset in assets(district) if not isinstance(asset, Server)]
    lines = [
        f"# {district.name!a}, from its declaration by drplan inventory export pyinfra.",
        "# Change the declaration, not this file.",
        *(f"# Not exportable, pyinfra manages servers only: {name!a}." for name in sorted(others)),
    ]
    for site in sorted(district.sites, key=lambda site: site.code):
        here = [line for server in _servers(site.assets) for line in _server(site, server)]
        lines += ["", *_list(group("site", site.code), here)]
    for baseline, names in sorted(_baselines(_servers(assets(district))).items()):
        lines += ["", *_list(group("baseline", baseline), [f"    {name!a}," for name in names])]
    return "\n".join(lines) + "\n"


def _servers(mixed: Iterable[Asset]) -> list[Server]:
    return sorted((a for a in mixed if isinstance(a, Server)), key=lambda server: server.name)


def _baselines(servers: Sequence[Server]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for server in servers:
        for baseline in set(server.baselines):
            found.setdefault(baseline, []).append(server.name)
    return found


def _server(site: Site, server: Server) -> Iterator[str]:
    yield "    ("
    yield f"        {server.name!a},"
    yield "        {"
    for key, value in host_data(site, server).items():
        yield f"            {key!a}: {value!a},"
    yield "        },"
    yield "    ),"


def _list(name: str, items: Sequence[str]) -> list[str]:
    return [f"{name} = [", *items, "]"] if items else [f"{name} = []"]
