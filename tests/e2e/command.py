"""The drplan command, run as a person would, with a state folder of the test's own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run_drplan(state, *words, folder=ROOT, prefix=()):
    return subprocess.run(
        (*prefix, sys.executable, "-m", "drplan", *words),
        cwd=folder,
        env={**os.environ, "DRPLAN_STATE": str(state), "PYTHONPATH": str(ROOT), "COLUMNS": "160"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
