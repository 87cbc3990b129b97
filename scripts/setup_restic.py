"""A restic new enough for drplan, in this folder only, when the machine has none.

Debian's own signed package of the trixie release: apt checks its signature with the Debian archive keyring,
nothing is installed into the system, and no root is needed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts.setup_debian import KEYRING, KEYRING_PACKAGE
from scripts.setup_owner import give_back
from scripts.setup_words import ROOT, SetupFailed, run, say

OLDEST = (0, 18)
SUITE = "trixie"
MIRROR = "http://deb.debian.org/debian"
"""Debian's own address, for a machine that uses none: what comes from there is checked with the keyring."""
LOCAL = ROOT / ".drplan" / "tools" / "restic"
_AGAIN = "see that the network and apt work, then make setup again"
BY_HAND = "put restic 0.18 or newer on PATH (or name it in DRPLAN_RESTIC), then make setup again"


def ensure() -> None:
    """Find restic, or fetch it; raises ``SetupFailed``."""
    found = _found()
    if found is None:
        _fetch()
    else:
        path, version = found
        say(f"restic {'.'.join(map(str, version))} is there ({_short(path)})")


def needed() -> dict[str, str]:
    """Return the package without which restic cannot be fetched, and why; none where there is a restic."""
    if KEYRING.exists() or _found() is not None:
        return {}
    return {KEYRING_PACKAGE: "check the restic that comes from Debian"}


def refuse_without_apt() -> None:
    """Raise ``SetupFailed`` when there is no restic and no way to one."""
    if _found() is None and not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise SetupFailed(
            "restic is missing, and this machine has no apt to fetch it with", next_step=BY_HAND
        )


def _found() -> tuple[Path, tuple[int, ...]] | None:
    for candidate in (LOCAL, shutil.which("restic")):
        version = version_of(candidate) if candidate else None
        if candidate and version is not None and version >= OLDEST:
            return Path(candidate), version
    return None


def version_of(program: Path | str) -> tuple[int, ...] | None:
    """Return the version a restic tells of itself; nothing when it cannot be run."""
    try:
        answer = subprocess.run((program, "version"), capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(r"restic (\d+(?:\.\d+)+)", answer.stdout)
    return tuple(map(int, found[1].split("."))) if found else None


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def _fetch() -> None:
    refuse_without_apt()
    mirror = debian_mirror(_source_files()) or MIRROR
    say(f"fetching restic from Debian {SUITE}, signature checked, into {_short(LOCAL)}")
    with tempfile.TemporaryDirectory(prefix="drplan-setup-") as folder:
        _keep(_download(mirror, Path(folder)))


def _source_files() -> Sequence[Path]:
    apt = Path("/etc/apt")
    parts = apt / "sources.list.d"
    return [*sorted(parts.glob("*.sources")), apt / "sources.list", *sorted(parts.glob("*.list"))]


def debian_mirror(files: Sequence[Path]) -> str | None:
    """Return the first mirror that serves Debian's main archive, as the machine's own apt sources name it."""
    for file in files:
        if not file.is_file():
            continue
        text = file.read_text(errors="replace")
        for uri in _uris(text) if file.suffix == ".sources" else _one_line_uris(text):
            if re.search(r"debian/?$|mirrors/debian\.list$", uri):
                return uri
    return None


def _uris(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.lower().startswith("uris:"):
            yield from line.split()[1:]


def _one_line_uris(text: str) -> Iterator[str]:
    for line in text.splitlines():
        found = re.match(r"deb\s+(?:\[[^]]*\]\s+)?(\S+)\s", line.strip())
        if found:
            yield found[1]


def _download(mirror: str, folder: Path) -> Path:
    """Return the unpacked program. Every path that apt writes to is inside ``folder``."""
    sources = folder / "sources.list"
    sources.write_text(f"deb [signed-by={KEYRING}] {mirror} {SUITE} main\n")
    (folder / "status").touch()
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True)
    settings = {
        "Dir::Etc::SourceList": sources,
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "Dir::State::Lists": folder / "lists",
        "Dir::State::status": folder / "status",
        "Dir::Cache": folder / "cache",
        "Acquire::Languages": "none",
        "APT::Get::AllowUnauthenticated": "false",
    }
    apt = ["apt-get", "-q", *(word for key, value in settings.items() for word in ("-o", f"{key}={value}"))]
    run([*apt, "update"], failure=f"Debian {SUITE}'s package list could not be fetched", next_step=_AGAIN)
    run(
        [*apt, "download", "restic"],
        failure="Debian's restic package could not be fetched",
        next_step=_AGAIN,
        folder=folder,
    )
    package = next(folder.glob("restic_*.deb"))
    run(["dpkg-deb", "-x", package, folder / "root"], failure="restic's package is broken", next_step=_AGAIN)
    return folder / "root" / "usr" / "bin" / "restic"


def _keep(program: Path) -> None:
    """Put the program in its place, whole or not at all, once it has said that it is new enough."""
    version = version_of(program)
    if version is None or version < OLDEST:
        raise SetupFailed(f"Debian {SUITE}'s restic does not run on this machine", next_step=BY_HAND)
    LOCAL.parent.mkdir(parents=True, exist_ok=True)
    beside = LOCAL.with_name("restic.new")
    shutil.copyfile(program, beside)
    beside.chmod(0o755)
    beside.replace(LOCAL)
    give_back(LOCAL.parent)
    say(f"restic {'.'.join(map(str, version))} is there ({_short(LOCAL)})")
