"""Services, what they need, and which chain of dependencies holds each of them longest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drplan.declare import District, Service
from drplan.declare.lookup import homes, services, services_by_name, site_of
from drplan.plan.order import waves

_BREAKS_A_LINE = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029\ufffe\uffff]+")


@dataclass(frozen=True)
class Chain:
    """Services, each needing the one before it, up to the one this is the chain of; both in seconds.

    ``ends`` is the longest RTO in it: no service can promise to be back before what it needs.
    ``total`` is how long they take by their RTOs when recovered one after another.
    """

    services: tuple[str, ...]
    ends: float
    total: float


@dataclass(frozen=True)
class Graph:
    """What is shown of a district. ``waves`` hold the shown services, first to be recovered first.

    ``title`` is the site's, or the district's; ``site`` its code, or ``None`` for all sites. ``known`` holds
    every service by name, ``homes`` the site of each, ``chains`` its slowest chain; ``assets`` holds kind
    and site of every asset by name.
    """

    district: str
    site: str | None
    title: str
    waves: tuple[tuple[Service, ...], ...]
    known: Mapping[str, Service]
    homes: Mapping[str, str]
    chains: Mapping[str, Chain]
    assets: Mapping[str, tuple[str, str]]


def service_graph(district: District, code: str | None = None) -> Graph:
    """Return the graph of one site's services, or of all. Chains run through every site in both cases.

    Raises ``UsageError`` for an unknown site, ``DeclarationError`` when services depend in a circle.
    """
    chosen = None if code is None else site_of(district, code)
    ordered = waves(services(district))
    return Graph(
        district=district.name,
        site=code,
        title=one_line(chosen.title if chosen else district.name),
        waves=waves(chosen.services) if chosen else ordered,
        known=services_by_name(district),
        homes={name: site.code for name, site in homes(district).items()},
        chains=slowest_chains(ordered),
        assets={asset.name: (asset.kind, site.code) for site in district.sites for asset in site.assets},
    )


def slowest_chains(ordered: Iterable[Iterable[Service]]) -> dict[str, Chain]:
    """Return for each service the chain of what it needs that ends last by declared RTOs, itself at the end.

    ``ordered`` are waves, as :func:`drplan.plan.order.waves` makes them. Of chains that end together the
    longer in total is taken, then the first by name. Services that are not given hold nothing up.
    """
    found: dict[str, Chain] = {}
    for group in ordered:
        for service in group:
            rto = service.objectives.rto.total_seconds()
            before = [found[name] for name in service.depends_on if name in found]
            last = min(before, key=lambda c: (-c.ends, -c.total, c.services), default=Chain((), 0.0, 0.0))
            found[service.name] = Chain((*last.services, service.name), max(last.ends, rto), last.total + rto)
    return found


def one_line(text: str) -> str:
    """Write a title on one line, without the characters that XML and terminals cannot hold."""
    return _BREAKS_A_LINE.sub(" ", text)
