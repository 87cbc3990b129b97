"""A thief with a repository's password: forges snapshots of a data set that was truly kept there."""

import json
import os
import stat
import subprocess

from tests.contract.forger import SETGID, SETUID, Forger, below, link, node, together
from tests.contract.test_agent import Desk


class Thief(Desk):
    """Holds the repository's password. ``outside`` is a folder that nothing restored may reach."""

    def __init__(self, folder, program):
        super().__init__(folder, program)
        self.outside = folder / "outside"
        self.outside.mkdir()
        (self.outside / "passwd").write_text("root:x:0:0")
        (self.outside / "passwd").chmod(0o640)
        (self.source / "essay").write_text("Who owns the sea?")
        self.protect()
        self.forger = Forger(folder / "repository")

    def forge(self, *entries, paths=(), beside=()):
        """Put the true manifest and essay into a snapshot, with these entries in the data set's folder."""
        essay = ("essay", self.forger.content(b"Who owns the sea?"))
        held = self.folder / "scratch" / "manifests"
        own = [
            (each.name, self.forger.content(each.read_bytes())) for each in sorted(held.glob("files.jsonl*"))
        ]
        tree = together(below(str(self.source), [essay, *entries]), below(str(held), own), beside)
        said = [str(self.source), *paths, *(str(held / name) for name, _ in own if "new" not in name)]
        return self.forger.snapshot(tree, said)

    def restore(self, verb, snapshot, into="to"):
        where = {
            "restore-to": {"to": str(self.folder / into)},
            "prove-scratch": {"into": str(self.folder / into)},
        }
        if verb == "prove-scratch":
            (self.folder / into).mkdir()
        source = {"kind": "paths", "paths": [str(self.source)]}
        said = {"repository": self.repository, "snapshot": snapshot, "source": source}
        return self.say(verb, **said, **where.get(verb, {}))

    def snapshots(self):
        """Return every snapshot of the repository."""
        place = self.repository
        told = {**os.environ, "RESTIC_REPOSITORY": place["location"], **place["environment"]}
        words = (place["program"], "--no-cache", "--json", "snapshots")
        return json.loads(subprocess.run(words, env=told, capture_output=True, check=True).stdout)

    def untouched(self):
        passwd = self.outside / "passwd"
        there = sorted(each.name for each in self.outside.iterdir())
        mode = stat.S_IMODE(self.outside.stat().st_mode)
        return (
            there,
            mode,
            passwd.is_file() and passwd.read_text(),
            stat.S_IMODE(passwd.stat().st_mode),
        ) == (
            ["passwd"],
            self.mode,
            "root:x:0:0",
            0o640,
        )

    @property
    def mode(self):
        return stat.S_IMODE(self.source.stat().st_mode) if self.source.exists() else 0o755


def link_then_folder(thief, *inside):
    """Return what restic 0.18.0 follows out of its target: a link, then a folder of the same name."""
    return ("a", link(str(thief.outside))), ("a", [*inside])


def hard_links(thief):
    evil = {**thief.forger.content(b"evil"), "inode": 7, "links": 2, "device_id": 1}
    return (("0", evil), *link_then_folder(thief, ("passwd", evil)))


def wide_folder(thief):
    wide = node("dir", 0o777, subtree=thief.forger.tree([("pipe", node("fifo"))]))
    return ("a", link(str(thief.outside))), ("a", wide)


def mode_through_a_link(thief):
    return ("a", link(str(thief.outside / "passwd"))), ("a", {**thief.forger.content(b"x"), "mode": 0o666})


OUT = {
    "a link there": lambda thief: link_then_folder(thief, ("passwd", link("/nonexistent"))),
    "a hard link there": hard_links,
    "a pipe, and another mode of its folder": wide_folder,
    "a mode through a link": mode_through_a_link,
    "a file below a link": lambda thief: (
        (
            "a",
            {**link(str(thief.outside)), "subtree": thief.forger.tree([("new", thief.forger.content(b"x"))])},
        ),
    ),
    "a folder that is called ..": lambda thief: (
        ("..", [("..", [("outside", [("new", thief.forger.content(b"x"))])])]),
    ),
    "a name with slashes": lambda thief: (("a/../../outside/new", thief.forger.content(b"x")),),
    "an absolute name": lambda thief: ((f"{thief.outside}/new", thief.forger.content(b"x")),),
    "a name that restic would unquote": lambda thief: (
        ("..\\x2foutside\\x2fnew", thief.forger.content(b"x")),
    ),
}


ACTING = {
    "a program that runs as its owner": lambda thief: {**thief.forger.content(b"#!"), "mode": SETUID | 0o755},
    "a program that runs as its group": lambda thief: {**thief.forger.content(b"#!"), "mode": SETGID | 0o755},
    "a character device": lambda _: node("chardev", 0o666, device=259),
    "a block device": lambda _: node("dev", 0o666, device=2048),
}
