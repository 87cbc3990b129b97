"""What Junos does in its configuration: statements are set, deleted and shown."""

from __future__ import annotations

from drplan.adapters.lab.standin.brace_text import braces
from drplan.adapters.lab.standin.braces import put, read, remove
from drplan.adapters.lab.standin.junos_session import JunosSession
from drplan.adapters.lab.standin.junos_words import TOP

_WORD_AND_MORE = 2


class JunosEditing(JunosSession):
    """Configuration mode, but for loading and committing."""

    def out(self, rest: list[str], filters: list[str]) -> None:
        """Leave a level, or the configuration."""
        if self.edit and rest != ["configuration-mode"]:
            self.edit = []
            return
        if self.uncommitted():
            self.say("The configuration has been changed but not committed")
            if self.terminal.line("Exit with uncommitted changes? [yes,no] (yes) ").strip() in {"no", "n"}:
                return
        self.say("Exiting configuration mode\n")
        self.edit = None

    def down(self, rest: list[str], filters: list[str]) -> None:
        """Go to a level below."""
        self.edit = [*(self.edit or []), *rest]

    def up(self, rest: list[str], filters: list[str]) -> None:
        """Go to the level above."""
        self.edit = (self.edit or [])[:-1]

    def top(self, rest: list[str], filters: list[str]) -> None:
        """Go to the top, and perhaps do something there."""
        self.edit = []
        if rest:
            self.obey(" ".join(rest))

    def put(self, rest: list[str], filters: list[str]) -> None:
        """Set a statement."""
        path = [*(self.edit or []), *rest]
        if not rest or path[0] not in TOP or len(path) < _WORD_AND_MORE:
            self.misread()
            return
        tree = self.candidate()
        if "[" in path:
            first = path.index("[")
            for value in path[first + 1 : -1]:
                put(tree, [*path[:first], value])
        else:
            put(tree, path)
        self.keep(tree)

    def delete(self, rest: list[str], filters: list[str]) -> None:
        """Delete a statement."""
        path = [*(self.edit or []), *rest]
        if not path and self.terminal.line(
            "This will delete the entire configuration\nDelete everything under this level? [yes,no] (no) "
        ).strip() not in {"yes", "y"}:
            return
        tree = self.candidate()
        if not remove(tree, path):
            self.say("warning: statement not found")
        self.keep(tree)

    def show_here(self, rest: list[str], filters: list[str]) -> None:
        """Show what is being written."""
        if any(each.startswith("compare") for each in filters):
            self._compare()
            return
        self.tell_tree(self.candidate(), [*(self.edit or []), *rest], filters)

    def _compare(self) -> None:
        import difflib

        before, after = (braces(tree).splitlines() for tree in (read(self.unit.running()), self.candidate()))
        self.say("\n".join(list(difflib.unified_diff(before, after, lineterm="", n=3))[2:]))

    def do(self, rest: list[str], filters: list[str]) -> None:
        """Run a command from outside the configuration."""
        edit, self.edit = self.edit, None
        self.obey(" | ".join([" ".join(rest), *filters]))
        self.edit = edit
