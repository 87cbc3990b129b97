"""Processes that are killed, frozen or started again."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from drplan.adapters.lab import hosts, pens
from tests.soak.faults.fault import Fault
from tests.soak.faults.ground import FILE_HOST, HOSTS, ROW_HOST, command_line, eventually, kill, processes


class CommandKilled(Fault):
    """SIGKILL of the drplan command."""

    kind = "kill"
    only_during = kills = True

    def begin(self, running):
        running.process.kill()


class CommandStopped(Fault):
    """SIGTERM to the drplan command, as systemd and CI send it."""

    kind = "kill"
    only_during = stops_it = True
    asked = 0.0

    def begin(self, running):
        # Before Python is up and catches it, there is nothing to tidy.
        with contextlib.suppress(TimeoutError):
            eventually(lambda: running.process.poll() is not None or _catches(running.process.pid), 20, 0.02)
        self.asked = time.time()
        running.process.terminate()


class ResticKilled(Fault):
    """SIGKILL of every restic of the lab, wherever it runs; it waits for one."""

    kind = "kill"
    only_during = True
    commands = frozenset(("backup", "drill", "check"))

    def begin(self, running):
        self.struck = False
        with contextlib.suppress(TimeoutError):
            eventually(lambda: self._kill(running) or running.process.poll() is not None, 60, 0.02)

    def _kill(self, running):
        here = [pid for pid in processes(self.ground.restic) if _below(pid, running.process.pid)]
        there = [pid for host in HOSTS for pid in self.ground.pids(host, "/restic ")]
        for pid in [*here, *there]:
            kill(pid)
        self.struck = bool(here or there)
        return self.struck


class WorkerKilled(Fault):
    """SIGKILL of the drplan agent on a host."""

    kind = "kill"
    only_during = True
    commands = frozenset(("backup",))

    def begin(self, running):
        host = self.draws.choice(HOSTS)
        found = self.ground.pids(host, "agent.pyz")
        self.struck = bool(found)
        for pid in found:
            kill(pid)


class HostFrozen(Fault):
    """Every process of a host stands still; its network card still answers."""

    kind = "frozen host"
    passes = (3, 15)
    stops = frozenset(("backup",))
    commands = frozenset(("backup", "drill", "status"))
    host = FILE_HOST

    def begin(self, running):
        self.host = self.draws.choice(HOSTS)
        self._freeze("1")

    def heal(self):
        self._freeze("0")

    def names(self):
        return (self.host,)

    def _freeze(self, word):
        (pens._roots()[0] / hosts.pen(self.host) / "cgroup.freeze").write_text(word)


class ServerRestarted(Fault):
    """A repository's server is killed and started again, with the same words, in the same namespaces."""

    kind = "server restart"
    passes = (0.5, 8)
    stops = frozenset(("backup", "check"))
    commands = frozenset(("backup", "drill", "check", "status"))
    server = "onsite-onsite"
    program = "rclone"
    copy = "onsite"

    def begin(self, running):
        pen = f"server-{self.server}"
        (pid,) = [pid for pid in pens.pids(pen) if self.program in command_line(pid)]
        self.words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")[:-1]
        told = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")[:-1]
        self.environment = dict(line.split("=", 1) for line in told)
        self.at = str(Path(f"/proc/{pid}/cwd").readlink())
        self.spaces = [os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY) for name in ("mnt", "net")]
        for each in pens.pids(pen):
            kill(each)
        eventually(lambda: not pens.pids(pen), 10, 0.02)

    def heal(self):
        mount, network = (f"/proc/self/fd/{each}" for each in self.spaces)
        inside = ("nsenter", f"--mount={mount}", f"--net={network}", f"--wdns={self.at}", *self.words)
        with (self.ground.folder / f"{self.server}.log").open("ab") as log:
            subprocess.run(
                pens.joined(f"server-{self.server}", ("setsid", "--fork", *inside)),
                pass_fds=self.spaces,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=True,
            )
        for each in self.spaces:
            os.close(each)
        eventually(
            lambda: self.ground.ask_restic(self.copy, "cat", "config", check=False).returncode == 0, 60
        )
        if self.copy == "onsite":
            eventually(lambda: self.ground.listens("198.18.60.5", 8000), 30)

    def names(self):
        return (self.copy,)


class ObjectStoreRestarted(ServerRestarted):
    """The off-site S3 server."""

    server, program, copy = "offsite-offsite", "program mini", "offsite"


class SshdRestarted(Fault):
    """Every sshd of a host is killed, sessions too, and the service started again."""

    kind = "server restart"
    passes = (0.5, 8)
    stops = frozenset(("backup",))
    commands = frozenset(("backup",))
    host = FILE_HOST

    def begin(self, running):
        self.host = self.draws.choice(HOSTS)
        self.ground.on(self.host, "systemctl stop ssh")
        for pid in self.ground.pids(self.host, "sshd"):
            kill(pid)

    def heal(self):
        self.ground.on(self.host, "systemctl start ssh")

    def names(self):
        return (self.host,)


class DatabaseRestarted(Fault):
    """PostgreSQL ends at once, as in a crash, and is started again."""

    kind = "server restart"
    passes = (0.5, 8)
    stops = frozenset(("backup",))
    commands = frozenset(("backup",))

    def begin(self, running):
        self.ground.on(
            ROW_HOST, "systemctl kill -s SIGQUIT postgresql@15-main; systemctl stop postgresql@15-main"
        )

    def heal(self):
        self.ground.on(
            ROW_HOST, "systemctl reset-failed postgresql@15-main; systemctl start postgresql@15-main"
        )

    def names(self):
        return (ROW_HOST, "gradebook")


def _catches(pid):
    """Say whether a process handles SIGTERM itself (proc(5), SigCgt)."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True
    caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


def _below(pid, ancestor):
    """Say whether a process descends from another."""
    while pid > 1:
        if pid == ancestor:
            return True
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return False
    return False


PROCESSES = {
    "command killed": CommandKilled,
    "command stopped": CommandStopped,
    "restic killed": ResticKilled,
    "worker killed": WorkerKilled,
    "host frozen": HostFrozen,
    "rest server restarted": ServerRestarted,
    "object store restarted": ObjectStoreRestarted,
    "sshd restarted": SshdRestarted,
    "database restarted": DatabaseRestarted,
}
