"""Juniper Junos OS. Source: Junos CLI user guide (configuration mode, load, commit, rollback)."""

from __future__ import annotations

import re
import time
from typing import Any

from drplan.adapters.lab.standin import heard, junos_reach
from drplan.adapters.lab.standin.braces import (
    TOP,
    Tree,
    Unread,
    at,
    braces,
    commands,
    paths,
    put,
    read,
    remove,
    words,
)
from drplan.adapters.lab.standin.shell import Shell as Session
from drplan.adapters.lab.standin.unit import Unit

_LEAST, _MOST, _USUAL_MINUTES = 1, 65535, 10
_WORD_AND_MORE = 2


def blank(settings: dict[str, Any]) -> str:
    """Return what a unit starts with when nothing was ever saved."""
    ports = settings.get("ports") or [f"ge-0/0/{port}" for port in range(8)]
    made = [f"interfaces {port} unit 0 family ethernet-switching" for port in ports]
    tree: Tree = {}
    for line in [
        f"version {settings['version']}",
        "system services ssh",
        "system syslog file messages any notice",
        *made,
        "protocols lldp interface all",
        "protocols rstp interface all",
        "vlans default vlan-id 1",
    ]:
        put(tree, words(line))
    return braces(tree)


def written(text: str, settings: dict[str, Any]) -> str:
    """Return a configuration as it is kept: it replaces all there was, as ``load override`` does."""
    tree: Tree = {}
    put(tree, ["version", settings["version"]])
    if re.search(r"^\s*set \S", text, flags=re.MULTILINE):
        for line in text.splitlines():
            if line.strip().startswith("set "):
                put(tree, words(line.strip())[1:])
    else:
        for path in paths(text):
            put(tree, path)
    return braces(tree)


def locked(text: str, way_in: dict[str, Any]) -> str:
    """Say why a configuration keeps the operator out; empty when it lets them in."""
    return junos_reach.locked(read(text), way_in)


def shown(text: str, unit: Unit) -> str:
    """Return what ``show configuration`` prints of a configuration."""
    when = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(unit.state.get("changed") or 0))
    return f"## Last commit: {when} by {unit.settings.get('user', 'admin')}\n{text}"


