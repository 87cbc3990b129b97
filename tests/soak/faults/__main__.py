"""``python -m tests.soak.faults --minutes 10 --seed 7``: random faults over backup and drill, on an own lab.

Ends with 0 when every invariant held, with 1 when one is broken, with 2 when it could not be tried.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

NEEDS = ("nft", "tc", "cc", "losetup", "mkfs.ext4", "nsenter", "pg_restore")


def main(words):
    asked = argparse.ArgumentParser(prog="tests.soak.faults", description=__doc__)
    asked.add_argument("--minutes", type=float, default=60)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 20))
    asked.add_argument(
        "--only", help="Only faults whose name or kind holds one of these, by commas.", default=""
    )
    told = asked.parse_args(words)
    missing = [name for name in NEEDS if not shutil.which(name)]
    if os.geteuid() != 0 or missing:
        say(f"not tried: it needs root{''.join(f', {name}' for name in missing)}")
        return 2
    # The lab's names are worked out when its modules are loaded.
    os.environ.setdefault("DRPLAN_LAB_NAME", "soakfaults")
    from tests.soak.faults.soak import soak

    folder = Path(tempfile.mkdtemp(prefix="drplan-soak-", dir="/var/tmp"))
    say(f"seed {told.seed}, {told.minutes:g} minutes, in {folder}")
    begun = time.monotonic()
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        return soak(folder, told, say)
    finally:
        say(f"took {(time.monotonic() - begun) / 60:.1f} minutes")


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
