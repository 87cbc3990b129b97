"""Looking whether a switch keeps its VLANs: frames are sent from one port of it to others, in a lab.

Each access port of the lab's switch has a station at the other end of its cable, a network namespace with an
address. All addresses are of one network, so that nothing but the switch stands between two VLANs.
"""

from __future__ import annotations

import ctypes
import os
import secrets
import select
import socket
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

from drplan.adapters.access import Access
from drplan.adapters.lab.switches import station_address, stations
from drplan.adapters.probes.seen import Seen
from drplan.declare import NetworkDevice, VlanProbe

_CLONE_NEWNET = 0x40000000
_SO_NO_CHECK = 11
"""A switch in user space does not finish the checksums that a virtual cable leaves to hardware."""
_PORT = 40_404
_SECONDS = 1.5
_AGAIN = 0.1


def see_vlan(probe: VlanProbe, switch: NetworkDevice, access: Access) -> Seen:
    """Send from one port to the others, once; elsewhere than in a lab there is nobody to send."""
    if access.where != "lab":
        return Seen("unequipped", f"nothing can be plugged into {switch.name} from here: only a lab can")
    there = stations(switch)
    wanted = (probe.port, probe.reaches, *probe.apart)
    if missing := [port for port in wanted if port not in there]:
        return Seen("unequipped", f"{switch.name} declares no access port {', '.join(missing)}")
    try:
        heard = _heard(probe, {port: (there[port], station_address(switch, port)) for port in wanted})
    except FileNotFoundError as error:
        return Seen("untried", f"{switch.name} is not in this lab: {Path(str(error.filename)).name}")
    return judge(probe, heard)


def judge(probe: VlanProbe, heard: frozenset[str]) -> Seen:
    """Judge by the ports at which a frame arrived."""
    name = f"{probe.switch}: port {probe.port}"
    if probe.reaches not in heard:
        return Seen("other", f"{name} does not reach port {probe.reaches}")
    if leaks := [port for port in probe.apart if port in heard]:
        return Seen("other", f"{name} reaches port {', '.join(leaks)}, which is in another VLAN")
    apart = f", and not {', '.join(probe.apart)}" if probe.apart else ""
    return Seen("healthy", f"{name} reaches port {probe.reaches}{apart}")


def _heard(probe: VlanProbe, places: Mapping[str, tuple[str, str]]) -> frozenset[str]:
    """Send a word of this look's own to every other port; return those at which it arrived."""
    word = secrets.token_bytes(16)
    with ExitStack() as held:
        sender, *_ = [held.enter_context(_socket(*places[probe.port]))]
        ears = {
            held.enter_context(_socket(*place)): port for port, place in places.items() if port != probe.port
        }
        heard: set[str] = set()
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline and len(heard) < len(ears):
            for _, address in (places[port] for port in ears.values()):
                # Nobody answers for the address, or the queue of those not yet found is full.
                with suppress(OSError):
                    sender.sendto(word, (address, _PORT))
            ready, _, _ = select.select(list(ears), [], [], _AGAIN)
            heard |= {ears[ear] for ear in ready if ear.recv(64) == word}
            if probe.reaches in heard and not probe.apart:
                break
        return frozenset(heard)


def _socket(namespace: str, address: str) -> socket.socket:
    """Return a socket that stands in another network namespace: only its making must happen there."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(_made, namespace, address).result()


def _made(namespace: str, address: str) -> socket.socket:
    handle = os.open(f"/run/netns/{namespace}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        # This thread ends with the socket's making: no other leaves its own network.
        if ctypes.CDLL(None, use_errno=True).setns(handle, _CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f"cannot enter {namespace}")
    finally:
        os.close(handle)
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, _SO_NO_CHECK, 1)
    made.bind((address, _PORT))
    made.setblocking(False)
    return made
