"""A repository whose bytes are damaged, and how it is made whole again from the other one."""

import hashlib
import json
import re
import subprocess
from itertools import pairwise

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


KEPT = ("data", "index", "snapshots")


def mend(ground):
    """Make the on-site copy whole again: what docs/how-to-mend-a-copy.md tells a person to do."""
    for path in damaged(ground.onsite()):
        path.unlink()
    # No command runs now: what is locked yet was locked by a host that lost its power.
    ground.ask_restic("onsite", "unlock", "--remove-all")
    ground.ask_restic("onsite", "repair", "index")
    said = ground.ask_restic("onsite", "repair", "snapshots", "--dry-run").stdout
    if broken := broken_snapshots(said):
        ground.ask_restic("onsite", "forget", *broken)
    fetch(ground)


def damaged(repository):
    """Return the files that do not hold what their name says: restic names each by its SHA-256."""
    there = [path for name in KEPT for path in (repository / name).rglob("*") if path.is_file()]
    return [path for path in there if hashlib.sha256(path.read_bytes()).hexdigest() != path.name]


def broken_snapshots(said):
    """Return the snapshots below which ``restic repair snapshots --dry-run`` names something to repair."""
    lines = said.splitlines()
    headed = [(line, after) for line, after in pairwise(lines) if line.startswith("snapshot ")]
    return [line.split()[1] for line, after in headed if after.startswith("  ")]


class PackFlipped(Fault):
    """One byte of some packs of the on-site copy is another."""

    kind, harms = "corrupt repository", "onsite"
    only_before = True
    commands = frozenset(("drill", "check"))
    stops = frozenset(("check",))
    damage: frozenset[str] = frozenset()

    def begin(self, running):
        needed = needed_packs(self.ground)
        there = (path for path in (self.ground.onsite() / "data").rglob("*") if path.is_file())
        packs = sorted(path for path in there if path.name in needed)
        flipped = self.draws.sample(packs, min(len(packs), self.draws.randrange(2, 9)))
        self.damage = frozenset(path.name for path in flipped)
        for path in flipped:
            path.chmod(0o600)
            content = bytearray(path.read_bytes())
            content[self.draws.randrange(len(content))] ^= 1 << self.draws.randrange(8)
            path.write_bytes(content)

    def heal(self):
        mend(self.ground)

    def names(self):
        return ("onsite",)

    def told(self, answer):
        return self.damage, onsite_of(answer).get("damaged_packs")


class IndexLost(PackFlipped):
    """Some of the on-site copy's index files are gone."""

    def begin(self, running):
        there = sorted((self.ground.onsite() / "index").iterdir())
        for path in self.draws.sample(there, self.draws.randrange(1, len(there) + 1)):
            path.unlink()

    def told(self, answer):
        # Which packs of a lost index count as gone is restic's own word: that it fails is what must be.
        return (), None


class SnapshotCut(PackFlipped):
    """The newest snapshots' files of the on-site copy are cut short."""

    def begin(self, running):
        there = sorted((self.ground.onsite() / "snapshots").iterdir(), key=lambda each: each.stat().st_mtime)
        cut = there[-self.draws.randrange(1, 3) :]
        self.damage = frozenset(path.name[:8] for path in cut)
        for path in cut:
            path.chmod(0o600)
            path.write_bytes(path.read_bytes()[: self.draws.randrange(1, 100)])

    def told(self, answer):
        said = " ".join(onsite_of(answer).get("damage") or ())
        found = re.findall(r"snapshot ([0-9a-f]{8})[0-9a-f]* cannot be read", said)
        return self.damage, found if onsite_of(answer) else None


def onsite_of(answer):
    """Return what a check says of the on-site copy."""
    copies = (answer or {}).get("record", {}).get("repositories", ())
    return next((each for each in copies if each["name"] == "onsite"), {})


def needed_packs(ground):
    """Return the packs that the on-site copy's index names: nobody reads, or needs, any other."""
    indexes = ground.ask_restic("onsite", "list", "index", "--no-lock").stdout.split()
    read = [ground.ask_restic("onsite", "cat", "index", each, "--no-lock").stdout for each in indexes]
    return {pack["id"] for text in read for pack in json.loads(text)["packs"]}


DAMAGE = {"packs flipped": PackFlipped, "index lost": IndexLost, "snapshots cut": SnapshotCut}
