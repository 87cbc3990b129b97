"""Networks that lose packets, lose all of them, or are slow; and clocks that jump."""

import subprocess
from pathlib import Path

from tests.soak.faults.fault import Fault
from tests.soak.faults.ground import FILE_HOST, HOSTS, run

CHAINS = """
add table inet soak
add chain inet soak in {{ type filter hook input priority -20; }}
add chain inet soak out {{ type filter hook output priority -20; }}
add rule inet soak in iifname eth0 {what} drop
add rule inet soak out oifname eth0 {what} drop
"""


class NetworkLossy(Fault):
    """A host's network loses some packets, both ways."""

    kind = "network loss"
    passes = (2, 12)
    must_pass = True
    commands = frozenset(("backup", "drill"))
    host = FILE_HOST

    def begin(self, running):
        self.host = self.draws.choice(HOSTS)
        self._drop(f"numgen random mod 100 < {self.draws.randrange(5, 35)}")

    def heal(self):
        run(*self.ground.network(self.host), "nft", "delete", "table", "inet", "soak", check=False)

    def names(self):
        return (self.host,)

    def _drop(self, what):
        words = (*self.ground.network(self.host), "nft", "-f", "-")
        subprocess.run(words, input=CHAINS.format(what=what), text=True, check=True, capture_output=True)


class NetworkCut(NetworkLossy):
    """Nothing comes through to a host, or from it; before a command it lasts to the end of it."""

    must_pass = False
    passes = (3, 20)
    stops = frozenset(("backup",))

    def begin(self, running):
        self.host = self.draws.choice(HOSTS)
        # In the middle of a transfer restic waits for its repository for minutes: it comes back before that.
        self._drop("")


class NetworkSlow(Fault):
    """A host sends through a queue that is short of bandwidth: what it says comes late."""

    kind = "network delay"
    commands = frozenset(("backup", "drill"))
    host = FILE_HOST

    def begin(self, running):
        self.host = self.draws.choice(HOSTS)
        rate = self.draws.randrange(200, 800)
        shape = ("tbf", "rate", f"{rate}kbit", "burst", "4kb", "latency", "3s")
        run(*self.ground.network(self.host), "tc", "qdisc", "add", "dev", "eth0", "root", *shape)

    def heal(self):
        run(*self.ground.network(self.host), "tc", "qdisc", "del", "dev", "eth0", "root", check=False)


JUMPS = (-400 * 86400, -2 * 86400, -7200, 7200, 2 * 86400, 400 * 86400)
SHIM = Path(__file__).with_name("clock.c")


class HostClockJumps(Fault):
    """A host's clock is hours, days or a year off, for every program but restic (see ``clock.c``)."""

    kind = "clock jump"
    only_before = True
    commands = frozenset(("backup", "status"))
    host = FILE_HOST

    def begin(self, running):
        self.host = self.draws.choice(HOSTS)
        root = self.ground.root(self.host)
        (root / "usr/lib/soak-clock.so").write_bytes(self.ground.shim.read_bytes())
        (root / "etc/soak-clock").write_text(str(self.draws.choice(JUMPS)))
        (root / "etc/ld.so.preload").write_text("/usr/lib/soak-clock.so\n")

    def heal(self):
        root = self.ground.root(self.host)
        for name in ("etc/ld.so.preload", "etc/soak-clock", "usr/lib/soak-clock.so"):
            (root / name).unlink()


class OwnClockJumps(Fault):
    """The clock of the machine that drplan runs on is off, for the command itself."""

    kind = "clock jump"
    only_before = True
    commands = frozenset(("backup", "drill", "status", "check"))

    def begin(self, running):
        self.ground.clock.write_text(str(self.draws.choice(JUMPS)))

    def heal(self):
        self.ground.clock.unlink()


NETWORKS = {
    "network lossy": NetworkLossy,
    "network cut": NetworkCut,
    "network slow": NetworkSlow,
    "host's clock jumps": HostClockJumps,
    "own clock jumps": OwnClockJumps,
}
