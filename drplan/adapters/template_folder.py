"""The district's own templates, as they lie beside its inventory."""

from __future__ import annotations

from pathlib import Path

from drplan.errors import DeclarationError

FOLDER = "templates"
"""The folder's name, in the folder of the inventory."""
_LONGEST = 100_000

NOTICES = "notices"
"""The folder in it that holds the district's own texts to staff, families and press."""


def read_templates(inventory: Path) -> dict[str, str]:
    """Return the district's templates by file name, none when it has no such folder.

    Raises ``DeclarationError`` for what is not a readable text file. Hidden files are an editor's.
    """
    return _texts(inventory / FOLDER, passed_over=NOTICES)


def read_notices(inventory: Path) -> dict[str, str]:
    """Return the district's own texts to staff, families and press, in the same way."""
    return _texts(inventory / FOLDER / NOTICES)


def _texts(folder: Path, passed_over: str = "") -> dict[str, str]:
    if not folder.is_dir():
        return {}
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    return {path.name: _text(path) for path in paths if path.name != passed_over}


def _text(path: Path) -> str:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DeclarationError(
            f"{path}: cannot be read as a template: {error}",
            next_step=f"make {path} an ordinary file in UTF-8, or take it away",
        ) from error
    if len(text) > _LONGEST:
        raise DeclarationError(
            f"{path} is longer than {_LONGEST:,} characters",
            next_step="keep a template or a notice to what a page needs",
        )
    return text
