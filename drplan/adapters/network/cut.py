"""A line that is cut in the midst of a verb: said as every port says it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from netmiko.exceptions import NetmikoBaseException
from paramiko.ssh_exception import SSHException

from drplan.errors import Unreachable

CUT = (NetmikoBaseException, SSHException, OSError, EOFError)
"""What the libraries, and our own reading, raise when a line is gone."""

_T = TypeVar("_T")


def cut_is_unreachable(kind: type[_T]) -> type[_T]:
    """Have every public verb of a class raise ``Unreachable`` there and then when its line is cut.

    Whoever makes a change must hear of it while they can still see the change through, and not when the
    session is closed. The class knows its device's name as ``_name``.
    """
    for name, verb in list(vars(kind).items()):
        if callable(verb) and not name.startswith("_"):
            setattr(kind, name, _telling(verb))
    return kind


def _telling(verb: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(verb)
    def told(self: Any, *given: Any, **named: Any) -> Any:
        try:
            return verb(self, *given, **named)
        except CUT as error:
            raise Unreachable(
                f"{self._name} does not answer any more: {str(error) or type(error).__name__}",
                next_step=f"see whether {self._name} still runs, and by which way it is reached",
            ) from error

    return told
