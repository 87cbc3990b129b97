"""Waits for logins to many devices, hands each to an OpenSSH server, and keeps the devices' timers.

One process for a folder of devices. ``plan.json`` there says who listens where and how sshd is started; the
listener takes ports that are given as 0 from the system and writes ``places.json``. It ends by SIGTERM, or
when the folder is gone; the servers it started end with it.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import struct
import sys
import time
from typing import Any

from drplan.adapters.lab.standin.dialects import speech
from drplan.adapters.lab.standin.unit import Unit

_LOOK_SECONDS = 0.1
_BACKLOG = 128


class Door:
    """Where one device listens."""

    def __init__(self, folder: str, device: dict[str, Any]) -> None:
        self.folder = os.path.join(folder, device["folder"])
        self.command: str = device["command"]
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind((device["address"], device["port"]))
        self.socket.listen(_BACKLOG)
        self.unit = Unit(self.folder, speech(self.folder))
        self.unit.running()

    @property
    def shut(self) -> bool:
        """Whether nobody is let in: management does not reach it, or it is starting."""
        state = self.unit.state
        return bool(state.get("locked")) or time.time() < state.get("down_until", 0)


def listen(folder: str) -> None:
    """Serve until SIGTERM."""
    _alone()
    with open(os.path.join(folder, "plan.json"), encoding="utf-8") as there:
        plan = json.load(there)
    # Ended servers leave nothing to be waited for.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: _end())
    try:
        doors = [Door(folder, device) for device in plan["devices"]]
        _tell(folder, doors)
        _serve(folder, doors, plan["sshd"])
    finally:
        # What went wrong, if anything did, is said here: nothing comes after the end.
        if sys.exc_info()[0]:
            sys.excepthook(*sys.exc_info())
        _end()


def _serve(folder: str, doors: list[Door], sshd: list[str]) -> None:
    poll = select.epoll()
    by_handle = {door.socket.fileno(): door for door in doors}
    for handle in by_handle:
        poll.register(handle, select.EPOLLIN)
    looked = 0.0
    while os.path.exists(os.path.join(folder, "plan.json")):
        for handle, _ in poll.poll(_LOOK_SECONDS):
            _admit(by_handle[handle], sshd)
        if time.monotonic() - looked > _LOOK_SECONDS:
            looked = time.monotonic()
            for door in doors:
                door.unit.tick()


def _tell(folder: str, doors: list[Door]) -> None:
    places = [door.socket.getsockname() for door in doors]
    beside = os.path.join(folder, "places.new")
    with open(beside, "w", encoding="utf-8") as there:
        json.dump(places, there)
    os.replace(beside, os.path.join(folder, "places.json"))


def _admit(door: Door, sshd: list[str]) -> None:
    line, _ = door.socket.accept()
    with line:
        door.unit.tick()
        if door.shut:
            # Nobody answers: the connection is reset, as from a port that is closed.
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        handle = line.fileno()
        os.posix_spawn(
            sshd[0],
            [*sshd, "-o", f"ForceCommand={door.command}"],
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, handle, 0), (os.POSIX_SPAWN_DUP2, handle, 1)],
            setsigdef=[signal.SIGCHLD],
        )


def _alone() -> None:
    """See to it that our group is ours alone, as ``StandIns.start`` has it: it is ended as a whole."""
    if os.getsid(0) == os.getpid():
        return
    try:
        os.setsid()
    except PermissionError:
        # It leads a group of somebody's session, in which others may be.
        sys.exit("the listener must lead a session of its own: start it by setsid")


def _end() -> None:
    # Our own group, see `_alone`: the servers and sessions that we started, and nothing else.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(os.getpgrp(), signal.SIGTERM)
    os._exit(0)
