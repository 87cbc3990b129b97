"""The process that runs pyinfra: one JSON document in, one JSON line a host out, log on stderr."""

from __future__ import annotations

import ctypes
import json
import logging
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Patch before anything of pyinfra is imported, then work."""
    from gevent import monkey

    monkey.patch_all()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    from drplan.adapters.hosts.given import GIVEN, Covered

    sys.stdout = sys.stderr = Covered(sys.stderr, GIVEN)
    log = logging.StreamHandler(sys.stderr)
    # What differs in files is logged below this level, private files too: it must not reach the log.
    log.setLevel(logging.WARNING)
    logging.basicConfig(handlers=[log])
    # A deploy file that prints must not write between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    from drplan.adapters.hosts import refusal
    from drplan.adapters.hosts.runner import run

    request = json.load(sys.stdin)
    GIVEN.take(request["hosts"])
    refusal.install(GIVEN)
    sys.path.insert(0, request["root"])
    run(request, lambda line: print(json.dumps(GIVEN.hide(line)), file=answers, flush=True))


if __name__ == "__main__":
    main()