class JunosShell(Session):
    """A session with Junos. ``edit`` is where in the configuration it is; ``None`` outside it."""

    pager = "---(more)---"
    wipe_pager = "\r" + " " * 40 + "\r"

    def __init__(self, unit: Unit, terminal: Any) -> None:
        super().__init__(unit, terminal)
        self.edit: list[str] | None = None
        user = str(unit.settings.get("user", "admin"))
        # Root's shell is no Junos shell.
        self.user = "admin" if user == "root" else user
        self.tree: Tree = read(unit.running())

    def greet(self) -> None:
        """Print the maker's line."""
        self.terminal.write(f"--- JUNOS {self.unit.settings['version']} Kernel 64-bit\n")

    def hostname(self) -> str:
        """Return what it is called now."""
        names = at(read(self.unit.running()), "system", "host-name")
        return next(iter(names), "Amnesiac")

    def prompt(self) -> str:
        """Return what stands before the cursor."""
        if self.edit is None:
            return f"{self.user}@{self.hostname()}> "
        return f"\n[{' '.join(['edit', *self.edit])}]\n{self.user}@{self.hostname()}# "

    def refuse(self, line: str) -> None:
        """Say that there is no such command."""
        self.say(f"{' ' * len(self.prompt().splitlines()[-1])}^\nunknown command.")

    # What is being written, shared by all who configure, as Junos has it.

    def candidate(self) -> Tree:
        """Return what is being written."""
        return read(self.unit.text("candidate") if self.unit.has("candidate") else self.unit.running())

    def keep(self, tree: Tree) -> None:
        """Keep what is being written."""
        self.unit.keep("candidate", braces(tree))

    def uncommitted(self) -> bool:
        """Say whether what is being written is not what runs."""
        return self.unit.has("candidate") and self.unit.text("candidate") != self.unit.running()

    def obey(self, line: str) -> None:
        """Do what a line says."""
        line, *filters = [part.strip() for part in line.split("|")] if '"' not in line else [line.strip()]
        said = words(line)
        if not said:
            return
        table = _EXEC if self.edit is None else _EDIT
        method = table.get(said[0])
        if method is None:
            self.refuse(line)
        else:
            getattr(self, method)(said[1:], filters)

    # Outside the configuration.

    def leave(self, rest: list[str], filters: list[str]) -> None:
        """End the session."""
        self.over = True

    def cli(self, rest: list[str], filters: list[str]) -> None:
        """Set how this session looks."""
        match rest:
            case ["cli", "screen-width", width]:
                self.say(f"Screen width set to {width}")
            case ["cli", "complete-on-space", "off"]:
                self.say("Disabling complete-on-space")
            case ["cli", "screen-length", length]:
                self.page(int(length))
                self.say(f"Screen length set to {length}")
            case _:
                self.refuse("set")

    def show(self, rest: list[str], filters: list[str]) -> None:
        """Show what is asked for."""
        asked = " ".join(rest)
        if rest[:1] == ["configuration"]:
            self._show(read(self.unit.running()), rest[1:], filters, whole=True)
        elif asked in {"version", "system information"}:
            self._print(_VERSION.format(name=self.hostname(), **self._made()), filters)
        elif asked == "chassis hardware":
            self._print(_HARDWARE.format(**self._made()), filters)
        elif asked.startswith("lldp neighbors"):
            self._print(heard.junos_lldp(heard.neighbours(self.unit)), filters)
        elif asked == "system commit":
            self._print(self._commits(), filters)
        else:
            self.say(f"{' ' * len(self.prompt())}^\nsyntax error, expecting <command>.")

    def _commits(self) -> str:
        when = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(self.unit.state.get("changed") or 0))
        line = f"0   {when} by {self.user} via cli"
        deadline = self.unit.state.get("deadline")
        return line if not deadline else f"{line} commit confirmed, rollback in {self._left()}mins\n"

    def _left(self) -> int:
        deadline = self.unit.state["deadline"]
        return max(0, round((float(deadline["at"]) - time.time()) / self.unit.minute))

    def _made(self) -> dict[str, str]:
        return {each: str(self.unit.settings[each]) for each in ("model", "serial", "version")}

    def _print(self, text: str, filters: list[str]) -> None:
        height = self.height
        if "no-more" in filters:
            self.height = 0
        for each in filters:
            kind, _, pattern = each.partition(" ")
            if kind in {"match", "except"}:
                found = re.compile(pattern.strip('"'), re.IGNORECASE)
                keep = [line for line in text.splitlines() if bool(found.search(line)) == (kind == "match")]
                text = "\n".join(keep)
        self.say(text)
        self.height = height

    def _show(self, tree: Tree, path: list[str], filters: list[str], *, whole: bool = False) -> None:
        below = at(tree, *path)
        if "display set" in filters:
            self._print("\n".join(commands(below, " ".join(["set", *path]))), filters)
        elif whole and not path:
            self._print(shown(braces(below), self.unit), filters)
        else:
            self._print(braces(below), filters)

    def configure(self, rest: list[str], filters: list[str]) -> None:
        """Enter the configuration."""
        self.say("Entering configuration mode")
        if self.uncommitted():
            self.say("The configuration has been changed but not committed")
        if self.unit.state.get("deadline"):
            self.say(f"\n# commit confirmed will be rolled back in {self._left()} minutes")
        self.edit = []

    def request(self, rest: list[str], filters: list[str]) -> None:
        """Restart, or bring it back to what its maker shipped."""
        asked = " ".join(rest)
        if asked.startswith("system reboot"):
            question = "Reboot the system ? [yes,no] (no) "
        elif asked.startswith("system zeroize"):
            question = (
                "warning: System will be rebooted and may not boot without configuration\n"
                "Erase all data, including configuration and log files? [yes,no] (no) "
            )
        else:
            self.refuse(asked)
            return
        if self.terminal.line(question).strip() not in {"yes", "y"}:
            return
        if "zeroize" in asked:
            self.unit.erase()
        self.unit.forget("candidate")
        self.terminal.flush()
        self.unit.restart()
        self.over = True

    # Inside it.

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
            self._syntax()
            return
        tree = self.candidate()
        if "[" in path:
            first = path.index("[")
            for value in path[first + 1 : -1]:
                put(tree, [*path[:first], value])
        else:
            put(tree, path)
        self.keep(tree)

    def _syntax(self) -> None:
        self.say(f"{' ' * len(self.prompt().splitlines()[-1])}^\nsyntax error.")

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
        self._show(self.candidate(), [*(self.edit or []), *rest], filters)

    def _compare(self) -> None:
        import difflib

        before, after = (braces(tree).splitlines() for tree in (read(self.unit.running()), self.candidate()))
        self.say("\n".join(list(difflib.unified_diff(before, after, lineterm="", n=3))[2:]))

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
                self._syntax()
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

    def commit(self, rest: list[str], filters: list[str]) -> None:
        """Have what is being written run."""
        if rest[:1] == ["check"]:
            if self.unit.disarm():
                self._confirmed()
            self.say("configuration check succeeds")
            return
        if self.unit.faults().get("disk_full"):
            self.say(
                "error: could not write /config/juniper.conf: No space left on device\nerror: commit failed"
            )
            return
        if rest[:1] == ["confirmed"]:
            self._commit_confirmed(rest[1:])
        else:
            self.unit.disarm()
            self._run()
            self._confirmed()
            self.say("commit complete")
        if "and-quit" in rest:
            self.say("Exiting configuration mode\n")
            self.edit = None

    def _commit_confirmed(self, rest: list[str]) -> None:
        minutes = int(rest[0]) if rest and rest[0].isdigit() else _USUAL_MINUTES
        if not _LEAST <= minutes <= _MOST:
            self._syntax()
            return
        if not self.unit.state.get("deadline"):
            self.unit.keep("before", self.unit.running())
        self.say(f"commit confirmed will be automatically rolled back in {minutes} minutes unless confirmed")
        self.unit.arm(minutes, "rollback")
        self.say(f"commit complete\n\n# commit confirmed will be rolled back in {minutes} minutes")
        self._run()

    def _run(self) -> None:
        text = braces(self.candidate())
        if text != self.unit.running():
            for which in range(4, 0, -1):
                if self.unit.has(f"rollback-{which}"):
                    self.unit.keep(f"rollback-{which + 1}", self.unit.text(f"rollback-{which}"))
            self.unit.keep("rollback-1", self.unit.running())
        self.unit.run(text)

    def _confirmed(self) -> None:
        self.unit.save()

    def do(self, rest: list[str], filters: list[str]) -> None:
        """Run a command from outside the configuration."""
        edit, self.edit = self.edit, None
        self.obey(" | ".join([" ".join(rest), *filters]))
        self.edit = edit


