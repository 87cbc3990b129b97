"""One backup of a data set at a time on one host: two would write one manifest, for two snapshots."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .fault import Fault


@contextmanager
def alone(request: Mapping[str, Any]) -> Iterator[None]:
    """Hold the data set's lock, which goes with its process (flock(2)); ``Fault`` while another does."""
    folder = os.path.join(request["scratch"], "past")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, f"{request['data_set']}.lock")
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Fault("source", f"another backup of {request['data_set']} is at work here") from error
        yield
    finally:
        os.close(handle)
