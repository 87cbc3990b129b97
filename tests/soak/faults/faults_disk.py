"""Disks that are full, and disks that lose power."""

import os

from drplan.adapters.lab import hosts
from tests.e2e.backup_desk import cut_power
from tests.soak.faults.fault import Fault
from tests.soak.faults.faults_copy import mend
from tests.soak.faults.ground import HOSTS, ROW_HOST


class CopyFull(Fault):
    """The disk of the on-site copy has no byte left: its server answers 500 to whatever is written."""

    kind = "disk full"
    writers_rest = True
    passes: tuple[float, float] | None = (15, 60)
    only_before = True
    commands = frozenset(("backup", "status", "drill"))
    stops = frozenset(("backup",))
    disk = "copy"

    def begin(self, running):
        point = self.ground.disks[self.disk].point
        self.ballast = point / "ballast"
        with self.ballast.open("wb") as file:
            size = 1 << 26
            while size >= 4096:
                try:
                    os.posix_fallocate(file.fileno(), file.seek(0, os.SEEK_END), size)
                except OSError:
                    size //= 4

    def heal(self):
        self.ballast.unlink()

    def names(self):
        return ("onsite",)


class HostFull(CopyFull):
    """The disk of both hosts is full: nothing can be written there, by nobody."""

    disk = "hosts"
    passes, writers_rest = None, False
    commands = frozenset(("backup", "status"))

    def heal(self):
        super().heal()
        # PostgreSQL ends when it cannot write its log; a school's operator starts it again.
        self.ground.on(
            ROW_HOST, "systemctl reset-failed postgresql@15-main; systemctl start postgresql@15-main"
        )

    def names(self):
        return HOSTS


class HostsLosePower(Fault):
    """Both hosts and their disk lose power; they start again from what the disk then holds."""

    kind = "power loss"
    writers_rest = True
    commands = frozenset(("backup",))
    stops = frozenset(("backup",))

    def begin(self, running):
        disk = self.ground.disks["hosts"]
        cut_power(disk.point)
        for host in HOSTS:
            hosts.cut_power(disk.point / host, host)
        disk.unmount()
        disk.free()

    def heal(self):
        disk = self.ground.disks["hosts"]
        disk.mount()
        self.ground.lay_over()
        self.ground.power_on()

    def names(self):
        return HOSTS


class CopyLosesPower(Fault):
    """The disk of the on-site copy loses power, under a server that goes on."""

    kind, harms = "power loss", "onsite"
    commands = frozenset(("backup", "drill", "status"))
    stops = frozenset(("backup",))

    def begin(self, running):
        cut_power(self.ground.disks["copy"].point)

    def heal(self):
        disk = self.ground.disks["copy"]
        disk.unmount()
        # The server may hold a file of it for a moment longer; a second mount would be of a busy disk.
        disk.free()
        disk.mount()
        # Its server syncs nothing: what it took last can be empty, or not there at all.
        mend(self.ground)

    def names(self):
        return ("onsite",)


DISKS = {
    "copy's disk full": CopyFull,
    "hosts' disk full": HostFull,
    "hosts lose power": HostsLosePower,
    "copy's disk loses power": CopyLosesPower,
}
