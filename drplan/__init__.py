"""Declare a school district, rehearse its loss, sign what was measured.

``from drplan import Server`` offers the declaring words. They are loaded when the first one is asked for
(PEP 562): a process that only runs a part of drplan, as the worker that changes hosts, starts without them.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from drplan.declare import *  # noqa: F403
    from drplan.declare import __all__ as __all__


def __getattr__(name: str) -> Any:
    """Return a declaring word, or ``__all__`` of them. Raises ``AttributeError`` for anything else."""
    # Python asks for __path__ and the like, and for a module of this package before it is imported.
    if name != "__all__" and (name.startswith("_") or find_spec(f"{__name__}.{name}") is not None):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    declare = import_module("drplan.declare")

    if name != "__all__" and name not in declare.__all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(declare, name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return what this module holds and the words it offers."""
    declare = import_module("drplan.declare")

    return sorted({*globals(), *declare.__all__})
