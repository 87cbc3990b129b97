"""Corrects pyinfra where it would say more than it knows.

Four things are changed in pyinfra 3.10, all by replacing a module's or a class's name:

* ``Host.get_fact``: a fact whose command failed answers its default value, and the operation would go on
  as if nothing was there. Here it raises :class:`FactFailed`.
* ``execute_immediately``: after an operation failed the deploy file runs on with every later operation left
  undone, so that each can be reported by name.
* ``OperationMeta.did_change`` in a dry run: answers what would be, to judge ``_if=op.did_change``.
* ``generate_operation_name``: tells us that an operation begins; called once for each, before its facts.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from importlib import import_module
from typing import Any

from pyinfra.api.exceptions import NestedOperationError
from pyinfra.api.host import Host
from pyinfra.api.operation import OperationMeta

from drplan.adapters.hosts.watch import FactFailed, Watch

# The package puts a function of the same name before its module ``operation``.
_ARGUMENTS: Any = import_module("pyinfra.api.arguments")
_FACTS: Any = import_module("pyinfra.api.facts")
_OPERATION: Any = import_module("pyinfra.api.operation")


def install(watch: Watch, *, dry: bool) -> None:
    """Put the watch in place for the life of this process."""
    logger = logging.getLogger("pyinfra")
    logger.setLevel(logging.INFO)
    logger.addHandler(watch)
    _guard_facts(watch)
    _hear_beginnings(watch)
    _run_on_after_errors(watch)
    # Resolving these type hints again for each operation is half of pyinfra's own CPU time.
    cached = lru_cache(_ARGUMENTS.all_global_arguments)
    for module in (_ARGUMENTS, _FACTS):
        module.all_global_arguments = cached
    if dry:
        OperationMeta.did_change = lambda self: bool(self._maybe_is_change)  # type: ignore[method-assign]
        OperationMeta.did_succeed = lambda *_args, **_kwargs: True  # type: ignore[method-assign]


def _guard_facts(watch: Watch) -> None:
    original = Host.get_fact

    def get_fact(self: Host, name_or_cls: Any, *args: Any, **kwargs: Any) -> Any:
        value = original(self, name_or_cls, *args, **kwargs)
        if self in self.state.failed_hosts:
            self.state.failed_hosts.discard(self)
            said = watch.current(self).last_errors()
            raise FactFailed(f"could not read {name_or_cls.__name__}: {' / '.join(said)}")
        return value

    Host.get_fact = get_fact  # type: ignore[method-assign]


def _hear_beginnings(watch: Watch) -> None:
    original = _OPERATION.generate_operation_name

    def generate(func: Any, host: Host, kwargs: dict[str, Any], global_arguments: Any) -> Any:
        watch.begin(host.name, kwargs.get("mode"))
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
