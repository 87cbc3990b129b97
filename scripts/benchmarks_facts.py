"""What a table of benchmarks must say of the machine it was measured on."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from scripts.setup_words import ROOT

UNKNOWN = "not found"
PEERS = ROOT / ".drplan" / "bench"


def facts(load: float, peers: Path = PEERS) -> dict[str, str]:
    """Return the machine's facts by name, in the order to print them; one that cannot be had says so.

    ``load`` is what else the machine did before, as its load average.
    """
    return {
        "processor": f"{os.cpu_count()} of {_field(Path('/proc/cpuinfo'), 'model name')}",
        "memory": memory(Path("/proc/meminfo").read_text()),
        "load before": f"{load:.1f}",
        "kernel": platform.release(),
        "system": _field(Path("/etc/os-release"), "PRETTY_NAME").strip('"'),
        "Python": platform.python_version(),
        "restic": _said((str(_restic()), "version"), r"restic ([\d.]+)"),
        "pyinfra": _installed("pyinfra"),
        "WeasyPrint": _installed("weasyprint"),
        "netmiko": _installed("netmiko"),
        "hier_config": _installed("hier-config"),
        "ansible-core": _peer(peers, "ansible_core"),
        "mitogen": _peer(peers, "mitogen"),
        "borg": _said((str(peers / "borg" / "program"), "--version"), r"borg ([\d.]+)"),
        "borgmatic": _peer(peers, "borgmatic"),
        "commit": _said(("git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=10"), r"(\S+)"),
    }


def memory(meminfo: str) -> str:
    """Return the memory of ``/proc/meminfo`` in whole GiB, as ``24 GiB``."""
    found = re.search(r"^MemTotal:\s+(\d+) kB", meminfo, re.MULTILINE)
    return f"{round(int(found[1]) / 2**20)} GiB" if found else UNKNOWN


def _field(path: Path, name: str) -> str:
    try:
        found = re.search(rf"^{name}\s*[:=]\s*(.+)$", path.read_text(), re.MULTILINE)
    except OSError:
        return UNKNOWN
    return found[1].strip() if found else UNKNOWN


def _said(argv: Sequence[str], pattern: str) -> str:
    try:
        done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return UNKNOWN
    found = re.search(pattern, done.stdout)
    return found[1] if found and done.returncode == 0 else UNKNOWN


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return UNKNOWN


def _peer(peers: Path, package: str) -> str:
    """Return the version of a package in one of the peers' own environments."""
    found = sorted(peers.glob(f"*/lib/python3*/site-packages/{package}-*.dist-info"))
    return found[-1].name.removesuffix(".dist-info").split("-")[-1] if found else UNKNOWN


def _restic() -> Path:
    from drplan.adapters.tools import find_restic

    return find_restic(ROOT / ".drplan")
