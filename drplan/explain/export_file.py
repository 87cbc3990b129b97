"""Putting one text or page into a file that the operator named: whole or not at all, over no other."""

from __future__ import annotations

from pathlib import Path

from drplan.errors import UsageError
from drplan.explain.write import write_pages


def write_export(path: Path, content: str | bytes, *, force: bool) -> None:
    """Write ``content`` (text as UTF-8) to ``path``; raises ``UsageError`` where that would lose something.

    Only ``force`` replaces a file that is there. A link is followed, and nothing but a file is replaced.
    """
    try:
        target = path.resolve()
        _refuse(target, force=force)
        written = content.encode() if isinstance(content, str) else content
        write_pages(target.parent, {target.name: written})
    except (OSError, RuntimeError) as error:
        raise UsageError(
            f"cannot write {path}: {error}", next_step="give --to a file in a folder you may write to"
        ) from error


def _refuse(target: Path, *, force: bool) -> None:
    if not target.parent.is_dir():
        raise UsageError(
            f"there is no folder {target.parent}", next_step="make it, or give --to another file"
        )
    if target.exists() and not target.is_file():
        raise UsageError(f"{target} is not a file", next_step="give --to a file, or leave it out to print")
    if target.exists() and not force:
        raise UsageError(
            f"{target} is there already", next_step="give --force to replace it, or --to another file"
        )
