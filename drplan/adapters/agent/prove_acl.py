"""POSIX access control lists: from the text that restic's tar has to the bytes that the kernel has.

The text is acl(5)'s long form, with numbers for names; the bytes are Linux's ``posix_acl_xattr.h``: version
2, then eight bytes an entry.
"""

from __future__ import annotations

import struct

_VERSION = struct.pack("<I", 2)
_NOBODY = 0xFFFFFFFF
_OWN = {"user": 0x01, "group": 0x04, "mask": 0x10, "other": 0x20}
_NAMED = {"user": 0x02, "group": 0x08}
_BITS = {"r": 4, "w": 2, "x": 1, "-": 0}


def acl_bytes(text: bytes) -> bytes:
    """Return the extended attribute that a list in text stands for; ``ValueError`` for what is none."""
    entries = [_VERSION]
    for line in text.decode("ascii").replace(",", "\n").split():
        kind, who, bits = line.split(":")
        tag = _NAMED[kind] if who else _OWN[kind]
        allowed = sum(_BITS[letter] for letter in bits)
        entries.append(struct.pack("<HHI", tag, allowed, int(who) if who else _NOBODY))
    return b"".join(entries)
