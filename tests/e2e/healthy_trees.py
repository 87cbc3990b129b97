"""Odd but healthy data: a drill must pass each of these, with and without a scratch disk."""

import os
import random
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.e2e.tampered_desk import access_list

TREES: dict[str, tuple[str, Callable[[Path], None], bool]] = {}
MINUTE = 60
SECOND = 1_000_000_000


def tree(says, *, soak=False):
    """Register what a function makes in an empty folder."""

    def register(make):
        TREES[make.__name__] = (says, make, soak)
        return make

    return register


@tree("sparse files, with holes at the beginning, in the middle and at the end")
def sparse(folder):
    with (folder / "holes").open("wb") as file:
        for at in (1 << 20, 3 << 20):
            file.seek(at)
            file.write(b"data")
        file.truncate(5 << 20)
    with (folder / "only a hole").open("wb") as file:
        file.truncate(2 << 20)


@tree("empty files")
def empty_files(folder):
    for number in range(9):
        (folder / f"empty-{number}").touch()


@tree("empty folders, some in each other")
def empty_folders(folder):
    (folder / "a" / "b" / "c").mkdir(parents=True)
    (folder / "d").mkdir()


@tree("names in many scripts, composed and decomposed")
def unicode_names(folder):
    for name in ("größe", "学校", "مدرسة", "école", "e\u0301cole", "🎓", "\u202etxt.exe"):
        (folder / name).write_text(name)


@tree("names that are not UTF-8")
def odd_bytes(folder):
    for name in (b"caf\xe9", b"\xff\xfe", b"\x80" * 40, b"half \xc3"):
        (folder / os.fsdecode(name)).write_bytes(name)


@tree("names with line breaks, tabs, quotes, backslashes and other signs")
def hostile_names(folder):
    for name in ("a\nb", "a\tb", 'a"b', "a\\b", "a'b", "$(id)", "*", "?", "[a]", "-rf", "a\x1b[31mb", "a\rb"):
        (folder / name).write_text(name)


@tree("names with blanks before and after, and of blanks alone")
def blank_names(folder):
    for name in (" before", "after ", " ", "   ", "\u00a0"):
        (folder / name).write_text(name)


@tree("names that look like something else: `..foo`, `...`, tar members, manifests")
def mimics(folder):
    for name in ("..foo", "...", "PaxHeaders.0", "@LongLink", "files.jsonl", "files.jsonl.sig", ".git"):
        (folder / name).write_text(name)
    (folder / "manifests").mkdir()
    (folder / "manifests" / "files.jsonl").write_text("{}")


@tree("the longest names there are")
def long_names(folder):
    (folder / ("n" * 255)).write_text("long")
    (folder / ("é" * 127)).write_text("long")


@tree("a path of three thousand characters")
def long_path(folder):
    # Counted from the root that it is restored to; the kernel takes 4,095 at once.
    place = folder.joinpath(*["deep" * 24] * 30)
    place.mkdir(parents=True)
    (place / "here").write_text("at last")


@tree("folders a hundred deep")
def deep(folder):
    folder.joinpath(*"d" * 100).mkdir(parents=True)


@tree("hard links, in one folder and across folders")
def hard_links(folder):
    (folder / "one").mkdir()
    (folder / "first").write_text("several names")
    for name in ("second", "one/third", "one/fourth"):
        os.link(folder / "first", folder / name)
    (folder / "empty").touch()
    os.link(folder / "empty", folder / "empty too")


@tree("two names of one symbolic link")
def odd_hard_links(folder):
    (folder / "link").symlink_to("anywhere")
    os.link(folder / "link", folder / "link too", follow_symlinks=False)


@tree("a file one of whose names lies outside of the data set")
def half_a_hard_link(folder):
    (folder / "inside").write_text("one of two names")
    os.link(folder / "inside", folder.parent.parent / f"outside-{folder.name}")


@tree("symbolic links: dangling, absolute, in a loop, to a folder, to themselves, very long")
def symbolic_links(folder):
    for name, target in {
        "dangling": "nowhere",
        "absolute": "/etc/hostname",
        "loop": "loop",
        "up": "..",
        "long": "t" * 4000,
        "odd": "a\nb",
    }.items():
        (folder / name).symlink_to(target)


@tree("a socket")
def sockets(folder):
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(folder)
        with socket.socket(socket.AF_UNIX) as held:
            held.bind("socket")
    finally:
        os.chdir(here)
        os.close(here)


@tree("pipes")
def pipes(folder):
    os.mkfifo(folder / "pipe")
    os.mkfifo(folder / "private", 0o600)


@tree("devices")
def devices(folder):
    os.mknod(folder / "null", stat.S_IFCHR | 0o666, os.makedev(1, 3))
    os.mknod(folder / "disk", stat.S_IFBLK | 0o660, os.makedev(7, 250))


