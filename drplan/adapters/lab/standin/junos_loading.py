"""How Junos takes a configuration that is pasted, or one that ran before."""

from __future__ import annotations

from drplan.adapters.lab.standin.braces import Tree, Unread, paths, put, read, remove, words
from drplan.adapters.lab.standin.junos_session import JunosSession
from drplan.adapters.lab.standin.junos_text import blank
from drplan.adapters.lab.standin.junos_words import TOP


class JunosLoading(JunosSession):
    """Loading, and going back to what ran."""

    def load(self, rest: list[str], filters: list[str]) -> None:
        """Take what is pasted."""
        match rest:
            case ["set", "terminal"]:
                take = self._load_set
            case [("override" | "merge" | "replace" | "update") as how, "terminal"]:
                take = self._load_override if how in {"override", "update"} else self._load_merge
            case ["factory-default"]:
                self.say("warning: activating factory configuration")
                self.keep(read(blank(self.unit.settings)))
                return
            case _:
                self.misread()
                return
        self.terminal.write("[Type ^D at a new line to end input]\n")
        take(self.terminal.paste())

    def _load_set(self, text: str) -> None:
        tree, errors = self.candidate(), 0
        for place, line in enumerate(text.splitlines(), 1):
            said = words(line)
            if not said or line.startswith("#"):
                continue
            if said[0] == "set" and said[1:2] and said[1] in TOP:
                put(tree, said[1:])
            elif said[0] == "delete":
                remove(tree, said[1:])
            else:
                errors += 1
                self.say(f"terminal:{place}:(1) syntax error: {said[0]}")
        self._loaded(tree, errors)

    def _load_override(self, text: str) -> None:
        self._load_text(text, {})

    def _load_merge(self, text: str) -> None:
        self._load_text(text, self.candidate())

    def _load_text(self, text: str, tree: Tree) -> None:
        try:
            for path in _known(text):
                put(tree, path)
        except Unread as error:
            self.say(f"terminal:{error}")
            self.say("load complete (1 errors)")
            return
        self._loaded(tree, 0)

    def _loaded(self, tree: Tree, errors: int) -> None:
        if "version" not in tree:
            put(tree, ["version", self.unit.settings["version"]])
        self.keep(tree)
        self.say(f"load complete ({errors} errors)" if errors else "load complete")

    def rollback(self, rest: list[str], filters: list[str]) -> None:
        """Write what ran before: 0 what runs now, 1 what ran before that."""
        which = int(rest[0]) if rest else 0
        kept = "running" if which == 0 else f"rollback-{which}"
        if not self.unit.has(kept):
            self.say(f"error: rollback {which} does not exist")
            return
        self.unit.keep("candidate", self.unit.text(kept))
        self.say("load complete")


def _known(text: str) -> list[list[str]]:
    found = list(paths(text))
    for path in found:
        if path[0] not in TOP:
            raise Unread(f"1: syntax error: {path[0]}")
    return found
