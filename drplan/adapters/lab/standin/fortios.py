"""Fortinet FortiOS. Source: FortiOS 7.x CLI reference and administration guide (CLI basics; cfg-save)."""

from __future__ import annotations

import re
from typing import Any

from drplan.adapters.lab.standin import fortios_reach, heard
from drplan.adapters.lab.standin.edit_blocks import DEFAULTS, Section, open_quote, printed, rows
from drplan.adapters.lab.standin.editing import Editing, read
from drplan.adapters.lab.standin.shell import Shell as Session
from drplan.adapters.lab.standin.unit import Unit

_BUILD = "2662"


def blank(settings: dict[str, Any]) -> str:
    """Return what a unit starts with when nothing was ever saved."""
    ports = settings.get("ports") or ["wan1", "wan2", "internal1", "internal2", "internal3"]
    faces = "".join(
        f'    edit "{port}"\n        set vdom "root"\n        set type physical\n    next\n' for port in ports
    )
    return (
        f'config system global\n    set alias "{settings["model"]}"\n    set hostname '
        f'"{settings["model"]}"\nend\n'
        f"config system interface\n{faces}end\n"
        'config system admin\n    edit "admin"\n        set accprofile "super_admin"\n        set vdom '
        '"root"\n'
        "    next\nend\n"
    )


def written(text: str, settings: dict[str, Any]) -> str:
    """Return a configuration as it is kept: on top of its maker's, as pasted into a unit out of its box."""
    return body(read(blank(settings) + text))


def body(tree: Section, *, full: bool = False) -> str:
    """Print a configuration without its heading."""
    sections = tree.sections.items()
    return "".join(
        f"{line}\n" for name, each in sections for line in printed(f"config {name}", each, 0, full=full)
    )


def locked(text: str, way_in: dict[str, Any]) -> str:
    """Say why a configuration keeps the operator out; empty when it lets them in."""
    return fortios_reach.locked(read(text), way_in)


def shown(text: str, unit: Unit, *, full: bool = True) -> str:
    """Return what ``show full-configuration`` prints of a configuration."""
    words = unit.settings
    model = str(words["model"]).replace("FortiGate-", "FGT")
    build = f"{model}-{words['version']}-FW-build{_BUILD}-240514"
    head = f"#config-version={build}:opmode=0:vdom=0:user={words['user']}"
    mark = int(unit.state.get("changed") or 0) * 1000
    top = f"{head}\n#conf_file_ver={mark}\n#buildno={_BUILD}\n#global_vdom=1\n"
    return top + body(_with_defaults(read(text)) if full else read(text), full=full)


def _with_defaults(tree: Section) -> Section:
    for path in DEFAULTS:
        if "/" not in path:
            tree.section(path)
    return tree


