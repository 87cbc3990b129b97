"""The drplan command, run as a person would, with a state folder of the test's own."""

import os
import subprocess
import sys
import time
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


def packs_of(folder):
    """Return the packs of every restic repository below a folder."""
    return [p for config in folder.rglob("config") for p in config.parent.glob("data/*/*") if p.is_file()]


def flip_a_byte(pack, at):
    """Change one byte of a pack and return what it held before."""
    content = pack.read_bytes()
    pack.chmod(0o600)
    pack.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    return content


def take_down(state):
    """Leave nothing behind, though another lab's command may be at work on this machine just now."""
    for _ in range(60):
        down = run_drplan(state, "lab", "down")
        if "is working" not in down.stderr:
            break
        time.sleep(5)
    assert down.returncode == 0, down.stdout + down.stderr
