"""Stand-ins raised and ended: one listener and one OpenSSH server for as many devices as are wanted."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from drplan.adapters.access import Access
from drplan.adapters.lab.image import LOGIN
from drplan.adapters.lab.keys import keep, ssh_key
from drplan.adapters.lab.standin import sshd
from drplan.adapters.lab.standin.dialects import module
from drplan.adapters.lab.standin.unit import Unit
from drplan.errors import LabError

_RUN = Path(__file__).with_name("run.py")
_READY_SECONDS = 20
_MADE: dict[str, dict[str, str]] = {
    "cisco-ios": {"model": "WS-C2960X-24TS-L", "version": "15.2(7)E4"},
    "aruba-aos-cx": {"model": "JL676A 6100 48G 4SFP+ Swch", "version": "PL.10.13.1000"},
    "hpe-procurve": {"model": "J9773A", "version": "YA.16.11.0012"},
    "ruckus-icx": {"model": "ICX7150-48P", "version": "09.0.10"},
    "juniper-junos": {"model": "ex2300-48p", "version": "21.4R3-S5.4"},
    "fortinet-fortios": {"model": "FortiGate-60F", "version": "7.4.4"},
    "mikrotik-routeros": {"model": "CRS326-24G-2S+", "version": "7.15.3"},
}

_OWN_LOGINS = """
set -eu
mount --bind "$1/passwd" /etc/passwd
mount --bind "$1/run" /run
shift
exec "$@"
"""


class StandIn:
    """One device.

    ``settings`` adds to what it says of itself (``model``, ``serial``, ``version``, ``ports``: the names of
    its ports) and how its world is: ``seconds_a_minute`` (its timers run by that minute; 60),
    ``boot_seconds`` (nobody is let in for so long after a start; 0), ``page_lines`` (what its pager shows
    at once; 24), and ``way_in``, how we come to it: ``interface`` (as the configuration names it),
    ``address`` (its own), ``user``, ``source`` (our address, for access lists), ``port`` (of arrival) and
    ``remote`` (whether we need its default route). Without ``way_in`` nothing that it is told can lock us
    out. A unit that never let us in is sat at by its console: only when its configuration has let us in
    once can it lock us out, and an erased one begins anew.
    """

    def __init__(self, folder: Path, platform: str, name: str, **settings: Any) -> None:
        self.folder, self.platform, self.name = folder, platform, name
        folder.mkdir(parents=True, exist_ok=True)
        serial = "SN" + "".join(f"{ord(letter):02X}" for letter in name)[:10]
        told = (
            {"platform": platform, "name": name, "serial": serial, "user": LOGIN} | _MADE[platform] | settings
        )
        keep(folder / "settings.json", json.dumps(told, indent=1))
        self.address, self.port = "", 0
        self._raised: StandIns | None = None

    @property
    def unit(self) -> Unit:
        """Its folder, as its own program sees it."""
        return Unit(str(self.folder), module(self.platform))

    def start(self, address: str = "127.0.0.1", port: int = 0) -> int:
        """Let it listen, alone behind its own server; returns the port."""
        self._raised = StandIns(self.folder / "server", [self])
        self._raised.start({self.name: (address, port)})
        return self.port

    def stop(self) -> None:
        """End it and every session with it. What it holds stays."""
        if self._raised:
            self._raised.stop()
            self._raised = None

    @property
    def access(self) -> Access:
        """How drplan reaches it, once it was started alone."""
        if self._raised is None:
            raise LabError(f"{self.name} does not listen", next_step="start it first")
        return self._raised.access

    def blank(self) -> None:
        """Bring it back to what its maker shipped, and restart it."""
        unit = self.unit
        unit.erase()
        unit.restart()

    def running(self) -> str:
        """Return what ``show running-config``, or the platform's like of it, prints; without a login."""
        unit = self.unit
        unit.tick()
        return str(module(self.platform).shown(unit.running(), unit))

    def write(self, text: str) -> None:
        """Have a configuration, as the platform prints or takes it, run and be what it starts with."""
        unit = self.unit
        unit.keep("startup", module(self.platform).written(text, unit.settings))
        unit.restart()

    def saved(self) -> bool:
        """Say whether what runs would outlast a restart."""
        return self.unit.text("startup") == self.unit.running()

    def neighbours(self, heard: Iterable[Mapping[str, object]]) -> None:
        """Have it hear these at its ports; see ``heard``."""
        keep(self.folder / "neighbours.json", json.dumps([dict(each) for each in heard]))

    def faults(self, **faults: Any) -> None:
        """Have things go wrong on purpose; none ends it.

        ``truncate={"command": pattern, "lines": n}`` prints no more of an answer; ``pager=True`` cannot be
        turned off; ``slow_seconds=0.5`` before every answer; ``refuse=[pattern, …]`` lines it does not
        take; ``disk_full=True`` keeps it from saving; ``cut={"command": pattern, "lines": n}`` ends the
        session there.
        """
        keep(self.folder / "faults.json", json.dumps(faults))

    def locked(self) -> str:
        """Say why management does not reach it; empty when it does."""
        unit = self.unit
        unit.tick()
        return unit.locked


