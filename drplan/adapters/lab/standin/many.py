"""Many stand-ins behind one OpenSSH server: raised by one listener, and ended with it."""

from __future__ import annotations

import getpass
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from drplan.adapters.access import Access
from drplan.adapters.lab.image import LOGIN
from drplan.adapters.lab.keys import keep, ssh_key
from drplan.adapters.lab.standin import ending, sshd
from drplan.adapters.lab.tools import own_mounts
from drplan.errors import LabError

_RUN = Path(__file__).with_name("run.py")
_READY_SECONDS = 20
_END_SECONDS = 10
_OWN_LOGINS = """
set -eu
mount --bind "$1/passwd" /etc/passwd
mount --bind "$1/run" /run
shift
exec "$@"
"""


class Device(Protocol):
    """What is raised: a folder with a device in it. Where it listens is written into it."""

    name: str
    folder: Path
    address: str
    port: int


class StandIns:
    """Many devices behind one OpenSSH server. ``folder`` holds its keys and settings."""

    def __init__(self, folder: Path, devices: Iterable[Device], user: str | None = None) -> None:
        self.folder, self.devices = folder, tuple(devices)
        folder.mkdir(parents=True, exist_ok=True)
        # Without root there is one login on this machine that we may give: our own.
        self.user = (user or LOGIN) if os.geteuid() == 0 else getpass.getuser()
        self._process: subprocess.Popen[bytes] | None = None

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
        self._process = self._launched(through)
        keep(self.folder / "pid", str(self._process.pid))
        self._await(self._process)
        listening = json.loads((self.folder / "places.json").read_text())
        for device, (address, port) in zip(self.devices, listening, strict=True):
            device.address, device.port = address, port
        self._trust()
        return {device.name: device.port for device in self.devices}

    def stop(self) -> None:
        """End them and every session. What they hold stays."""
        # Without its plan a listener ends by itself: one that is not found any more as well.
        (self.folder / "plan.json").unlink(missing_ok=True)
        ending.end(self.folder / "pid", self.folder)
        (self.folder / "pid").unlink(missing_ok=True)
        if self._process is not None:
            self._process.wait(_END_SECONDS)
            self._process = None

    @property
    def access(self) -> Access:
        """How drplan reaches them."""
        return Access(
            ssh_user=self.user,
            ssh_key=str(self.folder / "key"),
            known_hosts=str(self.folder / "known_hosts"),
        )

    def _launched(self, through: Iterable[str]) -> subprocess.Popen[bytes]:
        python = [str(Path(sys.executable).resolve()), "-I", "-S", "-E"]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [*through, *self._logins(), *python, str(_RUN), "listen", str(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
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
        return [*own_mounts(), "/bin/sh", "-c", _OWN_LOGINS, "sh", str(self.folder)]

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while not (self.folder / "places.json").exists():
            if process.poll() is not None or time.monotonic() > deadline:
                said = (self.folder / "log").read_text(errors="replace").splitlines()[-3:]
                self.stop()
                raise LabError(
                    f"stand-ins do not listen: {' | '.join(said)}", next_step=f"look into {self.folder}/log"
                )
            time.sleep(0.01)

    def _trust(self) -> None:
        places = [(device.address, device.port) for device in self.devices]
        lines = sshd.known(self.folder, places)
        keep(self.folder / "known_hosts", lines, mode=0o644)