@tree("all modes: set-user-id, set-group-id, sticky, none at all")
def modes(folder):
    for mode in (0o4755, 0o2755, 0o1777, 0o7777, 0o000, 0o001, 0o444, 0o222):
        (folder / f"mode-{mode:o}").write_text("x")
        (folder / f"mode-{mode:o}").chmod(mode)


@tree("folders that nobody may enter or write to")
def closed_folders(folder):
    for mode in (0o000, 0o111, 0o555, 0o3770):
        (folder / f"folder-{mode:o}").mkdir()
        (folder / f"folder-{mode:o}" / "inside").write_text("x")
        (folder / f"folder-{mode:o}").chmod(mode)


@tree("owners that no account has, and the largest there are")
def owners(folder):
    for uid, gid in ((4242, 4343), (65534, 65534), (2**32 - 2, 2**32 - 2), (2_000_000, 3_000_000)):
        (folder / f"of-{uid}").write_text("x")
        os.chown(folder / f"of-{uid}", uid, gid)


@tree("times of long ago and of the far future, to the nanosecond")
def times(folder):
    for when in (0, 1, 1_000_000_007, -SECOND, 2**31 * SECOND, 4_102_444_800 * SECOND + 1, 999_999_999):
        (folder / f"at-{when}").write_text("x")
        os.utime(folder / f"at-{when}", ns=(when, when))


@tree("extended attributes, many and large, with bytes of all kinds")
def attributes(folder):
    (folder / "one").write_text("x")
    os.setxattr(folder / "one", "user.odd", bytes(range(256)))
    os.setxattr(folder / "one", "user.empty", b"")
    (folder / "many").write_text("x")
    for number in range(20):
        os.setxattr(folder / "many", f"user.attribute-{number}", b"value" * number)
    os.setxattr(folder, "user.of-the-folder", b"yes")


@tree("access lists, on files and as a folder's default")
def access_lists(folder):
    (folder / "listed").write_text("x")
    os.setxattr(folder / "listed", "system.posix_acl_access", access_list())
    (folder / "inner").mkdir()
    os.setxattr(folder / "inner", "system.posix_acl_default", access_list(4343))
    (folder / "inner" / "heir").write_text("x")


@tree("a program with a capability")
def capabilities(folder):
    (folder / "ping").write_text("#!/bin/sh\n")
    (folder / "ping").chmod(0o755)
    os.setxattr(
        folder / "ping", "security.capability", bytes.fromhex("0100000200200000000000000000000000000000")
    )


@tree("the same content many times")
def duplicates(folder):
    for number in range(30):
        (folder / f"copy-{number}").write_bytes(b"the same\n" * 9000)


@tree("content that is dense from the beginning: pictures, archives, encrypted files")
def dense(folder):
    drawn = random.Random(6)
    for number in range(30):
        (folder / f"picture-{number}.jpg").write_bytes(drawn.randbytes(3000 + number))


@tree("files around the sizes at which readers take another piece")
def sizes(folder):
    for size in (511, 512, 513, 1535, 1536, 4095, 4096, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, (1 << 20) + 1):
        (folder / f"size-{size}").write_bytes(b"s" * size)


@tree("a file of 24 MiB")
def big(folder):
    (folder / "big").write_bytes(random.Random(7).randbytes(24 << 20))


@tree("a thousand small files")
def small(folder):
    for number in range(1000):
        (folder / f"{number}").write_text(f"{number}\n")


@tree("a folder of twenty thousand entries", soak=True)
def huge_folder(folder):
    for number in range(20_000):
        (folder / f"{number:06}").write_text(f"{number}\n")


@tree("text in sixteen bits, with zeros in it")
def zeros(folder):
    (folder / "utf16.txt").write_text("school " * 999, encoding="utf-16")
    (folder / "zeros").write_bytes(bytes(70_000))


@tree("a file that a program has open and mapped")
def mapped(folder):
    code = (
        "import mmap,sys; f=open(sys.argv[1],'w+b'); f.write(b'm'*9999); f.flush(); mmap.mmap(f.fileno(), 0)"
    )
    subprocess.run((sys.executable, "-c", code, str(folder / "mapped")), check=True)


@tree("names that differ in case, or in dots, alone")
def near_names(folder):
    for name in ("Readme", "README", "readme", "readme.", "readme..", ".readme"):
        (folder / name).write_text(name)


@tree("a lone note that tells how to restore files, and files called `.locked`")
def innocent_names(folder):
    (folder / "how to restore files from the backup.txt").write_text("ask the server admin")
    (folder / "door.locked").write_text("x")
    (folder / "notes.enc").write_text("encoding notes")
