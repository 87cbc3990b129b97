"""The graph of services as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import Service
from drplan.explain.graph import Chain, Graph, one_line
from drplan.explain.words import count, length, listing

_LEGEND = (
    "A chain ends with the longest declared RTO in it: no service is back before what it depends on.\n"
    "One after another is the sum of its RTOs."
)


def graph_text(graph: Graph) -> str:
    """Write services in waves: what each depends on and runs on, and the chain that holds it longest."""
    total = sum(map(len, graph.waves))
    lines = [f"{graph.title}: {count(total, 'service')} in {count(len(graph.waves), 'wave')}"]
    for number, group in enumerate(graph.waves, start=1):
        lines += ["", f"wave {number}"]
        lines += [line for service in group for line in _service(graph, service)]
    return "\n".join([*lines, "", _LEGEND] if total else lines) + "\n"


def _service(graph: Graph, service: Service) -> Iterator[str]:
    promise = f"tier {int(service.tier)}, RTO {length(service.objectives.rto)}"
    home = graph.homes[service.name]
    needed = sorted(set(service.depends_on))
    ground = sorted(set(service.runs_on))
    yield f"  {service.name}: {one_line(service.title)} ({promise})"
    yield f"    depends on: {listing((_placed(n, graph.homes.get(n), home) for n in needed), 'nothing')}"
    assets = (_placed(n, graph.assets[n][1] if n in graph.assets else None, home) for n in ground)
    yield f"    runs on: {listing(assets, 'nothing declared')}"
    yield f"    slowest chain: {_chain(graph.chains[service.name], service)}"


def _placed(name: str, site: str | None, here: str) -> str:
    if site is None:
        return f"{name} (not declared)"
    return name if site == here else f"{name} (site {site})"


def _chain(chain: Chain, service: Service) -> str:
    rto = service.objectives.rto.total_seconds()
    late = f", beyond its own RTO by {length(chain.ends - rto)}" if chain.ends > rto else ""
    way = " → ".join(chain.services)
    return f"{way}; ends after {length(chain.ends)}{late}; {length(chain.total)} one after another"
