"""The outside yardsticks: fetched once, checked by apt, installed nowhere; a host is lent them for a scan.

OpenSCAP is Debian 12's own, its content ``ssg-debian`` from sid (Debian 12's own stops at Debian 11), Lynis
from sid, ssh-audit from PyPI.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scripts.setup_debian import KEYRING
from scripts.setup_restic import _source_files, debian_mirror
from scripts.setup_words import ROOT

FOLDER = ROOT / ".drplan" / "bench" / "yardsticks"
PAYLOAD = FOLDER / "payload"
SSH_AUDIT = FOLDER / "ssh-audit" / "bin" / "ssh-audit"
CONTENT = "ssg-debian12-ds.xml"


def ensure(image: Path) -> None:
    """Fetch what is not there; ``image`` is a lab host's system, which has the other libraries already."""
    if not SSH_AUDIT.exists():
        run([sys.executable, "-m", "venv", str(SSH_AUDIT.parents[1])])
        run([str(SSH_AUDIT.parent / "pip"), "install", "--quiet", "ssh-audit"])
    if not (PAYLOAD / "bin" / "oscap").exists():
        with tempfile.TemporaryDirectory(prefix="yardsticks-") as work:
            _fetch(Path(work), image)


def run(argv: Sequence[str], **options: object) -> str:
    """Run to the end; a failure is raised with what was said."""
    done = subprocess.run(argv, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        raise SystemExit(f"{' '.join(argv[:4])}: {done.stdout[-800:]}{done.stderr[-800:]}")
    return str(done.stdout)


def _fetch(work: Path, image: Path) -> None:
    tree = work / "tree"
    for suite, packages in (("bookworm", ["openscap-scanner"]), ("sid", ["ssg-debian", "lynis"])):
        folder = work / suite
        for part in ("lists/partial", "cache/archives/partial"):
            (folder / part).mkdir(parents=True)
        apt = _apt(folder, suite, image)
        run([*apt, "update"])
        if suite == "bookworm":
            run([*apt, "--yes", "--no-install-recommends", "--download-only", "install", *packages])
        else:
            run([*apt, "download", *packages], cwd=folder / "cache" / "archives")
        for deb in (folder / "cache" / "archives").glob("*.deb"):
            run(["dpkg-deb", "--extract", str(deb), str(tree)])
    _pack(tree, work / "payload")
    shutil.rmtree(PAYLOAD, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copytree(work / "payload", PAYLOAD, symlinks=True)


def _apt(folder: Path, suite: str, image: Path) -> list[str]:
    mirror = debian_mirror(_source_files())
    sources = folder / "sources.list"
    sources.write_text(f"deb [signed-by={KEYRING}] {mirror} {suite} main\n")
    options = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
        "Dir::State::status": image / "var/lib/dpkg/status",
        "Acquire::Languages": "none",
        "APT::Sandbox::User": "root",
    }
    return [
        "apt-get",
        "--quiet",
        *(part for key, value in options.items() for part in ("-o", f"{key}={value}")),
    ]


def _pack(tree: Path, payload: Path) -> None:
    """Keep what a scan needs, in a folder that works wherever it is put."""
    for part in ("bin", "lib", "content"):
        (payload / part).mkdir(parents=True)
    shutil.copy(tree / "usr/bin/oscap", payload / "bin")
    folders = ("usr/lib", "usr/lib/*-linux-gnu", "lib/*-linux-gnu")
    for library in [found for folder in folders for found in tree.glob(f"{folder}/*.so.*")]:
        shutil.copy(library, payload / "lib", follow_symlinks=False)
    shutil.copytree(tree / "usr/share/openscap", payload / "openscap")
    shutil.copy(tree / "usr/share/xml/scap/ssg/content" / CONTENT, payload / "content")
    shutil.copytree(tree / "usr/share/lynis", payload / "lynis")
    shutil.copy(tree / "usr/sbin/lynis", payload / "lynis")
    shutil.copytree(tree / "etc/lynis", payload / "lynis", dirs_exist_ok=True)
