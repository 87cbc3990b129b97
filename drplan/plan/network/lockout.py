"""The lockout guard: what adds is sent first, what could cut us off is marked, the worst is refused.

Rules stand as data (``gear/management.toml``, ``[management]`` of a platform). A line is tried against them
in this order: what no timer brings back; what does nothing although it stands on our path; what decides over
logins, routes and filters; what is harmless anywhere; then what it names: VLANs, our address, ports, access
lists, routes. What no rule knows is marked.

Each line is judged by what runs now and never by the lines beside it: leaving lines out cannot hide one.
"""

from __future__ import annotations

from collections.abc import Sequence

from drplan.gear.platform import Platform
from drplan.plan.network.change import ConfigLine, Guarded, Marked, WayIn
from drplan.plan.network.judging import Judge
from drplan.plan.network.never_sent import refusals
from drplan.plan.network.said import sentence
from drplan.plan.network.sending_order import adds_first
from drplan.plan.network.way import way


def guard(platform: Platform, lines: Sequence[ConfigLine], running: str, way_in: WayIn) -> Guarded:
    """Return lines in the order they are sent, those that could cut us off, and why some are never sent.

    ``running`` is the device's whole configuration; what it or ``way_in`` leave open counts as dangerous.
    """
    ordered = adds_first(lines, platform)
    found = way(platform, running, way_in)
    judge = Judge(platform, found)
    reasons = [(line, judge.because(sentence(line, platform), removes=line.removes)) for line in ordered]
    marked = tuple(Marked(line, because) for line, because in reasons if because)
    return Guarded(ordered, marked, tuple(refusals(platform, ordered, found)))
