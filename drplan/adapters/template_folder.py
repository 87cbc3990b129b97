"""The district's own templates, as they lie beside its inventory."""

from __future__ import annotations

from pathlib import Path

from drplan.errors import DeclarationError

FOLDER = "templates"
"""The folder's name, in the folder of the inventory."""


def read_templates(inventory: Path) -> dict[str, str]:
    """Return the district's templates by file name, none when it has no such folder.

    Raises ``DeclarationError`` for what is not a readable text file. Hidden files are an editor's.
    """
    folder = inventory / FOLDER
    if not folder.is_dir():
        return {}
    paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    return {path.name: _text(path) for path in paths}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DeclarationError(
            f"{path}: cannot be read as a template: {error}",
            next_step=f"make {path} an ordinary file in UTF-8, or take it away",
        ) from error