class FortiShell(Session):
    """A session with FortiOS."""

    pager = "--More-- "
    wipe_pager = "\r         \r"

    def __init__(self, unit: Unit, terminal: Any) -> None:
        super().__init__(unit, terminal)
        self.editing = Editing(read(unit.running()))
        unit.changed("running")
        self._held = ""

    @property
    def tree(self) -> Section:
        """What runs."""
        return self.editing.tree

    def hostname(self) -> str:
        """Return what it is called now."""
        return self.tree.section("system global").value("hostname") or str(self.unit.settings["model"])

    def prompt(self) -> str:
        """Return what stands before the cursor."""
        if self._held:
            return "> "
        where = self.editing.heading.partition(" ")[2] if self.editing.inside else ""
        return f"{self.hostname()} ({where}) # " if where else f"{self.hostname()} # "

    def refuse(self, line: str) -> None:
        """Say that there is no such command."""
        self.say(
            f"command parse error before '{line.split(' ', maxsplit=1)[0]}'\nCommand fail. Return code -61\n"
        )

    def obey(self, line: str) -> None:
        """Do what a line says."""
        line = f"{self._held}\n{line}" if self._held else line.strip()
        self._held = line if open_quote(line) else ""
        if self._held or not line:
            return
        if not self.editing.inside and self.unit.changed("running"):
            self.editing = Editing(read(self.unit.running()))
        self._tune()
        line, _, grep = (
            line.partition(" | grep ") if line.startswith(("show", "get", "diag")) else (line, "", "")
        )
        for pattern, method in _COMMANDS:
            found = re.fullmatch(pattern, line)
            if found:
                getattr(self, method)(grep.strip(), *found.groups())
                return
        self._configure(line)

    def _tune(self) -> None:
        plain = self.tree.section("system console").value("output") == "standard"
        self.height = 0 if plain and not self.unit.faults().get("pager") else self.page_lines
        if self.unit.state.get("deadline"):
            # It is idleness that brings the old configuration back.
            self._arm()

    def _configure(self, line: str) -> None:
        before = self.unit.running()
        refused = self.editing.feed(line)
        if refused:
            self.say(refused)
        elif body(self.tree) != before:
            self._run(before)

    def _run(self, before: str) -> None:
        mode = read(before).section("system global").value("cfg-save")
        self.unit.run(body(self.tree))
        self.unit.changed("running")
        if mode == "revert" and self.tree.section("system global").value("cfg-save") == "revert":
            self._arm()
        elif mode != "manual" and not self.unit.save():
            self.say("Failed to save the configuration: no space left on device")
        elif mode != "manual":
            self.unit.disarm()

    def _arm(self) -> None:
        seconds = int(self.tree.section("system global").value("cfg-revert-timeout"))
        self.unit.arm(seconds / 60, "restart")

    def _print(self, text: str, grep: str) -> None:
        if grep:
            pattern = re.compile(
                grep.removeprefix("-i ").strip("'\""), re.IGNORECASE if grep.startswith("-i") else 0
            )
            text = "\n".join(line for line in text.splitlines() if pattern.search(line))
        self.say(text)

    # Commands; the first argument of each is what its answer is searched for.

    def leave(self, _grep: str) -> None:
        """End the session."""
        if self.editing.inside:
            self._configure("abort")
        else:
            self.over = True

    def show(self, grep: str, full: str | None, path: str | None) -> None:
        """Print what runs, or a section of it."""
        whole = full is not None
        if self.editing.inside and not path:
            end = "next" if self.editing.heading.startswith("edit") else "end"
            inner = rows(self.editing.here, 1, full=whole)
            self._print("\n".join([self.editing.heading, *inner, end]), grep)
        elif path:
            section = self.tree.section(path.strip())
            self._print("\n".join(printed(f"config {path.strip()}", section, 0, full=whole)), grep)
        else:
            self._print(shown(body(self.tree), self.unit, full=whole), grep)

    def get(self, grep: str, path: str) -> None:
        """Print the settings of a section."""
        sets = DEFAULTS.get(path, {}) | self.tree.section(path).sets
        self._print("\n".join(f"{name:<20}: {text.strip(chr(34))} " for name, text in sets.items()), grep)

    def status(self, grep: str) -> None:
        """Print what it is."""
        words = {each: self.unit.settings[each] for each in ("model", "serial", "version")}
        self._print(_STATUS.format(name=self.hostname(), **words), grep)

    def lldp(self, grep: str) -> None:
        """Print LLDP neighbours."""
        self._print(heard.forti_lldp(heard.neighbours(self.unit)), grep)

    def cfg_save(self, _grep: str) -> None:
        """Have what runs outlast a restart."""
        if self.unit.save():
            self.unit.disarm()
            self.say("config saved.")
        else:
            self.say("Failed to save the configuration: no space left on device")

    def cfg_reload(self, _grep: str) -> None:
        """Restart with what was saved."""
        self.say("configs reloaded. system will reboot.This operation will take some time")
        self._restart()

    def reboot(self, _grep: str) -> None:
        """Restart now."""
        question = "This operation will reboot the system !\nDo you want to continue? (y/n)"
        if self.terminal.key(question) in "yY":
            self._restart()

    def factory_reset(self, _grep: str) -> None:
        """Bring it back to what its maker shipped."""
        question = "This operation will reset the system to factory default!\nDo you want to continue? (y/n)"
        if self.terminal.key(question) in "yY":
            self.unit.erase()
            self._restart()

    def _restart(self) -> None:
        self.terminal.flush()
        self.unit.restart()
        self.over = True


_COMMANDS = (
    (r"exit|quit", "leave"),
    (r"show( full-configuration)?( .+)?", "show"),
    (r"get system status", "status"),
    (r"get (.+)", "get"),
    (r"diagnose lldprx neighbor (?:summary|details?)", "lldp"),
    (r"execute cfg save", "cfg_save"),
    (r"execute cfg reload", "cfg_reload"),
    (r"execute reboot", "reboot"),
    (r"execute factoryreset", "factory_reset"),
)

Shell = FortiShell


def back(unit: Unit, _deadline: dict[str, Any]) -> None:
    """FortiOS goes back by loading what was saved."""
    unit.restart()


_STATUS = """Version: {model} v{version},build2662,240514 (GA.F)
Security Level: 1
Firmware Signature: certified
Serial-Number: {serial}
BIOS version: 05000016
System Part-Number: P24286-04
Log hard disk: Not available
Hostname: {name}
Operation Mode: NAT
Current virtual domain: root
Max number of virtual domains: 10
Virtual domains status: 1 in NAT mode, 0 in TP mode
Virtual domain configuration: disable
FIPS-CC mode: disable
Current HA mode: standalone
Branch point: 2662
Release Version Information: GA
System time: Mon Nov 20 10:00:00 2023
"""
