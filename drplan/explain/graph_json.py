"""The graph of services as nodes and edges, for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from drplan.explain.graph import Graph

SCHEMA = "drplan/graph/1"

Node = dict[str, Any]


def graph_json(graph: Graph) -> str:
    """Write the shown services and everything they need, however far: each edge has both of its nodes.

    ``wave`` is a service's wave among those shown, ``null`` for one that is only needed by them. A name that
    nothing declares is a node of kind ``undeclared``.
    """
    numbers = {s.name: number for number, group in enumerate(graph.waves, start=1) for s in group}
    reached = _reached(graph, numbers)
    edges = sorted({edge for name in reached if name in graph.known for edge in _edges(graph, name)})
    ends = {f"service/{name}" for name in reached} | {end for _, end, _ in edges}
    report = {
        "schema": SCHEMA,
        "district": graph.district,
        "site": graph.site,
        "nodes": [_node(graph, numbers, identity) for identity in sorted(ends)],
        "edges": [{"from": start, "to": end, "kind": kind} for start, end, kind in edges],
    }
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _reached(graph: Graph, shown: Iterable[str]) -> set[str]:
    found, waiting = set(shown), list(shown)
    while waiting:
        service = graph.known.get(waiting.pop())
        new = set(service.depends_on) - found if service else set()
        found |= new
        waiting += new
    return found


def _edges(graph: Graph, name: str) -> list[tuple[str, str, str]]:
    service, start = graph.known[name], f"service/{name}"
    return [
        *((start, f"service/{needed}", "depends_on") for needed in service.depends_on),
        *((start, f"asset/{asset}", "runs_on") for asset in service.runs_on),
    ]


def _node(graph: Graph, waves: dict[str, int], identity: str) -> Node:
    family, name = identity.split("/", 1)
    if family == "service" and name in graph.known:
        return {"id": identity, "kind": "service", "name": name, **_service(graph, waves.get(name), name)}
    kind, site = graph.assets.get(name, ("undeclared", None)) if family == "asset" else ("undeclared", None)
    return {"id": identity, "kind": kind, "name": name, "site": site}


def _service(graph: Graph, wave: int | None, name: str) -> Node:
    service, chain = graph.known[name], graph.chains[name]
    return {
        "site": graph.homes[name],
        "title": service.title,
        "tier": int(service.tier),
        "wave": wave,
        "rto_seconds": service.objectives.rto.total_seconds(),
        "slowest_chain": {
            "services": list(chain.services),
            "ends_seconds": chain.ends,
            "total_seconds": chain.total,
        },
    }
