"""A forger of restic repositories: what somebody who has a repository's key can put into it.

restic's own program refuses to make such snapshots, so the trees are written here. Format: restic's design
document, "Repository Format", "Pack Format", "Trees and Data"; cipher as in ``weak_key``. Blobs and files may
be uncompressed in either version of the format.
"""

import base64
import hashlib
import json
import struct
from pathlib import Path

from tests.contract import weak_key

DATA, TREE = 0, 1
_KINDS = {DATA: "data", TREE: "tree"}
_MODES = {
    "dir": 1 << 31,
    "symlink": 1 << 27,
    "dev": 1 << 26,
    "fifo": 1 << 25,
    "chardev": (1 << 26) | (1 << 21),
    "file": 0,
}
SETUID, SETGID = 1 << 23, 1 << 22
"""Go's bits of a mode, as a tree has them."""
_MOMENT = "2026-11-22T08:00:00Z"


def link(target):
    """Return what makes an entry a symbolic link."""
    return {"type": "symlink", "linktarget": target, "mode": _MODES["symlink"] | 0o777}


def node(kind, mode=0o644, **facts):
    """Return an entry of any type, with whatever facts it is to claim."""
    return {"type": kind, "mode": _MODES[kind] | mode, **facts}


def below(path, entries):
    """Return entries that lie in the folder ``path``, from the root on."""
    for name in reversed(path.strip("/").split("/")):
        entries = [(name, entries)]
    return entries


def together(first, *others):
    """Return the entries of all trees: a folder that is in several of them is one."""
    entries = list(first)
    for name, each in (pair for tree in others for pair in tree):
        at = next((at for at, (other, there) in enumerate(entries) if other == name), None)
        if at is None:
            entries.append((name, each))
        else:
            entries[at] = (name, together(entries[at][1], each))
    return sorted(entries, key=lambda pair: pair[0])


class Forger:
    """Writes blobs, trees and snapshots into the repository in ``folder``, with the key that opens it."""

    def __init__(self, folder: Path):
        self._folder = folder
        (path,) = (folder / "keys").iterdir()
        key = json.loads(path.read_text())
        master = json.loads(weak_key.master_key(key, weak_key.PASSWORD))
        words = (master["encrypt"], master["mac"]["k"], master["mac"]["r"])
        self._key = b"".join(base64.b64decode(each) for each in words)
        self._blobs: list[tuple[int, str, bytes]] = []

    def content(self, data):
        """Put a file's content there; returns the entry that has it."""
        return node("file", size=len(data), content=[self._blob(DATA, data)])

    def tree(self, entries):
        """Put a tree there; ``entries`` are pairs of a name and a node, a folder's a list of such pairs.

        They are written in the order given, under the names given, whatever those are.
        """
        nodes = [self._named(name, each) for name, each in entries]
        return self._blob(TREE, json.dumps({"nodes": nodes}).encode() + b"\n")

    def snapshot(self, entries, paths, tags=("drplan", "data-set:files"), time=_MOMENT):
        """Put a snapshot of these entries there, which says it is of ``paths``; returns its id."""
        tree = self.tree(entries)
        self._index()
        told = {"time": time, "tree": tree, "paths": list(paths), "tags": list(tags), "hostname": "hs-db1"}
        return self._file("snapshots", json.dumps(told).encode())

    def _named(self, name, each):
        told = each
        if isinstance(each, list):
            told = {"type": "dir", "mode": _MODES["dir"] | 0o755, "subtree": self.tree(each)}
        times = dict.fromkeys(("mtime", "atime", "ctime"), _MOMENT)
        return {"name": name, **times, "uid": 0, "gid": 0, "user": "root", "content": None, **told}

    def _blob(self, kind, plain):
        digest = hashlib.sha256(plain).hexdigest()
        self._blobs.append((kind, digest, weak_key._seal(self._key, plain)))
        return digest

    def _index(self):
        seen, packs = set(), []
        for kind in (DATA, TREE):
            blobs = [each for each in self._blobs if each[0] == kind and each[1] not in seen]
            blobs = list({each[1]: each for each in blobs}.values())
            if blobs:
                packs.append(self._pack(kind, blobs))
        self._blobs = []
        self._file("index", json.dumps({"packs": packs}).encode())

    def _pack(self, kind, blobs):
        header = b"".join(
            struct.pack("<BI", kind, len(sealed)) + bytes.fromhex(digest) for _, digest, sealed in blobs
        )
        head = weak_key._seal(self._key, header)
        content = b"".join(sealed for *_, sealed in blobs) + head + struct.pack("<I", len(head))
        name = hashlib.sha256(content).hexdigest()
        place = self._folder / "data" / name[:2]
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
        at, told = 0, []
        for _, digest, sealed in blobs:
            told.append({"id": digest, "type": _KINDS[kind], "offset": at, "length": len(sealed)})
            at += len(sealed)
        return {"id": name, "blobs": told}

    def _file(self, kind, plain):
        sealed = weak_key._seal(self._key, plain)
        name = hashlib.sha256(sealed).hexdigest()
        (self._folder / kind / name).write_bytes(sealed)
        return name
