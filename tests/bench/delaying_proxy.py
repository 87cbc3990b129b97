"""Forwards TCP connections and holds every byte back for a while: a far host, on loopback.

``python delaying_proxy.py SECONDS LISTEN=TARGET ...`` (port 22 on both sides) says ``ready`` when it listens.
"""

import asyncio
import sys
from functools import partial

PORT = 22
PIECE = 65536


async def carry(reader, writer, seconds):
    """Write what is read, each piece ``seconds`` later; many pieces may be under way."""
    loop = asyncio.get_running_loop()
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def deliver():
        while True:
            due, piece = await under_way.get()
            await asyncio.sleep(max(0, due - loop.time()))
            if not piece:
                break
            writer.write(piece)
            await writer.drain()
        writer.close()

    delivery = asyncio.create_task(deliver())
    try:
        while piece := await reader.read(PIECE):
            under_way.put_nowait((loop.time() + seconds, piece))
    except ConnectionError:
        pass
    under_way.put_nowait((loop.time() + seconds, b""))
    await asyncio.gather(delivery, return_exceptions=True)


async def forward(target, seconds, reader, writer):
    """Carry one connection both ways until both ends are done."""
    there_reader, there_writer = await asyncio.open_connection(target, PORT)
    await asyncio.gather(carry(reader, there_writer, seconds), carry(there_reader, writer, seconds))


async def main(seconds, ways):
    """Listen for each way until the process is ended."""
    for listen, target in ways:
        await asyncio.start_server(partial(forward, target, seconds), listen, PORT)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), [word.split("=") for word in sys.argv[2:]]))
