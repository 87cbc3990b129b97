"""Cisco IOS. Source: Cisco IOS Configuration Fundamentals, and what its switches print."""

from __future__ import annotations

from drplan.adapters.lab.standin.grammar import INCOMPLETE, PHYSICAL
from drplan.adapters.lab.standin.indented import IndentedShell
from drplan.adapters.lab.standin.ios_saving import IosSaving
from drplan.adapters.lab.standin.ios_show import IosShowing
from drplan.adapters.lab.standin.ios_text import GRAMMAR, blank, locked, printed, shown, written
from drplan.adapters.lab.standin.tree import Line

__all__ = ["Shell", "blank", "locked", "shown", "written"]


class IosShell(IosShowing, IosSaving):
    """A session with IOS."""

    grammar = GRAMMAR
    commands = (
        (r"en(?:able)?", "enable"),
        (r"disa(?:ble)?", "disable"),
        (r"exit|quit|logout", "leave"),
        (r"conf(?:igure)? t(?:erminal)?", "begin"),
        (r"term(?:inal)? len(?:gth)? (\d+)", "set_page"),
        (r"term(?:inal)? width \d+|terminal monitor|term(?:inal)? no mon(?:itor)?", "nothing"),
        (r"sh(?:ow)? run(?:ning-config)?", "show_running"),
        (r"sh(?:ow)? start(?:up-config)?", "show_startup"),
        (r"sh(?:ow)? ver(?:sion)?", "show_version"),
        (r"sh(?:ow)? inv(?:entory)?", "show_inventory"),
        (r"sh(?:ow)? lldp nei(?:ghbors)? det(?:ail)?", "show_lldp"),
        (r"sh(?:ow)? cdp nei(?:ghbors)? det(?:ail)?", "show_cdp"),
        (r"sh(?:ow)? reload", "show_reload"),
        (r"wr(?:ite)?(?: mem(?:ory)?)?", "save"),
        (r"copy run(?:ning-config)? start(?:up-config)?", "copy_save"),
        (r"(?:wr(?:ite)? erase|erase startup-config|erase nvram:)", "erase"),
        (r"reload in (\d+)(?: .*)?", "reload_in"),
        (r"reload cancel", "reload_cancel"),
        (r"reload", "reload"),
    )
    unprivileged = IndentedShell.unprivileged | {"show_lldp", "show_cdp", "nothing"}
    starts = "enabled"

    def printed(self) -> str:
        """Return what runs."""
        return printed(self.tree)

    def mode(self) -> str:
        """Return the mode's name."""
        word = self.at.context.split(" ")[0]
        return {
            "": "config",
            "interface": "config-if",
            "line": "config-line",
            "vlan": "config-vlan",
            "router": "config-router",
            "ip": "config-ext-nacl",
            "route-map": "config-route-map",
        }.get(word, f"config-{word}")

    def wording(self, reason: str, line: str) -> str:
        """Return IOS's words for a refusal."""
        if reason == INCOMPLETE:
            return "% Incomplete command.\n"
        if reason == PHYSICAL:
            return "% Removal of physical interfaces is not permitted\n"
        pad = " " * len(self.prompt())
        return f"{pad}^\n% Invalid input detected at '^' marker.\n"

    def begin(self) -> None:
        """Enter configuration mode."""
        super().begin()
        self.say("Enter configuration commands, one per line.  End with CNTL/Z.")

    def take(self, line: str) -> None:
        """Take a line; keys are made and zeroized at once."""
        bare = " ".join(line.split())
        if bare.startswith("crypto key generate"):
            self.unit.remember(keyless=False)
            self.say("% Generating keys, keys will be non-exportable...\n[OK] (elapsed time was 1 seconds)")
        elif bare.startswith("default interface "):
            name = self.grammar.canonical("", bare.removeprefix("default "))
            self.tree.lines[:] = [
                each if each.text != name else Line(name, opens=True) for each in self.tree.lines
            ]
            self.run_it()
        else:
            super().take(line)


Shell = IosShell
