"""Puts a new inventory on disk: all of its files or none, and never over others unasked."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from drplan.declare import District
from drplan.errors import DeclarationError, UsageError
from drplan.explain.write import write_pages

Load = Callable[[Path], District]
"""Reads a folder's declaration back."""

_READABLE = 0o755


def write_inventory(
    folder: Path, files: Mapping[str, str], district: District, load: Load, *, force: bool
) -> list[Path]:
    """Write ``files`` into ``folder`` once they are seen to declare ``district``; returns their paths.

    They are written beside the folder, read back, and only then moved to their places. Only ``force``
    replaces files that are there; other files in the folder stay. Raises ``UsageError``, and
    ``DeclarationError`` when what was written does not read back equal.
    """
    target = folder.resolve()
    _refuse(target, files, force=force)
    try:
        stage = Path(tempfile.mkdtemp(dir=target.parent, prefix=".import-"))
        try:
            write_pages(stage, {name: text.encode() for name, text in files.items()})
            _read_back(stage, target, district, load)
            _move(stage, target, sorted(files, key=lambda name: (name == "district.py", name)))
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    except OSError as error:
        raise UsageError(
            f"cannot write {folder}: {error.strerror}", next_step="give --to a folder you may write to"
        ) from error
    return [folder / name for name in files]


def _refuse(target: Path, files: Mapping[str, str], *, force: bool) -> None:
    if not target.parent.is_dir():
        raise UsageError(f"there is no folder {target.parent}", next_step="make it, or give another --to")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is not a folder", next_step="give --to a folder")
    there = [target / name for name in files if (target / name).is_symlink() or (target / name).exists()]
    odd = next((path for path in there if not path.is_file()), None)
    if odd is not None:
        raise UsageError(f"{odd} is not a file", next_step="move it away, or give another --to")
    if there and not force:
        more = f" and {len(there) - 1} more of these files" if len(there) > 1 else ""
        raise UsageError(
            f"{there[0]}{more}: there already", next_step="give --force to replace, or another --to"
        )


def _read_back(stage: Path, target: Path, district: District, load: Load) -> None:
    try:
        found = load(stage)
    except DeclarationError as error:
        # Limits on an inventory's files hold for what we write too.
        raise DeclarationError(
            f"what would be written cannot be read: {error.message.replace(str(stage), str(target))}",
            next_step="nothing was kept; bring in one site at a time",
        ) from None
    if found != district:
        raise DeclarationError(
            "what was written does not read back as it was read",
            next_step="nothing was kept; report this with the source it was read from",
        )


def _move(stage: Path, target: Path, names: list[str]) -> None:
    """Move files to their places, ``district.py`` last; when one cannot be, put all back as it was."""
    if not target.exists():
        stage.chmod(_READABLE)
        stage.rename(target)
        return
    before = {name: (target / name).read_bytes() for name in names if (target / name).is_file()}
    moved: list[str] = []
    try:
        for name in names:
            (stage / name).replace(target / name)
            moved.append(name)
    except BaseException:
        for name in moved:
            if name not in before:
                (target / name).unlink(missing_ok=True)
        write_pages(target, {name: before[name] for name in moved if name in before})
        raise