def _known(text: str) -> list[list[str]]:
    found = list(paths(text))
    for path in found:
        if path[0] not in TOP:
            raise Unread(f"1: syntax error: {path[0]}")
    return found


_EXEC = {
    "exit": "leave",
    "quit": "leave",
    "set": "cli",
    "show": "show",
    "configure": "configure",
    "request": "request",
    "edit": "configure",
}
_EDIT = {
    "exit": "out",
    "quit": "out",
    "edit": "down",
    "up": "up",
    "top": "top",
    "set": "put",
    "delete": "delete",
    "show": "show_here",
    "load": "load",
    "rollback": "rollback",
    "commit": "commit",
    "run": "do",
}

Shell = JunosShell


def back(unit: Unit, deadline: dict[str, Any]) -> None:
    """Put back what ran before the commit that nobody confirmed; sessions stay."""
    unit.keep("candidate", unit.text("before"))
    unit.run(unit.text("before"))


_VERSION = """Hostname: {name}
Model: {model}
Junos: {version}
JUNOS OS Kernel 64-bit  [20230801.1]
JUNOS OS runtime [20230801.1]
"""

_HARDWARE = """Hardware inventory:
Item             Version  Part number  Serial number     Description
Chassis                                {serial:<17} {model}
Pseudo CB 0
Routing Engine 0          BUILTIN      BUILTIN           RE-{model}
FPC 0            REV 10   650-059858   {serial:<17} {model}
"""
