"""What can be done to a pack: each word of tests/cases/evidence/manipulations.json as an act on its files."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from drplan.adapters.keys import KeyFile
from drplan.record.canonical import canonical_json
from drplan.record.pack import CHAINS, MANIFEST, ChainLine, packed_chains, read_lines, write_lines
from drplan.record.sums import SIGNATURE, SUMS, sha256, write_sums


@dataclass(frozen=True)
class Packs:
    """Packs to take from, by what they are; ``keys`` are the district's ``own`` and the ``other``'s."""

    made: Mapping[str, Path]
    keys: Mapping[str, KeyFile]
    signers: bytes
    heads: Mapping[str, str]


class Manipulated:
    """A copy of the good pack at ``folder``, to be changed word by word."""

    def __init__(self, packs: Packs, room: Path) -> None:
        self.packs, self.room = packs, room
        self.folder = room / packs.made["good"].name
        shutil.copytree(packs.made["good"], self.folder)

    def do(self, word: str, *told: str) -> None:
        getattr(self, f"_{word.replace('-', '_')}")(*told)

    def at(self, name: str) -> Path:
        return self.folder / name

    def _change(self, name: str, data: bytes) -> None:
        assert data != self.at(name).read_bytes(), "nothing was changed"
        self.at(name).write_bytes(data)

    def _pack(self, which: str) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self.packs.made[which], self.folder)

    def _replace(self, name: str, old: str, new: str) -> None:
        self._change(name, self.at(name).read_bytes().replace(old.encode(), new.encode()))

    def _swap_text(self, name: str, one: str, two: str) -> None:
        one, two = self.packs.heads[one], self.packs.heads[two]
        data = self.at(name).read_bytes()
        between = data.replace(one.encode(), b"\0").replace(two.encode(), one.encode())
        self._change(name, between.replace(b"\0", two.encode()))

    def _append(self, name: str, text: str) -> None:
        self._change(name, self.at(name).read_bytes() + text.encode())

    def _prepend(self, name: str, text: str) -> None:
        """Put a line before the sums that leads to a file outside, and fits it."""
        outside = self.room / "outside"
        assert text == "OUTSIDE"
        line = f"{sha256(outside.read_bytes())}  ../outside\n"
        self._change(name, line.encode() + self.at(name).read_bytes())

    def _flip(self, name: str, at: int) -> None:
        data = bytearray(self.at(name).read_bytes())
        data[at] ^= 1
        self._change(name, bytes(data))

    def _truncate(self, name: str, octets: int) -> None:
        self._change(name, self.at(name).read_bytes()[:-octets])

    def _crlf(self, name: str) -> None:
        self._change(name, self.at(name).read_bytes().replace(b"\n", b"\r\n"))

    def _lines(self, name: str, how: str) -> None:
        assert how == "reverse"
        self._change(name, b"".join(reversed(self.at(name).read_bytes().splitlines(keepends=True))))

    def _reorder(self, name: str) -> None:
        record = json.loads(self.at(name).read_bytes())
        turned = dict(reversed(record.items()))
        self._change(name, json.dumps(turned, ensure_ascii=False, separators=(",", ":")).encode())

    def _delete(self, name: str) -> None:
        shutil.rmtree(self.at(name)) if self.at(name).is_dir() else self.at(name).unlink()

    def _rename(self, old: str, new: str) -> None:
        self.at(old).rename(self.at(new))

    def _swap(self, one: str, two: str) -> None:
        aside = self.room / "aside"
        self.at(one).rename(aside)
        self.at(two).rename(self.at(one))
        aside.rename(self.at(two))

    def _copy(self, old: str, new: str) -> None:
        if self.at(old).is_dir():
            shutil.copytree(self.at(old), self.at(new))
        else:
            shutil.copy(self.at(old), self.at(new))

    def _take(self, which: str, name: str) -> None:
        if (self.packs.made[which] / name).is_dir():
            shutil.rmtree(self.at(name), ignore_errors=True)
            shutil.copytree(self.packs.made[which] / name, self.at(name))
        else:
            self._write(name, "")
            shutil.copy(self.packs.made[which] / name, self.at(name))

    def _write(self, name: str, text: str) -> None:
        self.at(name).parent.mkdir(parents=True, exist_ok=True)
        self.at(name).write_text(text)

    def _folder(self, name: str) -> None:
        self.at(name).mkdir()

    def _fifo(self, name: str) -> None:
        os.mkfifo(self.at(name))

    def _outside(self, name: str) -> None:
        """Move a thing out of the pack, to be linked to."""
        self._copy(name, f"../outside{'/' if self.at(name).is_dir() else ''}")
        self._delete(name)

    def _symlink(self, name: str) -> None:
        self.at(name).symlink_to(self.room / "outside")

    def _hardlink(self, name: str) -> None:
        self.at(name).hardlink_to(self.room / "outside")

    def _times(self, moment: int) -> None:
        for path in self.folder.rglob("*"):
            os.utime(path, (moment, moment))

    def _modes(self) -> None:
        for path in self.folder.rglob("*"):
            path.chmod(0o700)

    def _allow(self, which: str) -> None:
        for namespace in ("drplan-evidence", "drplan-pack"):
            line = self.packs.keys[which].allowed_signer().replace("drplan-evidence", namespace)
            self._append("allowed_signers", f"{line}\n")

    def _resum(self, name: str) -> None:
        """Make the sums of the pack, or of a record's folder, anew."""
        root = self.at(name)
        files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
        sums = {each: sha256(path.read_bytes()) for each, path in files.items()}
        (root / SUMS).write_bytes(write_sums({k: v for k, v in sums.items() if k not in (SUMS, SIGNATURE)}))

    def _sign(self, which: str, name: str, namespace: str) -> None:
        root = self.at(name)
        signature = self.packs.keys[which].sign((root / SUMS).read_bytes(), namespace)
        (root / SIGNATURE).write_text(signature)

    def _forget(self, record: str) -> None:
        """Take the newest drill out of records, pages, chains and manifest."""
        self._delete(f"records/drill/{record}")
        self._delete(f"pages/drill/{record}.html")
        self._rewrite(tuple(line for line in self._listed() if line.name != record))

    def _relist(self, record: str) -> None:
        """Have chains and manifest say what became of the newest drill."""
        head = sha256(self.at(f"records/drill/{record}/{SUMS}").read_bytes())
        self._rewrite(
            tuple(
                ChainLine(line.noun, line.name, line.previous, head, line.here)
                if line.name == record
                else line
                for line in self._listed()
            )
        )

    def _listed(self) -> tuple[ChainLine, ...]:
        return read_lines(self.at(CHAINS).read_bytes())

    def _rewrite(self, lines: tuple[ChainLine, ...]) -> None:
        self.at(CHAINS).write_bytes(write_lines(lines))
        manifest = json.loads(self.at(MANIFEST).read_bytes())
        manifest["chains"] = {noun: each.model_dump() for noun, each in packed_chains(lines).items()}
        self.at(MANIFEST).write_bytes(canonical_json(manifest))

    def tar(self, *acts: tuple[str, str]) -> Path:
        """Put the pack into a tar, with what ``acts`` add to it."""
        path = self.room / "pack.tar"
        with tarfile.open(path, "w") as tar:
            tar.add(self.folder, self.folder.name)
            for act, name in acts:
                self._into(tar, act, name)
        for act, octets in acts:
            if act == "cut":
                path.write_bytes(path.read_bytes()[: -int(octets)])
        return path

    def _into(self, tar: tarfile.TarFile, act: str, name: str) -> None:
        if act == "twice":
            tar.add(self.at(name), f"{self.folder.name}/{name}")
        elif act == "link":
            member = tarfile.TarInfo(f"{self.folder.name}/{name}")
            member.type, member.linkname = tarfile.SYMTYPE, "/etc"
            tar.addfile(member)
        elif act == "add":
            member = tarfile.TarInfo(name)
            member.size = 2
            tar.addfile(member, io.BytesIO(b"{}"))


def run_shell(script: str, folder: Path, **set_: str) -> str:
    """Run lines of the page in a shell of an auditor's, and return all they print."""
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **set_},
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=60,
    )
    return done.stdout.decode(errors="replace")
