"""Runs one program and counts what it cost: ``python measured.py PROGRAM ARGUMENT ...``.

Writes one JSON line to standard error at the end: wall seconds until the program ended, CPU seconds of it and
of everything it started, also of what stays behind (Ansible's SSH masters), which is ended here.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36


def left_behind():
    """Return the processes that are children of this one."""
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def main(argv):
    """Run it, end what it left, report."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    begun = time.perf_counter()
    code = subprocess.run(argv, check=False).returncode
    wall = time.perf_counter() - begun
    while left := left_behind():
        for pid in left:
            os.kill(pid, signal.SIGTERM)
        with suppress(ChildProcessError):
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    report = {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "code": code}
    sys.stderr.write(f"\n{json.dumps(report)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
