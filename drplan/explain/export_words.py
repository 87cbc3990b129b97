"""What every exported inventory writes alike: groups' names and quoted texts."""

from __future__ import annotations

import json
import re

_BEYOND_BMP = 0xFFFF
_NOT_IN_A_WORD = re.compile("[^a-z0-9_]")


def group(kind: str, name: str) -> str:
    """Name a group, ``site_hs``: a word in Ansible and Python. Declared names hold no ``_``: none collide."""
    return _NOT_IN_A_WORD.sub("_", f"{kind}_{name}")


def quoted(text: str) -> str:
    """Write a text as a JSON string that holds nothing YAML forbids or breaks lines at."""
    return "".join(
        letter if letter.isprintable() or ord(letter) > _BEYOND_BMP else f"\\u{ord(letter):04x}"
        for letter in json.dumps(text, ensure_ascii=False)
    )
