"""One data set, its repository, and the agent as a process of its own: to be broken, and looked at."""

import atexit
import ctypes
import fcntl
import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from drplan.adapters.agent.answer import answer
from drplan.adapters.agent.manifest import describe
from drplan.adapters.agent_archive import write_archive
from drplan.adapters.tools import find_restic
from drplan.measure.compare import compare
from tests.contract.weak_key import PASSWORD, make_repository
from tests.e2e.command import ROOT

EXT4_IOC_SHUTDOWN, WITHOUT_ITS_JOURNAL = 0x8004587D, 2
WITHOUT_OVERRIDE = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
SLOW = """#!/bin/sh
exec {restic} --limit-upload {kib} "$@"
"""

IMPATIENT = """
from drplan.adapters.agent import answer, restic_call, restic_process
restic_call.MOVING = restic_process.Limits(whole=600, stall={})
answer.main()
"""
"""The agent, waiting for a repository that takes nothing for seconds instead of twenty minutes."""


class Desk:
    """A source, a repository, and what the agent says of them. Everything of it lies below ``folder``."""

    data_set = "files"

    def __init__(self, folder):
        self.folder = folder
        self.source, self.scratch = folder / "source", folder / "scratch"
        self.restic = str(find_restic(ROOT / ".drplan"))
        self.archive = write_archive(folder)
        self.canaries, self.accepted = [], []
        self.wanted = {"paths": [str(self.source)]}
        self.verb = "protect-paths"
        self.also = {}
        self.stall = None
        self.packs_before = 0
        for each in (self.source, self.scratch, folder / "tmp"):
            each.mkdir(exist_ok=True)
        self.copy = self.repository("repository")

    def repository(self, name, *, program=None, **changes):
        return {
            "program": program or self.restic,
            "location": str(self.folder / name),
            "cache": str(self.folder / "cache"),
            "environment": {"RESTIC_PASSWORD": PASSWORD, "RESTIC_PACK_SIZE": "4"},
            "ca_certificate": "",
            **changes,
        }

    def slowly(self, kib=4096):
        """Return the repository, written to at so many KiB a second: time enough to be in the middle."""
        program = self.folder / "slow-restic"
        program.write_text(SLOW.format(restic=self.restic, kib=kib))
        program.chmod(0o755)
        return {**self.copy, "program": str(program)}

    def fill(self, files=40, size=4096):
        """Write text files: they look like text, and no two are the same."""
        for number in range(files):
            folder = self.source / f"class-{number % 5}"
            folder.mkdir(exist_ok=True)
            line = f"essay {number}: the quick brown fox jumps over the lazy dog\n"
            (folder / f"essay-{number}.txt").write_text((line * (size // len(line) + 1))[:size])
        (self.source / "canary.txt").write_text("the canary sings\n")

    def fill_big(self, mib=24):
        self.fill(5)
        (self.source / "film").write_bytes(os.urandom(mib << 20))

    def request(self, *copies):
        return {
            "verb": self.verb,
            "data_set": self.data_set,
            "scratch": str(self.scratch),
            "source": self.wanted,
            "copies": [*(copies or [self.copy])],
            "canaries": self.canaries,
            "tolerance": {},
            "accepted": self.accepted,
        }

    def start(self, *copies, prefix=()):
        """Start a backup as a process of its own, as a timer or an ssh session does."""
        self.packs_before = self.packs()
        words = ("-I", str(self.archive)) if self.stall is None else ("-c", IMPATIENT.format(self.stall))
        process = subprocess.Popen(
            (*prefix, sys.executable, *words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(self.folder / "tmp"), "PYTHONPATH": str(ROOT), **self.also},
            text=True,
        )
        assert process.stdin
        process.stdin.write(json.dumps(self.request(*copies)))
        process.stdin.close()
        process.stdin = None
        return process

    def back_up(self, *copies, prefix=()):
        """Back up; returns ``("kept", words)`` or ``(kind of fault, message)`` of the first copy."""
        process = self.start(*copies, prefix=prefix)
        try:
            return self.said(process)
        finally:
            end(process)

    def said(self, process):
        out, err = process.communicate(timeout=300)
        assert out, err
        answered = json.loads(out)
        if "error" in answered:
            return answered["error"]["kind"], answered["error"]["message"]
        first = answered["answer"][0]
        if "error" in first:
            return first["error"]["kind"], first["error"]["message"]
        return "kept", ", ".join(first["suspect"])

    def ask(self, verb, **words):
        said = answer({"verb": verb, "data_set": self.data_set, "scratch": str(self.scratch), **words})
        assert "answer" in said, said
        return said["answer"]

    def init(self):
        """Put an empty repository where the copy is, to stay; it was made once for all tests."""
        shutil.copytree(empty_repository(), self.copy["location"])
        subprocess.run(("sync", "-f", self.copy["location"]), check=True)

    def points(self):
        return self.ask("points", repository=self.copy)

    def good(self):
        return [point["snapshot"] for point in self.points() if not point["suspect"]]

    def truth(self):
        return describe([str(self.source)])

    def comes_back_as(self, truth, snapshot):
        """Restore a snapshot elsewhere and hold it against what was seen of the source, not only itself."""
        to = self.folder / "back"
        shutil.rmtree(to, ignore_errors=True)
        came = self.ask("restore-to", repository=self.copy, snapshot=snapshot, to=str(to))
        shutil.rmtree(to)
        own = compare(came["expected"], came["found"]).verdict
        return own.outcome == "pass" and compare(truth, came["found"]).verdict.outcome == "pass"

    def heals(self, *, stale_lock=False):
        """Say whether the next run, without any help, makes a good point that holds what is there now.

        ``stale_lock``: restic's lock may lie there, if it stops nobody.
        """
        before = {*self.good()}
        kind, words = self.back_up()
        new = [snapshot for snapshot in self.good() if snapshot not in before]
        assert (kind, words, len(new)) == ("kept", "", 1), (kind, words, new)
        assert self.comes_back_as(self.truth(), new[0])
        left = [each for each in self.leftovers() if not stale_lock or "/locks/" not in each]
        assert left == []
        return True

    def leftovers(self):
        """Name processes, locks and staged files that should be gone."""
        left = [f"process {pid}" for pid in running(str(self.folder))]
        places = (Path(self.copy["location"]) / "locks", self.scratch / "staging", self.folder / "tmp")
        return left + [str(each) for place in places if place.is_dir() for each in place.iterdir()]

    def until_in_the_middle(self, process, packs=1):
        """Wait until a pack lies in the repository: some is sent, some is not."""

        def there():
            assert process.poll() is None, process.communicate()
            return self.packs() >= self.packs_before + packs

        wait(there)

    @contextmanager
    def locked(self):
        """Have a restic that wants the repository for itself hold its lock: stopped, then killed."""
        holder = subprocess.Popen(
            (self.restic, "--no-cache", "-r", self.copy["location"], "repair", "index", "--read-all-packs"),
            env={**os.environ, **self.copy["environment"]},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            # restic writes a lock under another name first, and then renames it.
            wait(lambda: any(len(each.name) == 64 for each in self.locks().iterdir()))
            holder.send_signal(signal.SIGSTOP)
            yield
        finally:
            end(holder)

    def locks(self):
        return Path(self.copy["location"]) / "locks"

    def packs(self):
        data = Path(self.copy["location"]) / "data"
        return sum(1 for each in data.rglob("*") if len(each.name) == 64 and each.is_file())


def wait(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come so far in time"
        time.sleep(0.02)


def end(process):
    if process.poll() is None:
        process.kill()
    process.communicate()


def running(word):
    """Return the processes, but for this one, whose command line names the word."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                if word.encode() in (entry / "cmdline").read_bytes() and state != "Z":
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def gone(pid, seconds=15):
    """Wait until a process is gone wholly: a restic that nobody has reaped still holds its lock."""
    wait(lambda: not Path(f"/proc/{pid}").exists(), seconds)


def restics(desk):
    return [
        pid
        for pid in running(str(desk.folder))
        if Path(f"/proc/{pid}/exe").resolve().name == Path(desk.restic).resolve().name
    ]


@contextmanager
def disk(folder, size="64M", kind="ext4"):
    """Mount a disk of its own on ``folder``, and take it away whatever happens."""
    folder.mkdir(exist_ok=True)
    image = folder.with_suffix(".img")
    mount: tuple[str, ...] = ("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    if kind != "tmpfs":
        subprocess.run(("truncate", "-s", size, str(image)), check=True)
        subprocess.run(("mkfs.ext4", "-q", "-F", str(image)), check=True)
        mount = ("mount", "-o", "loop", str(image), str(folder))

    def power_on():
        unmount(folder)
        # A mount namespace that was made meanwhile, by anybody, may keep the file system that was shut down.
        subprocess.run(("cp", "--sparse=always", str(image), f"{image}.on"), check=True)
        Path(f"{image}.on").rename(image)
        subprocess.run(mount, check=True)

    subprocess.run(mount, check=True)
    try:
        yield power_on
    finally:
        unmount(folder)
        image.unlink(missing_ok=True)


def unmount(folder):
    """Take a disk away: at once when nothing holds it, else as soon as nothing does."""
    for _ in range(50):
        done = subprocess.run(("umount", str(folder)), check=False, capture_output=True, text=True)
        if done.returncode == 0 or "not mounted" in done.stderr:
            return
        time.sleep(0.1)
    subprocess.run(("umount", "-l", str(folder)), check=False)


def cut_power(folder):
    """Stop a file system as a power cut does: what its journal does not hold is lost."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.ioctl(handle, EXT4_IOC_SHUTDOWN, ctypes.c_uint32(WITHOUT_ITS_JOURNAL))
    finally:
        os.close(handle)


def kill(pid):
    os.kill(pid, signal.SIGKILL)


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="not tried: it mounts, or drops rights, as root")


@functools.cache
def empty_repository():
    """Make a repository that opens at once, for all tests of this process to copy."""
    folder = tempfile.mkdtemp(prefix="drplan-empty-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return make_repository(Path(folder) / "repository", str(find_restic(ROOT / ".drplan")))


@contextmanager
def sitting_at_a_desk(folder):
    """Yield a desk below ``folder``; no process of it is left behind."""
    made = Desk(folder)
    made.init()
    try:
        yield made
    finally:
        for pid in running(str(folder)):
            kill(pid)
