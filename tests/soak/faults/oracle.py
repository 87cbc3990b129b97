"""What truly was on the hosts at any moment, kept apart from everything that drplan keeps.

Moments are this machine's own clock: seconds since 1970. A change is begun and later seen done, so at a
moment between the two either state is the truth; at any other moment there is one truth only.
"""

import bisect
import hashlib
import random
import threading
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Window:
    """When a recovery point may have been read: not before ``begin``, not after ``end``."""

    begin: float
    end: float


@dataclass
class Version:
    """One state of a path, ``None`` when it is not there: begun and seen done."""

    sha: str | None
    begun: float
    done: float = float("inf")


def sha_of(content):
    return hashlib.sha256(content).hexdigest()


class FileTruth:
    """Every version of every path. ``begin`` and ``done`` are called around each change."""

    def __init__(self):
        self.versions: dict[str, list[Version]] = {}
        self.lock = threading.Lock()

    def begin(self, path, sha, now):
        version = Version(sha, now)
        with self.lock:
            self.versions.setdefault(path, [Version(None, 0.0, 0.0)]).append(version)
        return version

    def could_be(self, path, window):
        """Return the hashes (``None``: absent) that the path may have had within the window."""
        with self.lock:
            kept = list(self.versions.get(path, [Version(None, 0.0, 0.0)]))
        # What was begun and hindered has no moment of being done: the next one's end counts for both.
        ends = [
            min([later.done for later in kept[at:]], default=float("inf")) for at in range(1, len(kept) + 1)
        ]
        there = zip(kept, ends, strict=True)
        return {each.sha for each, gone in there if each.begun <= window.end and gone >= window.begin}

    def differences(self, found, window):
        """Hold restored files (path to hash) against the truth; returns a line for each that is another."""
        paths = {*found, *self.versions}
        wrong = [path for path in sorted(paths) if found.get(path) not in self.could_be(path, window)]
        return [f"{path} is {_word(found.get(path))}" for path in wrong]


def _word(sha):
    return "missing" if sha is None else f"{sha[:12]}, which it was not then"


@dataclass
class Batch:
    """One transaction: what it writes (number to word, ``None``: deleted), begun and seen committed."""

    rows: dict[int, str | None]
    begun: float
    done: float = float("inf")


@dataclass
class RowTruth:
    """Every transaction in order: number ``k`` (from 1) is ``batches[k - 1]``. Each writes its number too."""

    batches: list[Batch] = field(default_factory=list)

    def state(self, number):
        """Return the table after so many transactions."""
        rows: dict[int, str] = {}
        for batch in self.batches[:number]:
            for key, word in batch.rows.items():
                if word is None:
                    rows.pop(key, None)
                else:
                    rows[key] = word
        return rows

    def bounds(self, window):
        """Return the fewest and the most transactions that a dump of this window can hold."""
        begun = [batch.begun for batch in self.batches]
        least = sum(1 for batch in self.batches if batch.done <= window.begin)
        return least, bisect.bisect_right(begun, window.end)

    def differences(self, number, rows, window):
        """Hold a restored table, and the number that it carries, against the truth."""
        least, most = self.bounds(window)
        if not least <= number <= most:
            return [f"holds {number} transactions where {least} to {most} were there then"]
        truth = self.state(number)
        wrong = sorted(key for key in {*truth, *rows} if truth.get(key) != rows.get(key))
        return [f"row {key} differs" for key in wrong[:5]]


class Author:
    """Draws what is written next: text that looks like text, never twice the same."""

    WORDS = ("essay", "attendance", "algebra", "biology", "history", "orchestra", "lesson", "homework")

    def __init__(self, seed, files=400, rows=2000):
        self.random = random.Random(seed)
        self.files, self.rows, self.count = files, rows, 0

    def path(self):
        number = self.random.randrange(self.files)
        return f"class-{number % 12}/{self.WORDS[number % 8]}-{number}.txt"

    def content(self):
        """Return a text, or ``None``: the file is deleted."""
        self.count += 1
        if self.random.random() < 0.1:
            return None
        words = self.random.choices(self.WORDS, k=self.random.randrange(60, 900))
        return f"number {self.count}: {' '.join(words)}\n".encode()

    def batch(self):
        self.count += 1
        keys = self.random.sample(range(1, self.rows + 1), 5)
        return {
            key: None if self.random.random() < 0.15 else f"{self.count} {sha_of(b'%d' % key)[:20]}"
            for key in keys
        }
