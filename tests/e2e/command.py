"""The drplan command, run as a person would, with a state folder of the test's own."""

import contextlib
import io
import os
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import pytest

from drplan.cli import cli
from drplan.cli.frame import guarded

ROOT = Path(__file__).parents[2]


def run_drplan(state, *words, folder=ROOT, prefix=()):
    """Run it once; a lab command again while one of another worker's lab is at work on this machine."""
    done = _run(state, *words, folder=folder, prefix=prefix)
    for _ in range(120):
        if words[0] != "lab" or "another drplan lab command is working" not in done.stderr:
            break
        time.sleep(2)
        done = _run(state, *words, folder=folder, prefix=prefix)
    return done


def _run(state, *words, folder, prefix):
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


def run_here(state: Path, *words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run it in this process, where what it says and how it ends is the point, and not its start."""
    said, error = io.StringIO(), io.StringIO()
    argv = mock.patch.object(sys, "argv", ["drplan", *words])
    told = mock.patch.dict(os.environ, DRPLAN_STATE=str(state), COLUMNS="160")
    out, err = contextlib.redirect_stdout(said), contextlib.redirect_stderr(error)
    with argv, told, contextlib.chdir(folder), out, err, pytest.raises(SystemExit) as ended:
        guarded(cli)
    assert isinstance(ended.value.code, int)
    return subprocess.CompletedProcess(words, ended.value.code, said.getvalue(), error.getvalue())


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
    """Leave nothing behind."""
    down = run_drplan(state, "lab", "down")
    assert down.returncode == 0, down.stdout + down.stderr
