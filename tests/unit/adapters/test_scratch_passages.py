"""Which ways lead out of a scratch room, and which never do."""

import json
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from drplan import Repository, Secret
from drplan.adapters.inventory import load_district
from drplan.adapters.scratch import forward
from drplan.adapters.scratch.passages import Passage, passages
from drplan.adapters.scratch.reach import answering


def repository(location, **more):
    return Repository(
        name="copy", location=location, site="hs", media="disk", password=Secret.env("X"), **more
    )


def test_the_example_is_let_out_to_its_three_repositories_and_to_no_second_door():
    ways, without = passages(load_district(Path("inventories")).repositories, {})
    assert [(way.repositories, str(way.address), way.port) for way in ways] == [
        (("onsite",), "198.18.20.5", 8000),
        (("offsite",), "203.0.113.10", 8333),
        (("neighbor",), "203.0.113.130", 8000),
    ]
    assert without == {}


@pytest.mark.parametrize(
    ("location", "address", "port"),
    [
        ("rest:https://192.0.2.1/x/", "192.0.2.1", 443),
        ("rest:http://user@192.0.2.1/x/", "192.0.2.1", 80),
        ("s3:192.0.2.1/bucket", "192.0.2.1", 443),
        ("sftp:me@192.0.2.1:/srv", "192.0.2.1", 22),
        ("sftp://me@192.0.2.1:2222//srv", "192.0.2.1", 2222),
    ],
)
def test_a_locations_address_and_port_are_restics(location, address, port):
    (way,), _ = passages([repository(location)], {})
    assert way == Passage(("copy",), IPv4Address(address), port, address, port)


@pytest.mark.parametrize("location", ["/srv/copy", "s3:https://s3.example.com/bucket", "b2:bucket"])
def test_what_a_room_cannot_be_let_out_to_says_why(location):
    ways, without = passages([repository(location)], {})
    assert ways == ()
    assert without["copy"].startswith("copy ")


def test_a_lab_without_root_is_asked_where_it_is_in_truth():
    said = {"rest:https://192.0.2.1/x/": "rest:https://127.0.0.1:20123/x/"}
    (way,), _ = passages([repository("rest:https://192.0.2.1/x/")], said)
    assert (way.address, way.port) == (IPv4Address("192.0.2.1"), 443)
    assert (way.target_host, way.target_port) == ("127.0.0.1", 20123)


def test_the_forwarder_passes_every_byte_both_ways_and_ends_a_stream_with_its_end(tmp_path):
    with closing(socket.create_server(("127.0.0.1", 0))) as target, closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        order = tmp_path / "order.json"
        here = {"namespace": "/proc/self/ns/net", "address": "127.0.0.1", "port": port}
        order.write_text(json.dumps([{**here, "host": "127.0.0.1", "target_port": target.getsockname()[1]}]))
        forwarder = subprocess.Popen([sys.executable, "-I", forward.__file__, str(order)])
        try:
            assert passed(port, target) == b"question" * 100_000
        finally:
            forwarder.kill()
            forwarder.wait()


def passed(port, target):
    target.settimeout(10)
    for _ in range(100):
        try:
            asking = socket.create_connection(("127.0.0.1", port), timeout=10)
            break
        except ConnectionRefusedError:
            time.sleep(0.05)
    with asking:
        answering_end, _ = target.accept()
        with answering_end:
            heard = bytearray()

            def ask():
                asking.sendall(b"question" * 100_000)
                asking.shutdown(socket.SHUT_WR)

            thread = threading.Thread(target=ask)
            thread.start()
            while chunk := answering_end.recv(1 << 16):
                heard += chunk
            thread.join()
            answering_end.sendall(b"answer")
            answering_end.shutdown(socket.SHUT_WR)
            assert asking.makefile("rb").read() == b"answer"
    return bytes(heard)


def test_an_address_that_refuses_answers_and_one_that_nobody_has_does_not():
    assert answering(["127.0.0.1"], seconds=0.5) == ["127.0.0.1"]
    assert answering([], seconds=0.5) == []
