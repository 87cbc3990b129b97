"""The one way out of a scratch room: listens in the room, connects outside it, passes bytes.

Run as a program; its order lies in a file: ``[{"namespace", "address", "port", "host", "target_port"}]``. The
sockets it listens on belong to the room for good; all else it does is outside.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_NETWORK = 0x40000000
_CHUNK = 1 << 18
_WAITING = 128


def listening(order: Sequence[Mapping[str, Any]]) -> list[socket.socket]:
    """Open a socket in each passage's network namespace and come back to where this process was."""
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    opened = []
    try:
        for each in order:
            _enter(libc, os.open(each["namespace"], os.O_RDONLY))
            here = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            here.bind((each["address"], each["port"]))
            here.listen(_WAITING)
            opened.append(here)
    finally:
        _enter(libc, home)
    return opened


def _enter(libc: ctypes.CDLL, handle: int) -> None:
    try:
        if libc.setns(handle, _NETWORK) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    finally:
        os.close(handle)


async def serve(order: Sequence[Mapping[str, Any]], opened: Sequence[socket.socket]) -> None:
    """Pass bytes between whoever connects in the room and that passage's target, until ended."""
    async with contextlib.AsyncExitStack() as stack:
        for each, here in zip(order, opened, strict=True):
            server = await asyncio.start_server(_to(each["host"], each["target_port"]), sock=here)
            await stack.enter_async_context(server)
        await asyncio.Event().wait()


def _to(host: str, port: int) -> Any:
    async def passed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection(host, port)
        except OSError:
            writer.transport.abort()
            return
        await asyncio.gather(_copy(reader, back), _copy(there, writer))
        for each in (writer, back):
            each.close()

    return passed


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
        # Whoever has said all may still be answered.
        writer.write_eof()
    except OSError:
        writer.transport.abort()


def main() -> None:
    """Do as ordered."""
    order = json.loads(Path(sys.argv[1]).read_text())
    opened = listening(order)
    asyncio.run(serve(order, opened))


if __name__ == "__main__":
    main()
