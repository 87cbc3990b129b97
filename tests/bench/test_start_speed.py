"""How long a command takes to begin: CPU time beside ``python -c pass``, in turns."""

import os
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path

from tests.bench.pace import turns

ROOT = Path(__file__).parents[2]
ROUNDS = 5
DRPLAN = ("-m", "drplan")
ROWS = {"import": ("-c", "import drplan"), "help": (*DRPLAN, "--help")}
MORE = {
    "drplan validate --help": (*DRPLAN, "validate", "--help"),
    "drplan deploy --help": (*DRPLAN, "deploy", "--help"),
    "drplan validate": (*DRPLAN, "validate", "--as-of", "2026-11-22"),
}


def cpu(arguments):
    """Return the CPU seconds of a fresh Python, to its good end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_a_command_begins_at_once(report):
    cpu(("-c", "import drplan.cli"))
    for key, arguments in ROWS.items():
        report.beside(key, turns(partial(cpu, arguments), partial(cpu, ("-c", "pass")), ROUNDS), "")
    for name, arguments in MORE.items():
        report.say(f"{name:24} {cpu(arguments):.3f} s CPU")
