"""Putting one file where the operator named it: whole or not at all, and never over another."""

from __future__ import annotations

from pathlib import Path

from drplan.errors import UsageError
from drplan.explain.write import write_pages


def write_export(path: Path, text: str, *, force: bool) -> None:
    """Write ``text`` as UTF-8 to ``path``; as ``write_file`` does."""
    write_file(path, text.encode(), force=force)


def write_file(path: Path, content: bytes, *, force: bool) -> None:
    """Write ``content`` to ``path``; raises ``UsageError`` where that would lose or break something.

    Only ``force`` replaces a file that is there. A link is followed, and nothing but a file is replaced.
    """
    try:
        target = path.resolve()
        _refuse(target, force=force)
        write_pages(target.parent, {target.name: content})
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
