"""A district's own texts, as files in a folder beside its inventory."""

from __future__ import annotations

from pathlib import Path

from drplan.errors import DeclarationError

_LONGEST = 100_000
"""Characters: a notice is a page, and a file that is none of these texts is not read whole into one."""


def own_texts(folder: Path, pattern: str = "*.txt") -> dict[str, str]:
    """Return the files of a folder by their names; none when it is not there.

    Raises ``DeclarationError`` for one that cannot be read, is no UTF-8, or is no page of text.
    """
    return {path.name: _read(path) for path in sorted(folder.glob(pattern))}


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DeclarationError(
            f"{path} cannot be read: {error}", next_step="make it a readable file of UTF-8 text"
        ) from error
    if len(text) > _LONGEST:
        raise DeclarationError(
            f"{path} is longer than {_LONGEST:,} characters", next_step="keep it to a page"
        )
    return text
