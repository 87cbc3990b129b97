"""HPE Aruba AOS-CX. Source: AOS-CX 10.x CLI, fundamentals and monitoring guides."""

from __future__ import annotations

from typing import Any

from drplan.adapters.lab.standin.aos_cx_saving import AosCxSaving
from drplan.adapters.lab.standin.aos_cx_show import AosCxShowing
from drplan.adapters.lab.standin.aos_cx_text import GRAMMAR, blank, locked, printed, shown, written
from drplan.adapters.lab.standin.grammar import INCOMPLETE, PHYSICAL
from drplan.adapters.lab.standin.unit import Unit

__all__ = ["Shell", "back", "blank", "locked", "shown", "written"]


class AosCxShell(AosCxShowing, AosCxSaving):
    """A session with AOS-CX."""

    grammar = GRAMMAR
    prompted = "{} "
    starts = "enabled"
    pager = "-- MORE --, next page: Space, next line: Enter, quit: q"
    wipe_pager = "\r" + " " * 55 + "\r"
    commands = (
        (r"enable", "enable"),
        (r"exit|quit|logout", "leave"),
        (r"configure(?: t(?:erm(?:inal)?)?)?", "begin"),
        (r"no page", "no_page"),
        (r"page(?: \d+)?", "some_page"),
        (r"show run(?:ning-config)?", "show_running"),
        (r"show start(?:up-config)?", "show_startup"),
        (r"show system", "show_system"),
        (r"show version", "show_version"),
        (r"show lldp neighbor-info detail", "show_lldp"),
        (r"show checkpoint", "show_checkpoint"),
        (r"wr(?:ite)? mem(?:ory)?|copy run(?:ning-config)? start(?:up-config)?", "save"),
        (r"checkpoint auto (\d+)", "checkpoint_auto"),
        (r"checkpoint auto confirm", "checkpoint_confirm"),
        (r"checkpoint rollback (\S+)|copy (?:checkpoint )?(\S+) running-config", "checkpoint_rollback"),
        (r"copy running-config checkpoint (\S+)", "checkpoint_keep"),
        (r"erase startup-config", "erase"),
        (r"erase all zeroize", "zeroize"),
        (r"boot system(?: primary| secondary)?|reload", "boot"),
    )

    def printed(self) -> str:
        """Return what runs."""
        return printed(self.tree)

    def mode(self) -> str:
        """Return the mode's name."""
        context = self.at.context
        if context.startswith("vlan "):
            return f"config-{context.replace(' ', '-')}"
        word = {"interface": "if", "access-list": "acl-ip", "": ""}.get(
            context.split(" ")[0], context.split(" ")[0]
        )
        return f"config-{word}" if word else "config"

    def wording(self, reason: str, line: str) -> str:
        """Return the switch's words for a refusal."""
        if reason == INCOMPLETE:
            return "% Command incomplete.\n"
        return (
            "Cannot remove it.\n"
            if reason == PHYSICAL
            else f"Invalid input: {line.split(' ', maxsplit=1)[0]}\n"
        )


Shell = AosCxShell


def back(unit: Unit, deadline: dict[str, Any]) -> None:
    """Go back to what ran before ``checkpoint auto``; sessions stay."""
    unit.run(unit.text("before"))
