"""The agent as one file, the same bytes every time, for the ``backup-client`` baseline to put on hosts."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

_FOLDER = Path(__file__).parent / "agent"
_MAIN = "from drplan_agent.answer import main\n\nmain()\n"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def archive_bytes() -> bytes:
    """Return a Python zip application (PEP 441) of the agent."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "__main__.py", _MAIN)
        for path in sorted(_FOLDER.glob("*.py")):
            _add(archive, f"drplan_agent/{path.name}", path.read_text())
    return held.getvalue()


def write_archive(state: Path) -> Path:
    """Write the archive below the state folder unless it already lies there; returns its path."""
    target, content = state / "agent.pyz", archive_bytes()
    if not target.is_file() or target.read_bytes() != content:
        state.mkdir(parents=True, exist_ok=True)
        beside = target.with_suffix(".new")
        beside.write_bytes(content)
        beside.replace(target)
    return target


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EPOCH), text, zipfile.ZIP_DEFLATED)
