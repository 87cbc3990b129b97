"""Runs deploy files on hosts, each host on its own, the way pyinfra's command runs one file."""

from __future__ import annotations

import socket
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType
from typing import Any

import gevent
from pyinfra.api import Config, Inventory, State
from pyinfra.api.exceptions import PyinfraError
from pyinfra.api.host import Host
from pyinfra.api.state import StateStage
from pyinfra.connectors.ssh import SSHConnector
from pyinfra.context import ctx_config, ctx_host, ctx_inventory, ctx_state

from drplan.adapters.hosts.corrections import install
from drplan.adapters.hosts.outcome import operations_of
from drplan.adapters.hosts.unreached import say_why
from drplan.adapters.hosts.watch import FactFailed, Watch

CONNECT_TIMEOUT = 10
"""Seconds that a host may take to accept a connection."""

_FAULT_LINES = 3

Say = Callable[[dict[str, Any]], None]


def run(request: Mapping[str, Any], say: Say) -> None:
    """Work on every host at the same time; say one line for each as soon as it is done."""
    watch = Watch()
    install(watch, dry=request["dry"])
    inventory = Inventory(([(host["name"], host["data"]) for host in request["hosts"]], {}))
    state = _state(inventory, request, watch)
    files = {host["name"]: host["files"] for host in request["hosts"]}
    codes = {file: compile(Path(file).read_text(), file, "exec") for each in files.values() for file in each}
    with ctx_state.use(state), ctx_inventory.use(inventory):
        work = [
            state.pool.spawn(_work, watch, host, [codes[file] for file in files[host.name]], position, say)
            for position, host in enumerate(inventory)
        ]
        # A host that breaks its greenlet says nothing, and is then reported as not done.
        gevent.joinall(work)


def _state(inventory: Inventory, request: Mapping[str, Any], watch: Watch) -> State:
    state = State(inventory, Config(DIFF=watch, CONNECT_TIMEOUT=CONNECT_TIMEOUT))
    state.check_for_changes = request["dry"]
    state.is_executing = not request["dry"]
    state.current_stage = StateStage.Prepare if request["dry"] else StateStage.Execute
    state.cwd = request["root"]
    # Raises when the last host has failed, whichever host asks next; the watch looks at each host itself.
    state.fail_hosts = lambda hosts, *_: state.failed_hosts.update(hosts)  # type: ignore[method-assign]
    return state


def _work(watch: Watch, host: Host, codes: list[CodeType], position: int, say: Say) -> None:
    """Connect, execute, answer. Nothing that happens on this host may stop another's."""
    # Operations are told apart by their place in the call: without this, hosts would share them.
    host.loop_position.append(position)
    try:
        host.connect(show_errors=False, raise_exceptions=True)
    except (PyinfraError, OSError) as error:
        say(
            {
                "host": host.name,
                "error": say_why(error, host.data.get("ssh_hostname", host.name)),
                "operations": [],
            }
        )
        return
    try:
        _send_at_once(host)
        host.state.activate_host(host)
        fault = _execute(watch, host, codes)
        say({"host": host.name, "error": None, "operations": operations_of(host, watch, fault)})
    finally:
        if isinstance(host.connector, SSHConnector) and host.connector.client is not None:
            host.connector.client.close()


def _execute(watch: Watch, host: Host, codes: list[CodeType]) -> str | None:
    """Run the files at top level, in order; return what broke a file itself, if anything did."""
    with ctx_config.use(host.state.config.copy()), ctx_host.use(host):
        for code in codes:
            try:
                exec(code, {"__file__": code.co_filename})  # noqa: S102 - running deploy files is the work
            except Exception as error:  # noqa: BLE001 - a deploy file may raise anything
                return None if host.name in watch.stopped else _fault(error, code.co_filename)
    return None


def _fault(error: Exception, filename: str) -> str:
    """Say what broke and where in the deploy file."""
    if isinstance(error, FactFailed):
        return str(error)
    lines = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename
    ]
    place = f"{Path(filename).name} line {lines[-1]}" if lines else Path(filename).name
    said = [line for line in str(error).splitlines() if line.strip()][:_FAULT_LINES]
    return "\n".join([f"{place}: {type(error).__name__}", *said])


def _send_at_once(host: Host) -> None:
    """Do not hold back small packets: a command's round trip fell from 55 to 15 ms."""
    client = host.connector.client if isinstance(host.connector, SSHConnector) else None
    transport = client.get_transport() if client is not None else None
    if transport is not None and isinstance(transport.sock, socket.socket):
        transport.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
