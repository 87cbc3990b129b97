"""Process 1 of the namespaces of :mod:`tests.bench.ssh_hosts`: one sshd a host, each in a system of its own.

``python ssh_hosts_inside.py IMAGE FOLDER COUNT``, in new network, mount and process namespaces. Says its
process id (as seen from outside) once every host answers. Whatever it makes lies in memory, in its own
namespaces: when it ends, everything it started and mounted is gone, however it ended.
"""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

NETWORK = "10.77.0.0/16"
START = """
hostname "$1"
mount -t proc proc /proc
exec /usr/sbin/sshd -D -o "ListenAddress=$2" -o PidFile=none -o MaxStartups=100
"""
_SECONDS = 60


def address_of(number):
    """Return the address of a host; numbers count from 1."""
    return f"10.77.{number // 250}.{number % 250 + 1}"


def prepare(image, host, name, key):
    """Lay a host's own files over the image; return its root and its line of ``known_hosts``."""
    root = host / "root"
    for folder in (root, host / "upper", host / "work"):
        folder.mkdir(parents=True)
    layers = f"lowerdir={image},upperdir={host / 'upper'},workdir={host / 'work'}"
    for argv in (
        ["mount", "-t", "overlay", "overlay", "-o", layers, str(root)],
        ["mount", "--rbind", "/dev", str(root / "dev")],
        ["mount", "-t", "tmpfs", "run", str(root / "run")],
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(root / "etc/ssh/ssh_host_ed25519_key")],
    ):
        subprocess.run(argv, check=True)
    (root / "run" / "sshd").mkdir()
    (root / "etc" / "hosts").write_text(f"127.0.0.1 localhost\n127.0.1.1 {name}\n")
    authorized = root / "home/drplan/.ssh/authorized_keys"
    authorized.write_bytes(key)
    return root, (root / "etc/ssh/ssh_host_ed25519_key.pub").read_text()


def answers(address):
    """Wait until a host answers as sshd does."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        try:
            with socket.create_connection((address, 22), timeout=5) as line:
                if line.recv(4) == b"SSH-":
                    return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"{address} does not answer")


def main(image, folder, count):
    """Start the hosts, say so, and stay until ended."""
    for argv in (
        ["ip", "link", "set", "lo", "up"],
        ["ip", "route", "add", "local", NETWORK, "dev", "lo"],
        ["mount", "-t", "tmpfs", "hosts", str(folder / "hosts")],
    ):
        subprocess.run(argv, check=True)
    known, key = [], (folder / "key.pub").read_bytes()
    for number in range(1, count + 1):
        name, address = f"host{number}", address_of(number)
        root, public = prepare(image, folder / "hosts" / name, name, key)
        known.append(f"{address} {public}")
        apart = ["unshare", "--uts", "--mount", "--pid", "--fork", "--kill-child", "chroot", str(root)]
        subprocess.Popen([*apart, "sh", "-ec", START, "sh", name, address], stdin=subprocess.DEVNULL)
    for number in range(1, count + 1):
        answers(address_of(number))
    (folder / "known_hosts").write_text("".join(known))
    # This view of /proc is still the outer one: it knows us by our outer number.
    sys.stdout.write(f"{Path('/proc/self').readlink()}\n")
    sys.stdout.flush()
    while True:
        signal.pause()


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
