"""The lab that the faults befall: two hosts on one disk of their own, the on-site copy on another.

``DRPLAN_LAB_NAME`` must be set before this module is imported: the lab's names are worked out from it once.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from drplan.adapters.access import access_file
from drplan.adapters.lab import hosts, pens
from drplan.adapters.lab.layout import namespace_of
from drplan.adapters.lab.tools import LAB_NAMESPACE, PREFIX
from drplan.adapters.tools import find_restic
from tests.e2e.command import ROOT

FILE_HOST, ROW_HOST = "soak-file1", "soak-db1"
HOSTS = (FILE_HOST, ROW_HOST)
COPIES = ("onsite", "offsite")
INVENTORY = Path(__file__).with_name("inventory")
SIZES = {"hosts": "3G", "copy": "256M"}


class Disk:
    """A file system of its own on a loop device: to be filled, and to lose power."""

    def __init__(self, image, point):
        self.image, self.point = image, point

    def make(self, size):
        run("truncate", "-s", size, self.image)
        run("mkfs.ext4", "-q", "-F", self.image)
        self.mount()

    def mount(self):
        # A device of its own each time: mount(8) would take the one that a file system which died still has.
        device = run("losetup", "--find", "--show", self.image).strip()
        run("mount", device, self.point)
        run("losetup", "--detach", device)

    def unmount(self):
        run("umount", "--lazy", self.point)

    def free(self):
        """Give those who hold it a moment to let go. After a power loss nobody can write there any more."""
        with contextlib.suppress(TimeoutError):
            eventually(lambda: not run("losetup", "-j", self.image), 5)


class Ground:
    """Everything of one soak lies below ``folder``."""

    def __init__(self, folder):
        self.folder, self.state = folder, folder / "state"
        self.runbooks, self.temporary = folder / "runbooks", folder / "tmp"
        self.lab = self.state / "lab"
        self.disks = {
            "hosts": Disk(folder / "hosts.img", self.lab / "hosts"),
            "copy": Disk(folder / "copy.img", self.lab / "servers" / "onsite-onsite" / "data"),
        }
        self.restic = str(find_restic(ROOT / ".drplan"))
        self.secrets: dict[str, str] = {}
        self.environment: dict[str, str] = {}
        self.images: dict[str, str] = {}
        self.shim, self.clock = folder / "clock.so", folder / "clock"
        self.running: set[subprocess.Popen[bytes]] = set()

    def up(self):
        """Raise the lab, hold its hosts to their baselines, make its copies and its key."""
        self.temporary.mkdir(parents=True)
        self.state.mkdir()
        (self.state / "cache").symlink_to(ROOT / ".drplan" / "cache")
        self._must_all(("lab", "up", "--site", "hs"))
        self._see_images()
        self._onto_disks()
        self._must_all(
            ("deploy", "apply", "--site", "hs"),
            ("backup", "init"),
            ("evidence", "keygen", *self.books()),
        )
        told = json.loads(access_file(self.state).read_text())["environment"]
        self.secrets = {
            n: v for n, v in told.items() if n.endswith(("PASSWORD", "SECRET", "SECRET_ACCESS_KEY"))
        }
        self.environment = told
        self._make_shim()
        for host in HOSTS:
            self._quieten(host)

    def rebuilt(self, host):
        """Take note of a host that lies on a blank disk since ``drplan restore host``."""
        self._see_images()
        self._quieten(host)

    def _quieten(self, host):
        # What a host does by its own clock is no part of this: it would be seen as a leftover.
        self.on(host, "systemctl stop 'drplan-backup@*.timer' cron 'apt-daily*.timer'", check=False)

    def _must_all(self, *commands):
        for words in commands:
            self.must(*words, *self.inventory())
            sys.stdout.write(f"ready: drplan {' '.join(words[:2])}\n")

    def _onto_disks(self):
        """Move the hosts, and the place of the on-site copy, onto disks of their own."""
        for host in HOSTS:
            hosts.cut_power(self.lab / "hosts" / host, host)
        here = self.lab / "hosts"
        aside = here.rename(self.lab / "hosts.aside")
        for name, disk in self.disks.items():
            disk.point.mkdir(exist_ok=True)
            disk.make(SIZES[name])
            (disk.point / "lost+found").rmdir()
        run("cp", "-a", f"{aside}/.", here)
        run("rm", "-rf", "--one-file-system", aside)
        self.lay_over()
        self.power_on(database=False)

    def lay_over(self):
        """Mount both hosts' disks over their images, as the lab does."""
        for host in HOSTS:
            folder = self.disks["hosts"].point / host
            layers = f"lowerdir={self.images[host]},upperdir={folder / 'upper'},workdir={folder / 'work'}"
            run("mount", "-t", "overlay", f"{LAB_NAMESPACE}-{host}", "-o", layers, folder / "root")

    def _see_images(self):
        """Remember what each host's disk lies over: after a power loss it is mounted anew."""
        self.images = {}
        for line in mounts():
            source, _, kind, options, *_ = line.split()
            host = source.removeprefix(f"{LAB_NAMESPACE}-")
            if kind == "overlay" and host in HOSTS:
                told = dict(each.split("=", 1) for each in options.split(",") if "=" in each)
                self.images[host] = told["lowerdir"]

    def _make_shim(self):
        source = Path(__file__).with_name("clock.c")
        run("cc", "-shared", "-fPIC", "-O2", "-o", self.shim, source, "-ldl")

    def listens(self, address, port):
        """Say whether something answers there, as seen from inside the lab."""
        knock = (
            "nsenter",
            f"--net=/run/netns/{LAB_NAMESPACE}",
            "bash",
            "-c",
            f": >/dev/tcp/{address}/{port}",
        )
        return subprocess.run(knock, capture_output=True, check=False, timeout=10).returncode == 0

    def down(self):
        """Take everything away, a command that still runs too; returns what would not go."""
        for process in {*self.running}:
            process.kill()
            process.wait()
        for disk in self.disks.values():
            with contextlib.suppress(subprocess.CalledProcessError):
                disk.unmount()
        done = self.start("lab", "down").ended(300)
        left = [] if done.code == 0 else [done.said()]
        left += [line.split()[1] for line in mounts() if str(self.folder) in line]
        left += [f"namespace {each.name}" for each in Path("/run/netns").glob(f"{PREFIX}-*")]
        left += [f"loop {each}" for each in run("losetup", "-a").splitlines() if str(self.folder) in each]
        left += [f"process {pid}" for pid in processes(str(self.folder))]
        return left

    def inventory(self):
        return ("--inventory", str(INVENTORY))

    def books(self):
        return ("--runbooks", str(self.runbooks))

    def start(self, *words, **environment):
        return Command(self, words, environment)

    def must(self, *words, seconds=600):
        done = self.start(*words).ended(seconds)
        if done.code != 0:
            raise RuntimeError(f"the lab could not be made ready: {done.said()}")
        return done

    def root(self, host):
        """Return a host's disk as this machine sees it."""
        return self.lab / "hosts" / host / "root"

    def pids(self, host, name):
        """Return a host's processes whose command line names a word."""
        return [pid for pid in pens.pids(hosts.pen(host)) if name in command_line(pid)]

    def on(self, host, command, *, check=True, seconds=60, stdin=None):
        """Run a command as root in a host, without its network or its sshd."""
        first = next((pid for pid in pens.pids(hosts.pen(host)) if _is_first(pid)), None)
        if first is None:
            raise RuntimeError(f"{host} does not run")
        inside = ("nsenter", f"--target={first}", "--mount", "--pid", "--net", "--ipc", "--uts", "--")
        return run(*inside, "sh", "-c", command, check=check, seconds=seconds, stdin=stdin)

    def power_on(self, *, database=True):
        """Start both hosts on the disks that they have, and return when one can log in to each."""
        for host in HOSTS:
            hosts.start(self.lab / "hosts" / host, host)
        for host in HOSTS:
            hosts.wait(self.lab / "hosts" / host, host, self.lab / "ssh_config")
        if not database:
            return
        eventually(lambda: self.on(ROW_HOST, "cd /; sudo -u postgres psql -qc 'select 1'", check=False), 60)

    def network(self, host):
        return ("nsenter", f"--net=/run/netns/{namespace_of(host)}")

    def repository(self, copy):
        """Return how restic reaches a copy without drplan: the words before, and the environment."""
        secret = self.environment
        told = {"RESTIC_PASSWORD": secret[f"DRPLAN_{copy.upper()}_PASSWORD"], "PATH": os.environ["PATH"]}
        told |= {"HOME": str(self.folder), "TMPDIR": str(self.temporary)}
        words = (self.restic, "--cache-dir", str(self.folder / "own-cache"), "--repo")
        if copy == "onsite":
            return (*words, str(self.onsite())), told
        told["AWS_ACCESS_KEY_ID"] = secret["DRPLAN_OFFSITE_USER"]
        told["AWS_SECRET_ACCESS_KEY"] = secret["DRPLAN_OFFSITE_USER_SECRET"]
        inside = ("nsenter", f"--net=/run/netns/{LAB_NAMESPACE}")
        return (*inside, *words, "s3:http://203.0.113.60:8333/soak-offsite"), told

    def onsite(self):
        """Return the on-site repository's own folder."""
        return self.disks["copy"].point / "drplan"

    def ask_restic(self, copy, *words, check=True, seconds=120):
        before, told = self.repository(copy)
        try:
            done = subprocess.run(
                (*before, *words), env=told, capture_output=True, text=True, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired as late:
            # On a disk that died restic tries again for a quarter of an hour.
            done = subprocess.CompletedProcess(late.cmd, 124, "", f"restic did not end within {seconds} s")
        if check and done.returncode != 0:
            raise RuntimeError(f"restic {words[0]} of {copy}: {done.stderr[-500:]}")
        return done


class Done:
    """What a command left: its exit code (negative: the signal that ended it, ``None``: it never ended)."""

    def __init__(self, words, code, streams, times):
        self.words, self.code = words, code
        self.out, self.err = streams
        self.begun, self.ended = times

    def said(self):
        return f"drplan {' '.join(self.words[:3])}: {self.code}\n{self.out[-1500:]}\n{self.err[-1500:]}"


class Command:
    """One drplan command, running as a person would run it."""

    def __init__(self, ground, words, environment):
        self.words, self.begun = words, time.time()
        told = {**os.environ, "DRPLAN_STATE": str(ground.state), "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
        jumped = (
            {"LD_PRELOAD": str(ground.shim), "SOAK_CLOCK": str(ground.clock)} if ground.clock.exists() else {}
        )
        self.place = ground.temporary.parent / "said"
        self.place.mkdir(exist_ok=True)
        self.streams = [(self.place / f"{time.time_ns()}.{name}").open("w+") for name in ("out", "err")]
        self.process = subprocess.Popen(
            (sys.executable, "-m", "drplan", *words),
            cwd=ROOT,
            env={**told, "TMPDIR": str(ground.temporary), **jumped, **environment},
            stdin=subprocess.DEVNULL,
            stdout=self.streams[0],
            stderr=self.streams[1],
            start_new_session=True,
        )
        self.ground = ground
        ground.running.add(self.process)

    def wait(self, seconds):
        """Return whether it has ended within so many seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        return self.process.poll() is not None

    def ended(self, seconds):
        """Wait for its end. One that outlives its bound is killed, and its code is ``None``."""
        stood_still = not self.wait(seconds)
        if stood_still:
            self.process.kill()
            self.process.wait()
        self.ground.running.discard(self.process)
        streams = [self._read(stream) for stream in self.streams]
        code = None if stood_still else self.process.returncode
        return Done(self.words, code, streams, (self.begun, time.time()))

    def _read(self, stream):
        stream.seek(0)
        text = stream.read()
        stream.close()
        return text


def _is_first(pid):
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    return any(line.startswith("NSpid:") and line.split()[-1] == "1" for line in status.splitlines())


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def processes(word):
    """Return the living processes, but for this one, whose command line names the word."""
    found = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    return [pid for pid in found if pid != os.getpid() and word in command_line(pid)]


def mounts():
    return Path("/proc/self/mounts").read_text().splitlines()


def kill(pid, number=signal.SIGKILL):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def run(*words, check=True, seconds=120, stdin=None):
    done = subprocess.run(
        [str(word) for word in words],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    if check and done.returncode != 0:
        raise subprocess.CalledProcessError(
            done.returncode, [str(w) for w in words], done.stdout, done.stderr
        )
    return done.stdout if check or done.returncode == 0 else ""


def eventually(look, seconds, pause=0.2):
    """Return the first thing that is seen; raises ``TimeoutError`` when nothing is within that time."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not seen within {seconds} s")
        time.sleep(pause)
    return seen
