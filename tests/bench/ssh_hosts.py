"""As many SSH servers as wanted on this machine, each with a system, a host key and processes of its own.

They have no systemd: each is a Debian below one sshd. They are clones, but nothing is shared that is written
to. Their network is one nobody else sees, so the programs that are measured enter it.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.ssh_hosts_inside import address_of

PACKAGES = (
    "ca-certificates,cron,iproute2,logrotate,openssh-server,procps,python3,python3-apt,rsyslog,sudo,tzdata"
)
"""What a host has; Ansible wants Python and its bindings of apt."""

FINISH = """
set -eu
useradd --create-home --shell /bin/bash drplan
install -d -m 700 -o drplan -g drplan /home/drplan/.ssh
echo 'drplan ALL=(ALL:ALL) NOPASSWD: ALL' > /etc/sudoers.d/drplan
rm -f /etc/ssh/ssh_host_*
"""

_BUILD_SECONDS = 900


@dataclass(frozen=True)
class Hosts:
    """Hosts that answer: ``[(name, address)]``, the namespace to enter, how to log in."""

    named: list[tuple[str, str]]
    namespace: str
    key: Path
    known_hosts: Path
    user: str = "drplan"

    def inside(self, argv):
        """Return the argument list that runs a program where the hosts are."""
        return ["nsenter", f"--net={self.namespace}", *argv]

    def remove(self, path):
        """Remove a file from every host, behind the back of all that is measured."""
        roots = [str(self.key.parent / "hosts" / name / "root" / path) for name, _ in self.named]
        mounts = f"--mount={self.namespace.removesuffix('net')}mnt"
        subprocess.run(["nsenter", mounts, "rm", "--", *roots], check=True)


def image(cache):
    """Return the folder of the system all hosts start from; built once (a minute, 300 MB)."""
    key = hashlib.sha256(f"{PACKAGES}{FINISH}".encode()).hexdigest()[:12]
    target = cache / f"host-{key}"
    if target.is_dir():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix="building-", dir=cache))
    building.chmod(0o755)
    argv = ["mmdebstrap", "--quiet", "--variant=minbase", "--dpkgopt=force-unsafe-io"]
    argv += [f"--include={PACKAGES}", "bookworm", str(building)]
    try:
        # unshare: what mmdebstrap mounts goes with it, also when it is killed.
        subprocess.run(
            ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", *argv],
            check=True,
            timeout=_BUILD_SECONDS,
        )
        subprocess.run(["chroot", str(building), "sh", "-c", FINISH], check=True)
        building.rename(target)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return target


@contextmanager
def ssh_hosts(cache, folder, count):
    """Give ``count`` hosts while they are up; ``folder`` takes the keys. They end with the caller."""
    (folder / "hosts").mkdir(parents=True)
    key = folder / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    argv = [
        "setpriv",
        "--pdeathsig",
        "KILL",
        "unshare",
        "--net",
        "--mount",
        "--pid",
        "--fork",
        "--kill-child",
    ]
    inside = Path(__file__).with_name("ssh_hosts_inside.py")
    argv += [
        "--propagation",
        "private",
        sys.executable,
        str(inside),
        str(image(cache)),
        str(folder),
        str(count),
    ]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            pid = process.stdout.readline().strip()
            assert pid, "the hosts did not come up"
            named = [(f"host{number}", address_of(number)) for number in range(1, count + 1)]
            yield Hosts(named, f"/proc/{pid}/ns/net", key, folder / "known_hosts")
        finally:
            process.kill()


def excuse():
    """Say why hosts cannot be had here; None when they can."""
    if os.geteuid() != 0:
        return "this is not root"
    lacking = [
        tool
        for tool in ("mmdebstrap", "unshare", "nsenter", "setpriv", "ssh-keygen")
        if not shutil.which(tool)
    ]
    return f"not on PATH: {', '.join(lacking)}" if lacking else None


@contextmanager
def far_away(hosts, folder, seconds):
    """Give the same hosts behind a round trip of ``seconds``, their keys checked as before."""
    folder.mkdir()
    far = [(name, f"10.77.200.{number}") for number, (name, _) in enumerate(hosts.named, 1)]
    ways = [f"{away}={near}" for (_, away), (_, near) in zip(far, hosts.named, strict=True)]
    moved = dict(zip((near for _, near in hosts.named), (away for _, away in far), strict=True))
    lines = (line.split(" ", 1) for line in hosts.known_hosts.read_text().splitlines(keepends=True))
    known = folder / "known_hosts"
    known.write_text("".join(f"{moved[near]} {key}" for near, key in lines if near in moved))
    proxy = Path(__file__).with_name("delaying_proxy.py")
    argv = hosts.inside([sys.executable, str(proxy), str(seconds / 2), *ways])
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield replace(hosts, named=far, known_hosts=known)
        finally:
            process.terminate()
