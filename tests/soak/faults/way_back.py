"""What ``drplan restore host`` brought back, held against the oracle on the host itself."""

import subprocess
import time

from tests.soak.faults.compare import ROWS, files_below, rows_of
from tests.soak.faults.ground import FILE_HOST, HOSTS, ROW_HOST
from tests.soak.faults.oracle import Window

_DUMPED = "var/tmp/soak.pgdump"


class WayBack:
    """One host of the lab, lost and brought back while nobody writes."""

    def __init__(self, ground, writers):
        self.ground, self.writers = ground, writers
        self.host = FILE_HOST

    def words(self, draw):
        """Choose a host and return the command that loses it in the lab and brings it back."""
        self.host = HOSTS[draw % len(HOSTS)]
        signed = (*self.ground.inventory(), *self.ground.books(), "--role", "admin")
        return ("restore", "host", self.host, *signed, "--patience", "20", "--format", "json")

    def wrong(self):
        """Return what is not on the host as the writers left it."""
        now = time.time()
        if self.host == FILE_HOST:
            return self.writers.files.differences(files_below(self.ground.root(FILE_HOST)), Window(now, now))
        dump = f"cd /; sudo -u postgres pg_dump -Fc gradebook > /{_DUMPED}"
        place = self.ground.root(ROW_HOST) / _DUMPED
        try:
            self.ground.on(ROW_HOST, dump)
            number, rows = rows_of(place)
        except (subprocess.SubprocessError, ValueError) as error:
            return [f"{ROWS} cannot be read on {ROW_HOST}: {error}"]
        finally:
            place.unlink(missing_ok=True)
        return self.writers.rows.differences(number, rows, Window(now, now))
