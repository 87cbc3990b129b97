"""Makes a school's shared folder. Runs on a lab host, as root, with nothing but the standard library.

``python3 - FOLDER FILES CANARY WORDS`` (this file on standard input): the same seed makes the same names,
contents, owners, modes and times. The canary is written last: where it stands, the tree is whole.
"""

import math
import os
import random
import sys
from pathlib import Path

SEED = 1240
GRADES = ("grade-09", "grade-10", "grade-11", "grade-12")
CLASSES = ("Algebra II", "Biology", "Chemistry", "English", "Español", "History", "Music", "PE")
FIRST = (
    "Ada",
    "Amélie",
    "Björn",
    "Chloë",
    "Đorđe",
    "Fatima",
    "José",
    "Łukasz",
    "Noor",
    "O'Neil",
    "王芳",
    "Zoë",
)
LAST = ("Adams", "Brøgger", "García", "Kowalczyk", "Nguyễn", "Núñez", "Okafor", "Smith-Jones", "Yüksel")
WORK = ("homework", "notes", "prüfung", "quiz", "essay")
ENDINGS = (".txt", ".md", ".html", ".csv", ".docx", ".pdf", "")
MODES = (0o640, 0o640, 0o644, 0o660, 0o600, 0o444)
TERM = 1_788_000_000
"""Seconds since 1970: the end of August 2026."""

YEAR = 6_000_000
TYPICAL, SPREAD, LARGEST = 2_200, 1.0, 200_000
LARGE, LARGE_SIZE = 8, 2_000_000
POOL = 1_000_000


def words(chance: random.Random) -> bytes:
    """Return a megabyte of pronounceable text to cut files from."""
    parts = [
        a + b for a in ("ba", "ke", "li", "no", "ru", "sha", "tem") for b in ("da", "m", "n", "ri", "st")
    ]
    return (" ".join(chance.choices(parts, k=POOL // 4))).encode().ljust(POOL, b".")


def folders(chance: random.Random) -> list[str]:
    """Return the tree's folders, parents first: grades with students, staff with classes."""
    made = ["students", "staff", "handouts"]
    for grade in GRADES:
        made.append(f"students/{grade}")
        for number in range(35):
            student = f"students/{grade}/{chance.choice(FIRST)} {chance.choice(LAST)} {number:02}"
            made += [student, *(f"{student}/{each}" for each in chance.sample(CLASSES, 4))]
    for number in range(60):
        teacher = f"staff/{chance.choice(LAST)}, {chance.choice(FIRST)} ({number:02})"
        made += [teacher, *(f"{teacher}/{each}" for each in chance.sample(CLASSES, 3))]
    return made


def put(path: str, content: bytes, owner: int, mode: int, when: int) -> None:
    """Write one file whole."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(handle, content)
        os.fchown(handle, owner, owner)
        os.fchmod(handle, mode)
        os.utime(handle, (when, when))
    finally:
        os.close(handle)


def fill(root: str, files: int) -> None:
    """Make folders, ``files`` files, links among them, and a few large ones."""
    chance = random.Random(SEED)  # noqa: S311 - the same tree every time, not a secret
    text, places = words(chance), folders(chance)
    for place in places:
        Path(root, place).mkdir(parents=True, exist_ok=True)
    leaves = [place for place in places if place.count("/") > 1]
    for number in range(files):
        place = leaves[number % len(leaves)]
        size = 0 if number % 97 == 0 else min(LARGEST, int(TYPICAL * math.exp(chance.gauss(0, SPREAD))))
        start = chance.randrange(POOL - LARGEST)
        name = f"{chance.choice(WORK)} {number}{chance.choice(ENDINGS)}"
        head = f"{place} {number}\n".encode() if size else b""
        owner = 2000 + number % len(leaves)
        when = TERM + chance.randrange(YEAR)
        put(
            f"{root}/{place}/{name}",
            head + text[start : start + size],
            owner,
            chance.choice(MODES),
            when,
        )
        if number % 500 == 0:
            link(root, place, name, number)
    for number in range(LARGE):
        put(f"{root}/handouts/yearbook {number}.pdf", chance.randbytes(LARGE_SIZE), 0, 0o644, TERM)
    for place in reversed(places):
        Path(root, place).chmod(0o2775 if place.startswith("staff") else 0o755)
        os.utime(Path(root, place), (TERM, TERM))


def link(root: str, place: str, name: str, number: int) -> None:
    """Make a second name for a file, a link to it, and a link that leads nowhere."""
    for path, make, target in (
        (f"{root}/handouts/copy {number}", os.link, f"{root}/{place}/{name}"),
        (f"{root}/handouts/latest {number}", os.symlink, f"../{place}/{name}"),
        (f"{root}/handouts/gone {number}", os.symlink, f"../archive/{number}"),
    ):
        if not os.path.lexists(path):
            make(target, path)


def main(root: str, files: int, canary: str, sings: str) -> None:
    """Fill the folder unless its canary is there already."""
    if Path(canary).exists():
        sys.stdout.write("there already\n")
        return
    os.umask(0o022)
    Path(root).mkdir(parents=True, exist_ok=True)
    fill(root, files)
    page = f"<!doctype html>\n<html lang='en'><title>Canary</title><p>{sings}</p></html>\n"
    put(canary, page.encode(), 0, 0o644, TERM)
    sys.stdout.write(f"{files} files\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4])
