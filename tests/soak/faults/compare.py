"""Reading recovery points back with restic alone, and holding them against the oracle: drplan has no part."""

import hashlib
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from tests.soak.faults.ground import COPIES
from tests.soak.faults.invariants import Compared
from tests.soak.faults.oracle import Window
from tests.soak.faults.writers import TREE

FILES, ROWS = "school-files", "gradebook-db"
DATA_SETS = (FILES, ROWS)


class Comparer:
    """Remembers when each recovery point may have been read, and what came of each comparison."""

    def __init__(self, ground, writers):
        self.ground, self.writers = ground, writers
        self.windows: dict[str, Window] = {}
        self.kinds: dict[str, str] = {}
        self.runs: dict[str, str] = {}
        self.streams: dict[tuple[str, str], str] = {}
        self.unseen = dict.fromkeys(COPIES, float("inf"))

    def note(self, since):
        """Look for recovery points that were not there before; those that cannot be listed wait."""
        now = time.time()
        for copy in COPIES:
            words = ("snapshots", "--no-lock", "--json")
            listed = self.ground.ask_restic(copy, *words, check=False, seconds=20)
            # What could not be listed then may have been made then.
            self.unseen[copy] = min(self.unseen[copy], since)
            if listed.returncode != 0:
                continue
            begun, self.unseen[copy] = self.unseen[copy], float("inf")
            for each in json.loads(listed.stdout or "[]"):
                tags = each.get("tags") or ()
                self.kinds.setdefault(each["id"], _told(tags, "data-set:"))
                # What was piped lies in a snapshot of its own, with the same run.
                self.runs[each["id"]] = _told(tags, "run:")
                if "drplan-stream" in tags:
                    self.streams[copy, _told(tags, "run:")] = each["id"]
                # A copied one was read when its original was, which has been seen before.
                window = self.windows.get(each.get("original", ""), Window(begun, now))
                self.windows.setdefault(each["id"], window)

    def compare(self, copy, snapshot):
        """Read one back and hold it against the truth of its moment."""
        kind = self.kinds.get(snapshot, "")
        with tempfile.TemporaryDirectory(dir=self.ground.folder, prefix="compare-") as place:
            holds = self.streams.get((copy, self.runs.get(snapshot, "")), snapshot)
            # Without a cache: what this copy itself holds, and nothing that was seen of it before.
            words = ("restore", holds, "--no-lock", "--no-cache", "--target", place)
            done = self.ground.ask_restic(copy, *words, check=False, seconds=60)
            if done.returncode != 0:
                return Compared(
                    copy, snapshot, error=(done.stderr.strip().splitlines() or ["no word"])[-1][:200]
                )
            return Compared(
                copy, snapshot, tuple(self.differences(kind, Path(place), self.windows[snapshot]))
            )

    def differences(self, kind, folder, window):
        """Hold what lies in a folder against the truth; ``kind`` is the data set's name."""
        if kind == FILES:
            return self.writers.files.differences(files_below(folder), window)
        dumps = [*folder.rglob("*.pgdump")]
        if kind != ROWS or len(dumps) != 1:
            return [f"{len(dumps)} dumps where one should be of {kind or 'no data set'}"]
        try:
            number, rows = rows_of(dumps[0])
        except (subprocess.SubprocessError, ValueError) as error:
            return [f"the dump cannot be read: {error}"]
        return self.writers.rows.differences(number, rows, window)


def _told(tags, begins):
    return next((each.removeprefix(begins) for each in tags if each.startswith(begins)), "")


def files_below(folder):
    """Return every file of the oracle's tree that lies somewhere below a folder: path to hash."""
    tops = [folder / TREE] if (folder / TREE).is_dir() else [*folder.rglob(TREE)]
    found = {}
    for top in tops[:1]:
        for path in top.rglob("*"):
            if path.is_file():
                found[str(path.relative_to(top))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def rows_of(dump):
    """Return the number and the rows that a dump holds."""
    tables = {}
    for table in ("oracle_mark", "oracle"):
        words = (shutil.which("pg_restore") or "pg_restore", "-a", "-t", table, "-f", "-", str(dump))
        text = subprocess.run(words, check=True, capture_output=True, text=True, timeout=60).stdout
        _, _, after = text.partition("FROM stdin;\n")
        tables[table] = [line.split("\t") for line in after.partition("\\.\n")[0].splitlines()]
    ((number,),) = tables["oracle_mark"]
    return int(number), {int(key): word for key, word in tables["oracle"]}
