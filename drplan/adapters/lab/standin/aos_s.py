"""HPE Aruba AOS-S (ProCurve). Source: ArubaOS-Switch 16.x basic operation, and management guides."""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.aos_s_saving import AosSSaving
from drplan.adapters.lab.standin.aos_s_show import AosSShowing
from drplan.adapters.lab.standin.aos_s_text import GRAMMAR, blank, locked, printed, shown, written
from drplan.adapters.lab.standin.grammar import INCOMPLETE, PHYSICAL

__all__ = ["Shell", "blank", "locked", "shown", "written"]


class AosSShell(AosSShowing, AosSSaving):
    """A session with AOS-S."""

    grammar = GRAMMAR
    prompted = "{} "
    starts = "enabled"
    pager = "-- MORE --, next page: Space, next line: Enter, quit: Control-C"
    wipe_pager = "\r" + " " * 64 + "\r"
    commands = (
        (r"en(?:able)?", "enable"),
        (r"exit|logout|logo", "log_out"),
        (r"conf(?:igure)?(?: t(?:erm(?:inal)?)?)?", "begin"),
        (r"no page", "no_page"),
        (r"page", "some_page"),
        (r"terminal (?:width|length) \d+", "nothing"),
        (r"show run(?:ning-config)?", "show_running"),
        (r"show config status", "show_status"),
        (r"show config", "show_startup"),
        (r"show system(?:-information| information)?", "show_system"),
        (r"show version", "show_version"),
        (r"show modules", "show_modules"),
        (r"show lldp info remote-device (?:detail|all|\S+)", "show_lldp"),
        (r"write mem(?:ory)?", "save"),
        (r"copy running-config startup-config", "save"),
        (r"erase startup-config", "erase"),
        (r"reload after (?:(?:(\d+):)?(\d+):)?(\d+)", "reload_after"),
        (r"no reload", "reload_cancel"),
        (r"show reload after", "show_reload"),
        (r"reload|boot(?: system(?: flash \S+)?)?", "boot"),
    )

    def greet(self) -> None:
        """Print the maker's words and wait for a key."""
        self.terminal.write(
            _COPYRIGHT.format(model=self.unit.settings["model"], version=self.unit.settings["version"])
        )
        self.terminal.key("Press any key to continue")
        self.terminal.write("\n")

    def printed(self) -> str:
        """Return what runs."""
        return printed(self.tree)

    def mode(self) -> str:
        """Return the mode's name."""
        word, _, which = self.at.context.partition(" ")
        return {"": "config", "vlan": f"vlan-{which}", "interface": f"eth-{which}"}.get(
            word, f"config-{word}"
        )

    def wording(self, reason: str, line: str) -> str:
        """Return the switch's words for a refusal."""
        last = line.rsplit(" ", maxsplit=1)[-1]
        if reason == INCOMPLETE:
            return f"Incomplete input: {last}\n"
        return (
            "Cannot remove it.\n"
            if reason == PHYSICAL
            else f"Invalid input: {line.split(' ', maxsplit=1)[0]}\n"
        )

    def configure(self, line: str) -> None:
        """Take a line of configuration mode, where every other command counts as well."""
        bare = " ".join(line.split())
        for pattern, method in self.commands:
            found = re.fullmatch(pattern, bare)
            if found and method not in {"log_out", "begin"}:
                getattr(self, method)(*found.groups())
                return
        super().configure(line)


Shell = AosSShell

_COPYRIGHT = """HP {model} Switch
Software revision {version}

(C) Copyright 2023 Hewlett Packard Enterprise Development LP
                   RESTRICTED RIGHTS LEGEND

"""
