"""Coming to know the machines of a district by their host keys: look, decide, ask, keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal, Protocol

from drplan.declare import NetworkDevice, Server
from drplan.errors import DrplanError
from drplan.plan.trust import HostKey, Trust, decide

Machine = Server | NetworkDevice

Met = Literal["known", "added", "replaced", "refused", "unconfirmed", "unreachable"]

_AT_ONCE = 8


class KeyRing(Protocol):
    """What machines show, what is known of them, and where a key is kept."""

    def shown(self, machine: Machine) -> Sequence[HostKey]:
        """Return the keys it shows now, at least one; raises ``Unreachable``."""
        ...

    def known(self, machine: Machine) -> Sequence[HostKey]:
        """Return the keys believed so far, after ``shown``."""
        ...

    def keep(self, machine: Machine, key: HostKey) -> None:
        """Believe this key from now on, and no other."""
        ...


@dataclass(frozen=True)
class Meeting:
    """What came of one machine; ``key`` is the one it is about, none of an unreachable one."""

    machine: Machine
    met: Met
    because: str
    key: HostKey | None = None


def meet(
    machines: Sequence[Machine],
    ring: KeyRing,
    *,
    vouched: Mapping[str, Sequence[str]],
    replace: bool,
    confirm: Callable[[Machine, HostKey], bool],
) -> list[Meeting]:
    """Look at all machines at the same time, then settle one after the other, in their order.

    ``vouched`` maps names to fingerprints given now; for the others the declared one counts. ``confirm`` asks
    a person about a key that nobody vouched for.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        looks = list(pool.map(lambda machine: _look(ring, machine), machines))
    found = []
    for machine, look in zip(machines, looks, strict=True):
        if isinstance(look, DrplanError):
            found.append(Meeting(machine, "unreachable", f"{look.message} (next: {look.next_step})"))
            continue
        # A fingerprint given now is newer than the declaration: what stands there may be the old key's.
        given = vouched.get(machine.name) or ((machine.host_key,) if machine.host_key else ())
        trust = decide(look, known=ring.known(machine), vouched=given, replace=replace)
        found.append(_settle(machine, trust, ring, confirm))
    return found


def _look(ring: KeyRing, machine: Machine) -> Sequence[HostKey] | DrplanError:
    try:
        return ring.shown(machine)
    except DrplanError as error:
        return error


def _settle(
    machine: Machine, trust: Trust, ring: KeyRing, confirm: Callable[[Machine, HostKey], bool]
) -> Meeting:
    if trust.decision in {"known", "refuse"}:
        met: Met = "known" if trust.decision == "known" else "refused"
        return Meeting(machine, met, trust.because, trust.key)
    if trust.decision == "ask" and not confirm(machine, trust.key):
        return Meeting(machine, "unconfirmed", trust.because, trust.key)
    ring.keep(machine, trust.key)
    because = "confirmed at the terminal" if trust.decision == "ask" else trust.because
    return Meeting(machine, "replaced" if trust.decision == "replace" else "added", because, trust.key)
