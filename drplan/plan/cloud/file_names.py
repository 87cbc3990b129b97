"""Where an object's key can be a file's name as it stands, and under which name it lies where it cannot."""

from __future__ import annotations

import hashlib
import unicodedata

OTHERS = "drplan-other-names"
"""The folder for keys that cannot be names: each under the SHA-256 of its key."""

INDEX = "drplan-index.jsonl"
"""Says of each file which object it is."""

PARTS = ".drplan-parts"
"""The folder for what is being written."""

_LONGEST_NAME, _LONGEST_PATH = 255, 4095
_CONTROL = 32


def unfit(key: str, above: int) -> str:
    """Say why a key cannot be a file's name; nothing where it can.

    ``above`` is how many bytes the path of the folder has. What another key takes already is seen elsewhere.
    """
    parts = key.split("/")
    if any(ord(letter) < _CONTROL or letter in "\\\x7f" for letter in key):
        return "holds a control character or a backslash"
    if any(part in {"", ".", ".."} for part in parts):
        return "would leave the folder, or names none"
    if parts[0].casefold() in {OTHERS, INDEX, PARTS}:
        return "is a name that drplan needs"
    if any(len(part.encode(errors="surrogatepass")) > _LONGEST_NAME for part in parts):
        return "is too long for a file's name"
    if above + 1 + len(key.encode(errors="surrogatepass")) > _LONGEST_PATH:
        return "is too long for a path"
    return ""


def other_name(key: str) -> str:
    """Return the name, below the folder, of a key that cannot be one."""
    return f"{OTHERS}/{hashlib.sha256(key.encode(errors='surrogatepass')).hexdigest()}"


def folded(key: str) -> tuple[list[str], str]:
    """Return a key's folders and its path; what any system takes for the same name is equal in them."""
    path = unicodedata.normalize("NFC", key).casefold()
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))], path
