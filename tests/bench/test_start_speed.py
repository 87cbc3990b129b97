"""How long a command takes to begin: CPU time beside ``python -c pass`` in the same run."""

import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROUNDS = 5
DRPLAN = ("-m", "drplan")
MEASURED = {
    "import drplan": ("-c", "import drplan"),
    "drplan --help": (*DRPLAN, "--help"),
    "drplan validate --help": (*DRPLAN, "validate", "--help"),
    "drplan deploy --help": (*DRPLAN, "deploy", "--help"),
    "drplan validate": (*DRPLAN, "validate", "--as-of", "2026-11-22"),
}
MOST = {"import drplan": 0.3, "drplan --help": 0.5}
"""CPU seconds, as issue 11 asks."""


def cpu(arguments):
    """Return the least CPU seconds of a fresh Python over some rounds."""
    argv, times = [sys.executable, *arguments], []
    for _ in range(ROUNDS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        subprocess.run(argv, cwd=ROOT, env=environment, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def test_a_command_begins_at_once(capsys):
    floor = cpu(("-c", "pass"))
    found = {name: cpu(arguments) for name, arguments in MEASURED.items()}
    with capsys.disabled():
        sys.stdout.write(f"\npython -c pass: {floor:.3f} s CPU\n")
        for name, seconds in found.items():
            told = f"{seconds:.3f} s CPU, {seconds / floor:5.1f} times python -c pass"
            sys.stdout.write(f"{name:24} {told}\n")
    assert {name for name, most in MOST.items() if found[name] > most} == set()
