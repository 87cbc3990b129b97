"""Seeing that somebody is turned away, by a service that is up."""

from __future__ import annotations

from collections.abc import Callable

from drplan.adapters.probes.seen import Seen
from drplan.declare.network_probes import LdapProbe
from drplan.declare.probes import Probe, Refused


def see_refused(probe: Refused, see: Callable[[Probe], Seen]) -> Seen:
    """Look beside first: where nothing shows that the service is up, being turned away means nothing."""
    up = see(probe.beside)
    if up.state != "healthy":
        return Seen(up.state, f"nobody is let in, so nothing shows who is refused: {up.detail}")
    seen = _as_refusal(see(probe.probe), probe)
    if seen.state == "refused":
        return Seen("healthy", f"refused as it should be: {seen.detail}; beside it: {up.detail}")
    if seen.state == "healthy":
        return Seen("other", f"let in, and must not be: {seen.detail}")
    return Seen(seen.state, f"neither let in nor refused: {seen.detail}")


def _as_refusal(seen: Seen, probe: Refused) -> Seen:
    """Count it as a refusal when a program says so, or when a directory hides what it shows to the other."""
    one, other = probe.probe, probe.beside
    if probe.says is not None:
        said = seen.state == "other" and probe.says.encode() in seen.said
        return Seen("refused", f"{seen.detail} and says so") if said else seen
    alike = isinstance(one, LdapProbe) and isinstance(other, LdapProbe) and _asked(one) == _asked(other)
    return Seen("refused", seen.detail) if seen.state == "hidden" and alike else seen


def _asked(probe: LdapProbe) -> tuple[str, str]:
    return probe.base, probe.filter
