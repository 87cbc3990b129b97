"""A repository whose bytes are damaged, and how it is made whole again from the other one."""

import subprocess

from drplan.adapters.lab.tools import LAB_NAMESPACE
from tests.soak.faults.fault import Fault


def fetch(ground):
    """Copy from the off-site copy whatever the on-site one lacks."""
    before, told = ground.repository("offsite")
    _, own = ground.repository("onsite")
    words = ("copy", "--from-repo", before[-1], "--repo", str(ground.onsite()))
    told = {**told, "RESTIC_FROM_PASSWORD": told["RESTIC_PASSWORD"]}
    told |= {"RESTIC_PASSWORD": own["RESTIC_PASSWORD"]}
    inside = ("nsenter", f"--net=/run/netns/{LAB_NAMESPACE}", ground.restic, "--cache-dir")
    done = subprocess.run(
        (*inside, str(ground.folder / "own-cache"), *words),
        env=told,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode != 0:
        raise RuntimeError(f"restic copy: {done.stderr[-500:]}")


class PackFlipped(Fault):
    """One byte of some packs of the on-site copy is another."""

    kind = "corrupt repository"
    only_before = True
    commands = frozenset(("drill", "check"))

    def begin(self, running):
        packs = sorted(path for path in (self.ground.onsite() / "data").rglob("*") if path.is_file())
        self.harmed = self.draws.sample(packs, min(len(packs), self.draws.randrange(2, 9)))
        for path in self.harmed:
            path.chmod(0o600)
            content = bytearray(path.read_bytes())
            content[self.draws.randrange(len(content))] ^= 1 << self.draws.randrange(8)
            path.write_bytes(content)

    def heal(self):
        """Drop what is damaged, and fetch it from the off-site copy: what a person would do."""
        names = [path.name for path in self.harmed if path.exists()]
        self.ground.ask_restic("onsite", "repair", "packs", *names)
        fetch(self.ground)


class IndexLost(PackFlipped):
    """Some of the on-site copy's index files are gone."""

    def begin(self, running):
        there = sorted((self.ground.onsite() / "index").iterdir())
        for path in self.draws.sample(there, self.draws.randrange(1, len(there) + 1)):
            path.unlink()

    def heal(self):
        self.ground.ask_restic("onsite", "repair", "index")


class SnapshotCut(PackFlipped):
    """The newest snapshots' files of the on-site copy are cut short."""

    def begin(self, running):
        there = sorted((self.ground.onsite() / "snapshots").iterdir(), key=lambda each: each.stat().st_mtime)
        self.harmed = there[-self.draws.randrange(1, 3) :]
        for path in self.harmed:
            path.chmod(0o600)
            path.write_bytes(path.read_bytes()[: self.draws.randrange(1, 100)])

    def heal(self):
        for path in self.harmed:
            path.unlink(missing_ok=True)
        fetch(self.ground)


DAMAGE = {"packs flipped": PackFlipped, "index lost": IndexLost, "snapshots cut": SnapshotCut}
