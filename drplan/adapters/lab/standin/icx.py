"""Ruckus ICX. Source: RUCKUS FastIron command reference and management configuration guide."""

from __future__ import annotations

from drplan.adapters.lab.standin.grammar import INCOMPLETE, PHYSICAL
from drplan.adapters.lab.standin.icx_saving import IcxSaving
from drplan.adapters.lab.standin.icx_show import IcxShowing
from drplan.adapters.lab.standin.icx_text import GRAMMAR, blank, locked, printed, shown, written
from drplan.adapters.lab.standin.indented import IndentedShell

__all__ = ["Shell", "blank", "locked", "shown", "written"]


class IcxShell(IcxShowing, IcxSaving):
    """A session with FastIron."""

    grammar = GRAMMAR
    prompted = "SSH@{}"
    pager = "--More--, next page: Space, next line: Return key, quit: Control-c"
    wipe_pager = "\r" + " " * 68 + "\r"
    commands = (
        (r"en(?:able)?", "enable"),
        (r"exit|quit|logout", "leave"),
        (r"conf(?:igure)? t(?:erminal)?", "begin"),
        (r"skip(?:-page-display)?", "no_page"),
        (r"page(?:-display)?|no skip-page-display", "some_page"),
        (r"terminal (?:width|length) \d+|terminal monitor", "nothing"),
        (r"sh(?:ow)? run(?:ning-config)?", "show_running"),
        (r"sh(?:ow)? conf(?:iguration)?", "show_startup"),
        (r"sh(?:ow)? ver(?:sion)?", "show_version"),
        (r"sh(?:ow)? lldp nei(?:ghbors)? det(?:ail)?", "show_lldp"),
        (r"sh(?:ow)? reload", "show_reload"),
        (r"wr(?:ite)? mem(?:ory)?|copy running-config startup-config", "save"),
        (r"erase startup-config|wr(?:ite)? erase", "erase"),
        (r"reload after (\d+):(\d+):(\d+)(?: primary| secondary)?", "reload_after"),
        (r"reload cancel", "reload_cancel"),
        (r"reload|boot system flash primary", "reload"),
    )
    unprivileged = IndentedShell.unprivileged | {"nothing"}

    def printed(self) -> str:
        """Return what runs."""
        return printed(self.tree)

    def hostname(self) -> str:
        """Return what it is called now."""
        return self.tree.value(r"hostname (\S+)") or f"{self.unit.settings['model'].split('-')[0]} Switch"[
            :15
        ].replace(" ", "-")

    def mode(self) -> str:
        """Return the mode's name."""
        word, _, which = self.at.context.partition(" ")
        if word == "interface":
            kind, _, number = which.partition(" ")
            return f"config-{'vif' if kind == 've' else 'if-e1000' if kind == 'ethernet' else kind}-{number}"
        return {"": "config", "vlan": f"config-vlan-{which.split(' ')[0]}"}.get(word, f"config-{word}")

    def wording(self, reason: str, line: str) -> str:
        """Return the switch's words for a refusal."""
        if reason == INCOMPLETE:
            return "Incomplete command.\n"
        if reason == PHYSICAL:
            return "Error - it cannot be removed\n"
        return f"Invalid input -> {line}\nType ? for a list\n"

    def enable(self) -> None:
        """Go up, by the password when there is one."""
        if self.tree.find("enable super-user-password"):
            if not self.terminal.line("Password:", echo=False):
                self.say("Error - incorrect password")
                return
        else:
            self.say("No password has been assigned yet...")
        super().enable()

    def take(self, line: str) -> None:
        """Take a line; keys are made at once."""
        if " ".join(line.split()).startswith("crypto key generate"):
            self.tree.lines[:] = [each for each in self.tree.lines if "crypto key" not in each.text]
            self.run_it()
            self.say("Creating RSA key pair, please wait...\nRSA Key pair is successfully created")
            return
        super().take(line)


Shell = IcxShell
