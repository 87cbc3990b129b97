"""Runs deploy files on hosts, each host on its own, the way pyinfra's command runs one file."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

import gevent
from pyinfra.api import Config, Inventory
from pyinfra.api.host import Host
from pyinfra.connectors.ssh import SSHConnector
from pyinfra.context import ctx_config, ctx_host, ctx_inventory, ctx_state

from drplan.adapters.hosts import post_quantum
from drplan.adapters.hosts.batch import Recorder, plan_in_rounds
from drplan.adapters.hosts.confirm import settle
from drplan.adapters.hosts.corrections import install
from drplan.adapters.hosts.outcome import QUIET, operations_of
from drplan.adapters.hosts.pulse import with_loss
from drplan.adapters.hosts.remembered import Remembered, forget_on
from drplan.adapters.hosts.stage import StagedState, begin_anew
from drplan.adapters.hosts.watch import FactFailed, Watch
from drplan.adapters.hosts.way import Unreachable, Way

CONNECT_TIMEOUT = 10
"""Seconds that a host may take to accept a connection."""

TEMPORARY = "/tmp"  # noqa: S108 - pyinfra adds a name nobody can guess
"""Where uploads lie on a host. Root's own folder, which pam_tmpdir gives it, is closed to who uploads."""

_FAULT_LINES = 3

Say = Callable[[dict[str, Any]], None]
Operations = list[dict[str, str]]


@dataclass(frozen=True)
class Job:
    """What is to be done on one host: its deploy files in order, its number, whether only to plan.

    ``batched`` plans in rounds, a few round trips a host; else every fact is asked for on its own.
    ``announce`` is called before anything is changed.
    """

    state: StagedState
    codes: tuple[CodeType, ...]
    position: int
    dry: bool
    batched: bool
    announce: Callable[[Host], None]


def run(request: Mapping[str, Any], say: Say) -> None:
    """Work on every host at the same time; say one line for each as soon as it is done.

    ``names`` in the request says which hosts are meant; the deploy files may read the data of all. An
    ``attended`` request is also told ``{"changing": host}`` before anything is changed there.
    """
    watch = Watch()
    install(watch)
    post_quantum.install()
    inventory = Inventory(([(host["name"], host["data"]) for host in request["hosts"]], {}))
    config = Config(DIFF=watch, CONNECT_TIMEOUT=CONNECT_TIMEOUT, TEMP_DIR=TEMPORARY)
    state = StagedState(inventory, config)
    state.cwd = request["root"]
    files = {host["name"]: host["files"] for host in request["hosts"]}
    codes = {file: compile(Path(file).read_text(), file, "exec") for each in files.values() for file in each}
    meant = set(request.get("names", files))

    def announce(host: Host) -> None:
        if request.get("attended", False):
            say({"changing": host.name})

    with ctx_state.use(state), ctx_inventory.use(inventory):
        work = []
        for position, host in enumerate(host for host in inventory if host.name in meant):
            mine = tuple(codes[file] for file in files[host.name])
            job = Job(state, mine, position, request["dry"], request.get("batched", True), announce)
            work.append(state.pool.spawn(_work, watch, host, job, say))
        # A host that breaks its greenlet says nothing, and is then reported as not done.
        gevent.joinall(work)


def _work(watch: Watch, host: Host, job: Job, say: Say) -> None:
    """Connect, execute, answer. Nothing that happens on this host may stop another's."""
    real = host.connector
    way = Way(host)
    try:
        host.state.activate_host(host)
        operations = with_loss(_hold(watch, host, job, way), real)
        say({"host": host.name, "error": None, "operations": operations})
    except Unreachable as error:
        say({"host": host.name, "error": str(error), "operations": []})
    finally:
        way.close()
        if isinstance(real, SSHConnector) and real.client is not None:
            real.client.close()


def _hold(watch: Watch, host: Host, job: Job, way: Way) -> Operations:
    """Plan; where that is not all and something would change, or a plan cannot tell, execute."""
    planned = None
    if job.batched:
        recorder = Recorder(host, lambda: watch.is_reading(host), way.wait)
        planned = plan_in_rounds(recorder, lambda guessing: _replay(watch, host, job, guessing))
    way.wait()
    if job.dry:
        return planned.result if planned is not None else _replay(watch, host, job)
    if planned is not None and all(operation["outcome"] in QUIET for operation in planned.result):
        return planned.result
    job.announce(host)
    job.state.executing.add(host.name)
    if planned is not None:
        host.connector = Remembered(host, planned.known, lambda: watch.is_reading(host))
    try:
        return settle(host, _replay(watch, host, job))
    finally:
        forget_on(host)


def _replay(watch: Watch, host: Host, job: Job, guessing: Callable[[], bool] = lambda: False) -> Operations:
    """Run the deploy from its beginning; return what became of each operation."""
    begin_anew(job.state, host, job.position)
    watch.begin_anew(host)
    with ctx_config.use(host.state.config.copy()), ctx_host.use(host):
        fault = _execute(watch, host, job.codes, guessing)
        try:
            return operations_of(host, watch, fault)
        except Exception:
            # A condition may ask for facts too, and break of an answer that is not known yet.
            if guessing():
                return []
            raise


def _execute(watch: Watch, host: Host, codes: Iterable[CodeType], guessing: Callable[[], bool]) -> str | None:
    """Run the files at top level, in order; return what broke a file itself, if anything did.

    While ``guessing``, a file may break of an answer that is not known yet: the next one is run all the same.
    """
    for code in codes:
        try:
            exec(code, {"__file__": code.co_filename})  # noqa: S102 - running deploy files is the work
        except Exception as error:  # noqa: BLE001 - a deploy file may raise anything
            if not guessing():
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