class StandIns:
    """Many devices behind one OpenSSH server. ``folder`` holds its keys and settings."""

    def __init__(self, folder: Path, devices: Iterable[StandIn], user: str | None = None) -> None:
        self.folder, self.devices = folder, tuple(devices)
        folder.mkdir(parents=True, exist_ok=True)
        # Without root there is one login on this machine that we may give: our own.
        self.user = (user or LOGIN) if os.geteuid() == 0 else getpass.getuser()

    def start(
        self,
        places: Mapping[str, tuple[str, int]] | None = None,
        *,
        authorized: str = "",
        through: Iterable[str] = (),
    ) -> dict[str, int]:
        """Let every device listen; returns their ports by name.

        ``places`` gives address and port by name (127.0.0.1 and a free one else); ``authorized`` is the
        public key of who may log in (one is made in ``folder`` else); ``through`` is typed before the
        command that starts the listener, as ``ip netns exec``. Raises ``LabError`` when they do not listen
        in time.
        """
        made = ssh_key(self.folder / "key", "operator")
        sshd.prepare(self.folder, authorized or made)
        keep(self.folder / "plan.json", json.dumps(self._plan(places or {})))
        (self.folder / "places.json").unlink(missing_ok=True)
        program = [
            str(Path(sys.executable).resolve()),
            "-I",
            "-S",
            "-E",
            str(_RUN),
            "listen",
            str(self.folder),
        ]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [*through, *self._logins(), *program],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        keep(self.folder / "pid", str(process.pid))
        self._await(process)
        listening = json.loads((self.folder / "places.json").read_text())
        for device, (address, port) in zip(self.devices, listening, strict=True):
            device.address, device.port = address, port
        self._trust()
        return {device.name: device.port for device in self.devices}

    def stop(self) -> None:
        """End them and every session. What they hold stays."""
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            pid = int((self.folder / "pid").read_text())
            (self.folder / "plan.json").unlink(missing_ok=True)
            if _is_ours(pid, self.folder):
                os.killpg(pid, signal.SIGTERM)
        (self.folder / "pid").unlink(missing_ok=True)
        if getattr(self, "_process", None) is not None:
            self._process.wait(10)

    @property
    def access(self) -> Access:
        """How drplan reaches them."""
        return Access(
            ssh_user=self.user,
            ssh_key=str(self.folder / "key"),
            known_hosts=str(self.folder / "known_hosts"),
        )

    def _plan(self, places: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
        devices = []
        for device in self.devices:
            address, port = places.get(device.name, ("127.0.0.1", 0))
            folder = str(device.folder.resolve())
            command = sshd.session_command(folder)
            devices.append({"folder": folder, "address": address, "port": port, "command": command})
        return {
            "devices": devices,
            "sshd": [sshd.server(), "-i", "-e", "-f", str(self.folder / "sshd_config")],
        }

    def _logins(self) -> list[str]:
        if os.geteuid() != 0:
            return []
        # RouterOS takes settings behind the login's name, and netmiko gives it some.
        names = (self.user, f"{self.user}+ct511w4098h", f"{self.user}+ct")
        own = "".join(f"{name}:*:0:0:stand-ins:/:/bin/sh\n" for name in names)
        keep(self.folder / "passwd", own + Path("/etc/passwd").read_text(), mode=0o644)
        (self.folder / "run/sshd").mkdir(parents=True, exist_ok=True)
        return ["unshare", "--mount", "/bin/sh", "-c", _OWN_LOGINS, "sh", str(self.folder)]

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        deadline = time.monotonic() + _READY_SECONDS
        while not (self.folder / "places.json").exists():
            if process.poll() is not None or time.monotonic() > deadline:
                said = (self.folder / "log").read_text(errors="replace").splitlines()[-3:]
                raise LabError(
                    f"stand-ins do not listen: {' | '.join(said)}", next_step=f"look into {self.folder}/log"
                )
            time.sleep(0.01)

    def _trust(self) -> None:
        places = [(device.address, device.port) for device in self.devices]
        lines = sshd.known(self.folder, places)
        keep(self.folder / "known_hosts", lines, mode=0o644)


def access(devices: StandIns) -> Access:
    """Return how drplan reaches them."""
    return devices.access


def _is_ours(pid: int, folder: Path) -> bool:
    try:
        return str(folder).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def remove(folder: Path) -> None:
    """Remove a folder of stand-ins that were stopped."""
    shutil.rmtree(folder, ignore_errors=True)
