"""The programs of a Debian machine that drplan calls: which package brings each, and what for.

``make setup`` reads this file before anything is installed: it imports only the standard library.
"""

import os
import shutil
from typing import NamedTuple

_ROOTS_FOLDERS = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
_APART = ("/usr/lib/frr",)
"""Debian puts FRR's own programs on no PATH."""


class Program(NamedTuple):
    """One program; ``name`` is looked for on PATH, and where root's and FRR's programs are."""

    name: str
    package: str
    purpose: str
    lab_only: bool = True


PROGRAMS = (
    Program("ssh", "openssh-client", "reach hosts and routers", lab_only=False),
    Program("ssh-keygen", "openssh-client", "let anyone verify signed evidence", lab_only=False),
    Program("sha256sum", "coreutils", "let anyone verify the evidence's files", lab_only=False),
    Program("setpriv", "util-linux", "end a tool together with the command that started it", lab_only=False),
    Program("mmdebstrap", "mmdebstrap", "make the image that lab hosts start from"),
    Program("systemd-nspawn", "systemd-container", "boot lab hosts with their own systemd"),
    Program("ip", "iproute2", "give each lab host its own network"),
    Program("nsenter", "util-linux", "work inside a lab host's network"),
    Program("nft", "nftables", "keep lab traffic inside the lab"),
    Program("nc", "netcat-openbsd", "see when a lab host answers"),
    Program("vtysh", "frr", "run the lab's routers and speak to them"),
    # Recommended by frr, so an installation without recommended extras lacks it.
    Program("frr-reload.py", "frr-pythontools", "let a change to a router go back by itself"),
    Program("sshd", "openssh-server", "let the lab's routers be reached by SSH"),
    Program("ovs-vswitchd", "openvswitch-switch", "run the lab's switches with VLANs"),
)


def find(name: str) -> str | None:
    """Return a program's path on PATH, or where root's and FRR's are, which an ordinary PATH leaves out."""
    folders = (os.environ.get("PATH", ""), *_ROOTS_FOLDERS, *_APART)
    return shutil.which(name, path=os.pathsep.join(folders))
