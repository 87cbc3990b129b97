"""A pack on disk: a folder, and a tar that is the same to the byte whoever makes it, where and when.

Nothing is unpacked to be checked: a tar is read where it lies, and names in it that leave it are told, not
followed.
"""

from __future__ import annotations

import io
import os
import stat
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from drplan.adapters.evidence_disk import failed, sync_folder, write_file
from drplan.errors import EvidenceError, UsageError
from drplan.record.pack_check import PackFiles

_FILE, _FOLDER = 0o644, 0o755
_MOST = 2 << 30
"""Bytes that are read into memory: a file that claims to be longer may hold nothing but holes."""


def read_pack(path: Path) -> PackFiles:
    """Read a pack's folder or tar; raises ``EvidenceError`` when it cannot be read."""
    try:
        if not path.is_file():
            return _read_folder(path)
        return _read_tar(path)
    except (OSError, tarfile.TarError, EOFError, ValueError) as error:
        told = error if isinstance(error, OSError) else OSError(str(error))
        raise failed(f"read {path}", told) from error


def write_pack(folder: Path, files: Mapping[str, bytes], moment: int) -> tuple[Path, Path]:
    """Write ``folder`` and ``folder.tar`` beside it; returns both.

    Every file has the modification time ``moment`` (seconds since 1970), mode 0644, folders 0755. Raises
    ``UsageError`` when one of the two is there, ``EvidenceError`` when the disk refuses.
    """
    tar = folder.with_name(f"{folder.name}.tar")
    for path in (folder, tar):
        if path.exists() or path.is_symlink():
            raise UsageError(f"{path} is there already", next_step="move it away, or give another --out")
    staged = folder.with_name(f".staging-{folder.name}")
    staged_tar = folder.with_name(f".staging-{folder.name}.tar")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _clear(staged)
        staged_tar.unlink(missing_ok=True)
        _write_folder(staged, files, moment)
        write_file(staged_tar, tar_bytes(folder.name, files, moment))
        staged_tar.chmod(_FILE)
        staged_tar.rename(tar)
        staged.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise failed(f"write {folder}", error) from error
    finally:
        _clear(staged)
        staged_tar.unlink(missing_ok=True)
    return folder, tar


def tar_bytes(top: str, files: Mapping[str, bytes], moment: int) -> bytes:
    """Return the tar of ``files`` below ``top``: sorted by name, owner 0, fixed times and modes."""
    folders = {str(parent) for name in files for parent in PurePosixPath(top, name).parents} - {"."}
    everything = dict.fromkeys(folders) | {f"{top}/{name}": data for name, data in files.items()}
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w", format=tarfile.PAX_FORMAT, encoding="utf-8") as tar:
        for name, data in sorted(everything.items()):
            member = tarfile.TarInfo(name)
            member.mtime = moment
            member.mode = _FOLDER if data is None else _FILE
            member.type = tarfile.DIRTYPE if data is None else tarfile.REGTYPE
            member.size = len(data or b"")
            tar.addfile(member, io.BytesIO(data or b""))
    return written.getvalue()


def _write_folder(staged: Path, files: Mapping[str, bytes], moment: int) -> None:
    for name, data in files.items():
        path = staged / name
        write_file(path, data)
        path.chmod(_FILE)
        os.utime(path, (moment, moment))
    for below, _, _ in os.walk(staged, topdown=False):
        Path(below).chmod(_FOLDER)
        os.utime(below, (moment, moment))
        sync_folder(Path(below))


def _clear(staged: Path) -> None:
    if staged.is_dir() and not staged.is_symlink():
        for path, folders, files in os.walk(staged, topdown=False):
            for name in files:
                Path(path, name).unlink()
            for name in folders:
                Path(path, name).rmdir()
        staged.rmdir()


def _read_folder(root: Path) -> PackFiles:
    if not root.is_dir():
        raise EvidenceError(f"no pack at {root}", next_step="name a pack's folder or its .tar: --pack DIR")
    files: dict[str, bytes] = {}
    odd: list[tuple[str, str]] = []
    left = _MOST
    for name, path, what in _walk(root):
        if what:
            odd.append((name, what))
        else:
            left -= path.stat().st_size
            if left < 0:
                raise EvidenceError(
                    f"{root} holds more than {_MOST >> 30} GiB: no pack is that large",
                    next_step="see which file it is, and ask who sent it",
                )
            files[name] = path.read_bytes()
    return PackFiles(files, tuple(odd))


def _walk(root: Path) -> Iterator[tuple[str, Path, str]]:
    """Yield each file's name and path and, when it is not a plain file of its own, what it is."""
    for at, folders, names in os.walk(root, onerror=_raise):
        for each in sorted((*names, *(one for one in folders if Path(at, one).is_symlink()))):
            path = Path(at, each)
            yield path.relative_to(root).as_posix(), path, _oddity(path.lstat())
        if not folders and not names:
            yield Path(at).relative_to(root).as_posix(), Path(at), "an empty folder"


def _oddity(seen: os.stat_result) -> str:
    if stat.S_ISLNK(seen.st_mode):
        return "a symbolic link"
    if not stat.S_ISREG(seen.st_mode):
        return "a device, a pipe or a socket"
    return "a hard link: the same file has another name" if seen.st_nlink > 1 else ""


def _raise(error: OSError) -> None:
    raise error


def _read_tar(path: Path) -> PackFiles:
    files: dict[str, bytes] = {}
    odd: list[tuple[str, str]] = []
    folders: set[str] = set()
    tops: set[str] = set()
    with tarfile.open(path, "r:") as tar:
        for member in _members(tar, path.stat().st_size):
            top, _, name = member.name.partition("/")
            tops.add(top)
            what = _odd_member(member, name, files.keys() | folders, tops)
            if what:
                odd.append((member.name, what))
            elif member.isdir():
                folders.add(name)
            else:
                stream = tar.extractfile(member)
                files[name] = stream.read() if stream else b""
    full = {str(parent) for name in files for parent in PurePosixPath(name).parents}
    odd += [(name, "an empty folder") for name in sorted(folders - full - {""})]
    return PackFiles(files, tuple(odd))


def _members(tar: tarfile.TarFile, size: int) -> Iterator[tarfile.TarInfo]:
    """Yield what a tar of so many bytes holds; raises ``TarError`` for one that swells or goes in circles."""
    if size > _MOST:
        raise tarfile.TarError(f"it has more than {_MOST >> 30} GiB: no pack is that large")
    for member in tar:
        if member.issparse() or not 0 <= member.size <= size:
            raise tarfile.TarError("a file in it claims to be larger than all of it")
        yield member


def _odd_member(member: tarfile.TarInfo, name: str, seen: set[str], tops: set[str]) -> str:
    parts = member.name.split("/")
    if member.name.startswith("/") or ".." in parts or "." in parts or "" in parts:
        return "a name that leaves the pack"
    if not (member.isreg() or member.isdir()):
        return "a link, a device or a pipe"
    if len(tops) > 1 or (member.isreg() and not name):
        return "outside of the pack's folder"
    return "there twice" if name in seen else ""
