"""Corrects pyinfra where it would say more than it knows.

These are changed in pyinfra 3.10, all by replacing a module's or a class's name (what is changed for speed
only is in :mod:`drplan.adapters.hosts.quicken`):

* ``Host.get_fact``: a fact whose command failed answers its default value, and the operation would go on
  as if nothing was there. Here it raises :class:`FactFailed`. While a host is planned in rounds, what an
  operation is about to ask next goes along (:func:`asked_next`).
* ``execute_immediately``: after an operation failed the deploy file runs on with every later operation left
  undone, so that each can be reported by name.
* ``OperationMeta.did_change`` while a host is planned: answers what would be, to judge ``_if=op.did_change``.
* ``generate_operation_name``: tells us that an operation begins; called once for each, before its facts.
* ``pyinfra.local.shell``: refused while a host is planned in rounds, which would run it once a round.
* ``FunctionCommand.execute``, ``pyinfra.local.shell``: from then on nothing is remembered of the plan.
* ``files._file_equal``: asks for three kinds of checksum while the first one is not known yet.
* ``SSHConnector.put_file``: see ``placing``. ``SSHConnector.connect``: see ``pulse``.
* ``SUDO_PASSWORD_REQUIRED_LINES``: nobody is asked for sudo's password on a terminal: all hosts waited.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import pyinfra.local
from pyinfra.api.command import FunctionCommand
from pyinfra.api.exceptions import NestedOperationError
from pyinfra.api.host import Host
from pyinfra.api.operation import OperationMeta
from pyinfra.context import ctx_host, ctx_state
from pyinfra.facts.files import Directory, File, Sha1File
from pyinfra.facts.server import Users
from pyinfra.operations import files

from drplan.adapters.hosts import placing, pulse
from drplan.adapters.hosts.batch import Recorder
from drplan.adapters.hosts.quicken import quicken
from drplan.adapters.hosts.remembered import forget_on
from drplan.adapters.hosts.watch import FactFailed, Watch

# The package puts a function of the same name before its module ``operation``.
_CONNECTORS: Any = import_module("pyinfra.connectors.util")
_OPERATION: Any = import_module("pyinfra.api.operation")


def install(watch: Watch) -> None:
    """Put the watch in place for the life of this process."""
    logger = logging.getLogger("pyinfra")
    logger.setLevel(logging.INFO)
    logger.addHandler(watch)
    _guard_facts(watch)
    _hear_beginnings(watch)
    _run_on_after_errors(watch)
    _answer_what_would_be()
    _keep_to_the_host()
    _forget_before_functions()
    _ask_for_one_checksum()
    _ask_nobody()
    pulse.install()
    placing.install(lambda: watch.current(ctx_host.get()).waits_for_mode)
    quicken()


def _ask_nobody() -> None:
    _CONNECTORS.SUDO_PASSWORD_REQUIRED_LINES = ()


def _ask_for_one_checksum() -> None:
    original = files._file_equal  # noqa: SLF001

    def file_equal(local_path: Any, remote_path: str) -> bool:
        host = ctx_host.get()
        if isinstance(host.connector, Recorder) and local_path is not None:
            asked = len(host.connector.missing)
            host.get_fact(Sha1File, path=remote_path)
            if len(host.connector.missing) > asked:
                return True
        return bool(original(local_path, remote_path))

    files._file_equal = file_equal  # noqa: SLF001


def _answer_what_would_be() -> None:
    changed, succeeded = OperationMeta.did_change, OperationMeta.did_succeed

    def did_change(self: OperationMeta) -> bool:
        planned = not ctx_state.get().is_executing
        return bool(self._maybe_is_change) if planned else changed(self)

    def did_succeed(self: OperationMeta, *args: Any, **kwargs: Any) -> bool:
        return not ctx_state.get().is_executing or succeeded(self, *args, **kwargs)

    OperationMeta.did_change = did_change  # type: ignore[method-assign]
    OperationMeta.did_succeed = did_succeed  # type: ignore[method-assign]


def _keep_to_the_host() -> None:
    original = pyinfra.local.shell

    def shell(*args: Any, **kwargs: Any) -> Any:
        connector = ctx_host.get().connector
        if isinstance(connector, Recorder):
            connector.refuse("a command on this machine")
        forget_on(ctx_host.get())
        return original(*args, **kwargs)

    pyinfra.local.shell = shell


def _forget_before_functions() -> None:
    original = FunctionCommand.execute

    def execute(self: FunctionCommand, state: Any, host: Host, connector_arguments: Any) -> Any:
        forget_on(host)
        return original(self, state, host, connector_arguments)

    FunctionCommand.execute = execute  # type: ignore[method-assign]


def _guard_facts(watch: Watch) -> None:
    original = Host.get_fact

    def get_fact(self: Host, name_or_cls: Any, *args: Any, **kwargs: Any) -> Any:
        with watch.reading(self):
            asked = _missing(self)
            value = original(self, name_or_cls, *args, **kwargs)
            if _missing(self) > asked:
                for ahead, arguments in asked_next(name_or_cls, kwargs, watch.current(self).given):
                    original(self, ahead, **arguments)
        if self in self.state.failed_hosts:
            self.state.failed_hosts.discard(self)
            said = watch.current(self).last_errors()
            raise FactFailed(f"could not read {name_or_cls.__name__}: {' / '.join(said)}")
        return value

    Host.get_fact = get_fact  # type: ignore[method-assign]


def _missing(host: Host) -> int:
    return len(host.connector.missing) if isinstance(host.connector, Recorder) else 0


def asked_next(
    fact: Any, arguments: dict[str, Any], given: Mapping[str, Any]
) -> list[tuple[Any, dict[str, Any]]]:
    """Return what an operation will ask once a fact says that the thing is there, as it is on most days.

    While a host is planned in rounds these go along, and a pass without changes needs one round less.
    """
    if fact is File and "src" in given:
        return [(Sha1File, arguments)]
    if fact is Users and isinstance(given.get("home"), str):
        return [(Directory, {"path": given["home"]})]
    return []


def _hear_beginnings(watch: Watch) -> None:
    original = _OPERATION.generate_operation_name

    def generate(func: Any, host: Host, kwargs: dict[str, Any], global_arguments: Any) -> Any:
        watch.begin(host.name, dict(kwargs))
        return original(func, host, kwargs, global_arguments)

    _OPERATION.generate_operation_name = generate


def _run_on_after_errors(watch: Watch) -> None:
    original = _OPERATION.execute_immediately

    def execute(state: Any, host: Host, op_hash: str) -> None:
        if host.executing_op_hash is not None:
            original(state, host, op_hash)
            return
        if host.name in watch.stopped:
            return
        try:
            original(state, host, op_hash)
        except NestedOperationError:
            watch.stopped.add(host.name)
        except Exception as failure:  # noqa: BLE001 - an operation may raise anything
            watch.stopped.add(host.name)
            watch.heard[host.name][-1].end(failure)

    _OPERATION.execute_immediately = execute
