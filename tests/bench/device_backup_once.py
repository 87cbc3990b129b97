"""Back up a fleet once, or only log in and show: ``python device_backup_once.py WAY WORKERS`` in its network.

Reads the fleet's whereabouts from standard input as JSON, and writes one JSON line: seconds from the first
login to the end, CPU seconds of this process and of what it started (not of the devices), and the most
memory that this process held (MB).
"""

import json
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from netmiko import ConnectHandler

from drplan.act.device_backups import Keepers, back_up_devices
from drplan.adapters.access import Access
from drplan.adapters.clock import SystemClock
from drplan.adapters.device_shelf import ResticShelf
from drplan.adapters.network.history import ConfigurationHistory
from drplan.adapters.network.login import login_settings
from drplan.adapters.secrets import SecretStore
from drplan.adapters.tools import find_restic
from drplan.declare import District
from drplan.declare.lookup import data_sets, network_devices
from drplan.ports import Protected, RecoveryPoint
from drplan.ports.configurations import Reason


def bare(district, access, workers):
    """Log in and show, by netmiko alone."""

    def show(device):
        with ConnectHandler(**login_settings(device, access)) as connection:
            # On a busy machine netmiko takes several prompts for one; what it waits for is said instead.
            shown = connection.send_command(
                "show running-config", expect_string=f"{device.name}#", read_timeout=60
            )
            return len(shown)

    with ThreadPoolExecutor(workers) as pool:
        shown = list(pool.map(show, network_devices(district)))
    assert min(shown) > 1000


class NoRestic(ResticShelf):
    """Fetches, and keeps nothing: what is left is logins, checks, masks and git."""

    def together(self, copies, begun):
        return nullcontext(Nowhere())


class Nowhere:
    """Implements ``DeviceBatch``."""

    def __init__(self):
        self.names = []

    def add(self, fetched):
        self.names.append(fetched.data_set.name)

    def keep(self):
        point = RecoveryPoint("", "none", "0" * 64, datetime.now(UTC), 1, 1)
        return dict.fromkeys(self.names, Protected((point,)))


class Silent:
    """Implements ``Progress``."""

    def say(self, subject, message):
        pass


def ours(district, access, workers, told, shelf):
    """Back them up, with everything."""
    state = Path(told["state"])
    kept = shelf(district, access, SecretStore(), restic=find_restic(state), state=state)
    history = ConfigurationHistory(state / "configurations", b"k" * 32)
    keepers = Keepers(kept, history, lambda *_: Reason("bench", "bench", "bench"), SystemClock())
    done = back_up_devices(district, data_sets(district), keepers, Silent(), at_once=workers)
    assert all(each.points for each in done.results), [each.error for each in done.results if each.error][:1]
    assert not done.unkept


def peak():
    """Return the MB that this process held at the most; ru_maxrss would count who started it."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


def main(way, workers):
    """Do it and report."""
    told = json.load(sys.stdin)
    district, access = District.model_validate(told["district"]), Access(**told["access"])
    begun, cpu = time.perf_counter(), _cpu()
    if way == "bare":
        bare(district, access, workers)
    else:
        ours(district, access, workers, told, {"whole": ResticShelf, "no-restic": NoRestic}[way])
    wall = time.perf_counter() - begun
    sys.stdout.write(json.dumps({"wall": wall, "cpu": _cpu() - cpu, "memory": peak()}) + "\n")


def _cpu():
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
