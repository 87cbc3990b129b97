"""Who writes on the hosts all the time, and tells the oracle before and after each change."""

import json
import os
import subprocess
import threading
import time
from contextlib import contextmanager

from tests.soak.faults.ground import FILE_HOST, ROW_HOST
from tests.soak.faults.oracle import Author, Batch, FileTruth, RowTruth, sha_of

TREE = "srv/school/work"
MOST_FILES = 150
"""Changed between two backups at the most: a slow machine would see a whole tree rewritten, and doubt it."""
MARK = "select number from oracle_mark"
TABLES = """
create table canary (word text not null);
insert into canary values ('the canary sings');
create table oracle (key int primary key, word text not null);
create table oracle_mark (number int not null);
insert into oracle_mark values (0);
"""

# A session that a frozen host kept waiting may come late: its transaction must not be done twice.
ONCE = """
do $$ begin
  update oracle_mark set number = {new} where number = {old};
  if not found then raise exception 'done already'; end if;
end $$;
"""


class Writers:
    """Two threads: one changes files, one changes rows. A change that a fault stops is tried again."""

    def __init__(self, ground, seed):
        self.ground = ground
        self.files, self.rows = FileTruth(), RowTruth()
        self.author, self.clerk = Author(f"{seed}-files"), Author(f"{seed}-rows")
        self.ends = threading.Event()
        self.still = {"files": threading.RLock(), "rows": threading.RLock()}
        self.paths: set[str] = set()
        self.hindered = {"files": 0, "rows": 0}
        self.left = MOST_FILES
        self.threads = [
            threading.Thread(target=self._always, args=(self._change_file, "files", 0.4), daemon=True),
            threading.Thread(target=self._always, args=(self._change_rows, "rows", 1.0), daemon=True),
        ]

    def fill(self):
        """Write what is there at the beginning; the writers begin afterwards."""
        canary = self.ground.root(FILE_HOST) / "srv/school/canary.html"
        canary.write_text("<p>the canary sings</p>\n")
        for _ in range(500):
            self._change_file()
        self.ground.on(ROW_HOST, "cd /; sudo -u postgres psql -q -v ON_ERROR_STOP=1 gradebook", stdin=TABLES)
        for _ in range(3):
            self._change_rows(keys=range(1, 700))

    def begin(self):
        for thread in self.threads:
            thread.start()

    @contextmanager
    def paused(self):
        """Nobody writes meanwhile: for faults that take the disk away."""
        with self.still["files"], self.still["rows"]:
            yield

    def files_rest(self):
        """Nobody writes files meanwhile: a folder that changes while it is read is doubted."""
        return self.still["files"]

    def renew(self):
        """A backup was made: as many files may be changed again."""
        self.left = MOST_FILES

    def end(self):
        self.ends.set()
        for thread in self.threads:
            if thread.is_alive():
                thread.join(30)

    def _always(self, change, name, pause):
        while not self.ends.wait(pause):
            with self.still[name]:
                if name == "files" and self.left <= 0:
                    continue
                try:
                    change()
                    self.left -= name == "files"
                except (OSError, RuntimeError, subprocess.SubprocessError):
                    self.hindered[name] += 1

    def _change_file(self):
        path, content = self.author.path(), self.author.content()
        if content is None and path not in self.paths:
            return
        root = self.ground.root(FILE_HOST)
        target, beside = root / TREE / path, root / "srv" / ".beside"
        # Made before the moment that counts: nobody's view of the tree changes by it.
        target.parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            write_safely(beside, content)
        version = self.files.begin(path, content and sha_of(content), time.time())
        if content is None:
            target.unlink()
            self.paths.discard(path)
        else:
            beside.rename(target)
            self.paths.add(path)
        sync(target.parent)
        version.done = time.time()

    def _change_rows(self, keys=None):
        waits = bool(self.rows.batches) and self.rows.batches[-1].done == float("inf")
        number = len(self.rows.batches) + (0 if waits else 1)
        if waits and self._number() == number:
            self.rows.batches[-1].done = time.time()
            return
        if not waits:
            drawn = self.clerk.batch() if keys is None else {key: f"first {key}" for key in keys}
            self.rows.batches.append(Batch(drawn, time.time()))
        self._commit(number, self.rows.batches[-1])

    def _commit(self, number, batch):
        lines = [ONCE.format(new=number, old=number - 1)]
        for key, word in batch.rows.items():
            over = "on conflict (key) do update set word = excluded.word"
            new = f"insert into oracle values ({key}, '{word}') {over};"
            lines.append(f"delete from oracle where key = {key};" if word is None else new)
        words = "cd /; sudo -u postgres psql -X -q -1 -v ON_ERROR_STOP=1 -f - gradebook"
        self.ground.on(ROW_HOST, words, stdin="\n".join(lines), seconds=15)
        batch.done = time.time()

    def _number(self):
        said = self.ground.on(ROW_HOST, f"cd /; sudo -u postgres psql -XAt gradebook -c '{MARK}'", seconds=15)
        return int(said)

    def told(self):
        """Return how much was written, for the table."""
        return json.dumps(
            {"files": self.author.count, "transactions": len(self.rows.batches), "hindered": self.hindered}
        )


def write_safely(path, content):
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
