"""HPE Aruba AOS-CX. Source: AOS-CX 10.x CLI, fundamentals and monitoring guides."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

from drplan.adapters.lab.standin import heard
from drplan.adapters.lab.standin.addresses import mask
from drplan.adapters.lab.standin.aos_cx_grammar import AosCx
from drplan.adapters.lab.standin.indented import IndentedShell
from drplan.adapters.lab.standin.lists import lets_in
from drplan.adapters.lab.standin.tree import INCOMPLETE, PHYSICAL, Line, ranked, read, rows
from drplan.adapters.lab.standin.unit import Unit

GRAMMAR = AosCx()
_MOST_MINUTES = 60
_ORDER = (
    r"hostname",
    r"domain",
    r"allow",
    r"user ",
    r"session|cli-session|auto-conf|no auto",
    r"clock|timezone",
    r"vrf ",
    r"ntp",
    r"tacacs",
    r"radius",
    r"aaa",
    r"logging",
    r"ssh",
    r"access-list",
    r"object|class|policy",
    r"vlan ",
    r"spanning-tree",
    r"loop-protect|no lldp|no cdp|lldp|cdp|errdis|qos",
    r"interface mgmt",
    r"apply",
    r"interface lag",
    r"interface \d",
    r"interface loop",
    r"interface vlan",
    r"snmp|snmpv3",
    r"ip dns",
    r"ip ",
    r"router",
    r"banner",
    r"https",
    r"",
)
_SORTED = ("interface ", "vlan ")


def blank(settings: dict[str, Any]) -> str:
    """Return what a unit starts with when nothing was ever saved."""
    ports = settings.get("ports") or [f"1/1/{port}" for port in range(1, 9)]
    faces = [
        line
        for port in ports
        for line in (f"interface {port}", "    no shutdown", "    no routing", "    vlan access 1")
    ]
    return "\n".join(
        [
            "hostname switch",
            "user admin group administrators password ciphertext AQBapBlank",
            "ntp enable",
            "ssh server vrf default",
            "vlan 1",
            "spanning-tree",
            "interface mgmt",
            "    no shutdown",
            "    ip dhcp",
            *faces,
            "https-server vrf default",
            "",
        ]
    )


def written(text: str, settings: dict[str, Any]) -> str:
    """Return a configuration as it is kept, after the device read it on top of its maker's defaults."""
    return printed(read(GRAMMAR, blank(settings) + "\n" + text))


def locked(text: str, way_in: dict[str, Any]) -> str:
    """Say why a configuration keeps the operator out; empty when it lets them in."""
    tree = read(GRAMMAR, text)
    return _interface(tree, way_in) or _control_plane(tree, way_in) or _rest(tree, way_in)


def _interface(tree: Line, way_in: dict[str, Any]) -> str:
    name = re.sub(r"^vlan ?(?=\d)", "vlan ", str(way_in.get("interface", "")))
    if not name:
        return ""
    block = next((each for each in tree.lines if each.text == f"interface {name}"), None)
    if block is None or block.find("shutdown$"):
        return f"{name} is down"
    address = block.value(r"ip (?:address|static) ([\d.]+)") or block.value(r"ip (dhcp)")
    if not address or (way_in.get("address") and address != way_in["address"]):
        return f"{name} has another address or none"
    vlan = tree.find(f"{name}$") if name.startswith("vlan ") else [tree]
    return "" if vlan and not vlan[0].find("shutdown$") else f"{name} is gone or down"


def _control_plane(tree: Line, way_in: dict[str, Any]) -> str:
    name = tree.value(r"apply access-list ip (\S+) control-plane")
    source = way_in.get("source", "")
    block = next((each for each in tree.lines if each.text == f"access-list ip {name}"), None)
    if not name or not source or block is None:
        return ""
    return (
        "" if lets_in([_dotted(each.text) for each in block.lines], source) else f"{name} denies the operator"
    )


def _rest(tree: Line, way_in: dict[str, Any]) -> str:
    vrf = "mgmt" if way_in.get("interface") == "mgmt" else "default"
    if not tree.find(f"ssh server vrf {vrf}$"):
        return f"no SSH server in vrf {vrf}"
    user = way_in.get("user", "")
    if user and not tree.find(rf"user {re.escape(user)} "):
        return f"user {user} is gone"
    if way_in.get("remote") and vrf == "default" and not tree.find(r"ip route 0\.0\.0\.0/0 "):
        return "no route back to the operator"
    return ""


def _dotted(entry: str) -> str:
    # 10.0.0.0/255.0.0.0 is as good as 10.0.0.0/8 here.
    return re.sub(r"/(255[\d.]+|0\.0\.0\.0)", lambda found: f"/{_LENGTHS.get(found[1], 32)}", entry)


_LENGTHS = {".".join(str(byte) for byte in mask(length).to_bytes(4, "big")): length for length in range(33)}


def printed(tree: Line) -> str:
    """Return a configuration as the switch would read it again."""
    return "\n".join(_body(tree)) + "\n"


def _body(tree: Line) -> Iterator[str]:
    for line in ranked(tree.lines, _ORDER, _SORTED):
        yield line.text
        if line.text.startswith("access-list"):
            below = Line("")
            below.lines = sorted(line.lines, key=lambda each: int(each.text.split(" ")[0]))
            yield from rows(below, "    ", 1)
        else:
            yield from rows(line, "    ", 1)


def shown(text: str, unit: Unit) -> str:
    """Return what ``show running-config`` prints of a configuration."""
    top = (
        f"Current configuration:\n!\n!Version ArubaOS-CX {unit.settings['version']}\n!export-password: "
        "default\n"
    )
    return top + text


class AosCxShell(IndentedShell):
    """A session with AOS-CX."""

    grammar = GRAMMAR
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

    def prompt(self) -> str:
        """Return what stands before the cursor, with its blank."""
        prompt = super().prompt()
        return f"{prompt} " if prompt else ""

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

    def no_page(self) -> None:
        """Turn paging off."""
        self.page(0)

    def some_page(self) -> None:
        """Turn paging on."""
        self.page(self.page_lines)

    def show_running(self) -> None:
        """Print what runs."""
        self.say(shown(self.printed(), self.unit))

    def show_startup(self) -> None:
        """Print what it starts with."""
        text = self.unit.text("startup")
        self.say(shown(text, self.unit) if text else "No startup configuration.")

    def show_system(self) -> None:
        """Print what it is."""
        words = self.unit.settings
        self.say(
            _SYSTEM.format(
                name=self.hostname(), **{each: words[each] for each in ("model", "serial", "version")}
            )
        )

    def show_version(self) -> None:
        """Print its software."""
        rule = "-" * 77
        self.say(
            f"{rule}\nArubaOS-CX\n{rule}\nVersion      : {self.unit.settings['version']}\n"
            "Active Image : primary\n"
        )

    def show_lldp(self) -> None:
        """Print LLDP neighbours."""
        self.say(heard.aos_cx_lldp(heard.neighbours(self.unit)))

    def save(self) -> None:
        """Have what runs outlast a restart."""
        self.say(f"Copying configuration: [{'Success' if self.unit.save() else 'Failed'}]")

    def checkpoint_auto(self, minutes: str) -> None:
        """Go back to what runs now, unless that is confirmed in time."""
        if not 1 <= int(minutes) <= _MOST_MINUTES:
            self.refuse(minutes)
            return
        self.unit.keep("before", self.printed())
        self.unit.arm(int(minutes), "rollback")
        self.say(f"Auto checkpoint mode expires in {minutes} minute(s)")

    def checkpoint_confirm(self) -> None:
        """Keep what runs."""
        if not self.unit.disarm():
            self.say("Auto checkpoint mode is not enabled.")
            return
        name = time.strftime("AUTO%Y%m%d%H%M%S")
        self.unit.keep(f"checkpoint-{name}", self.printed())
        self.say(f"checkpoint {name} created")

    def checkpoint_keep(self, name: str) -> None:
        """Keep what runs under a name."""
        self.unit.keep(f"checkpoint-{name}", self.printed())
        self.say("Copying configuration: [Success]")

    def checkpoint_rollback(self, name: str | None, other: str | None) -> None:
        """Go back to what is kept under a name."""
        there = f"checkpoint-{name or other}" if (name or other) != "startup-config" else "startup"
        if not self.unit.has(there):
            self.say(f"Checkpoint {name or other} does not exist.")
            return
        self.unit.run(self.unit.text(there))
        self.say("Success")

    def show_checkpoint(self) -> None:
        """Say whether a return is armed."""
        self.say(
            "Auto checkpoint mode is on" if self.unit.state.get("deadline") else "Auto checkpoint mode is off"
        )

    def erase(self) -> None:
        """Forget what it starts with."""
        if self.terminal.line("Erase checkpoint startup-config ? (y/n): ").strip() == "y":
            self.unit.erase()

    def zeroize(self) -> None:
        """Bring it back to what its maker shipped."""
        if (
            self.terminal.line(
                "This will securely erase all customer data and reset the switch to factory defaults. "
                "This will initiate a reboot and render the switch unavailable until the zeroization is "
                "complete.\nContinue (y/n)? "
            ).strip()
            == "y"
        ):
            self.unit.erase()
            self.unit.restart()
            self.leave()

    def boot(self) -> None:
        """Restart now."""
        if self.unit.text("startup") != self.printed() and self.terminal.line(
            "Do you want to save the current configuration (y/n)? "
        ).strip().startswith("y"):
            self.save()
        question = (
            "This will reboot the entire switch and render it unavailable\nuntil the process is complete.\n"
        )
        if self.terminal.line(f"{question}Continue (y/n)? ").strip().startswith("y"):
            self.terminal.flush()
            self.unit.restart()
            self.leave()


Shell = AosCxShell


def back(unit: Unit, deadline: dict[str, Any]) -> None:
    """Go back to what ran before ``checkpoint auto``; sessions stay."""
    unit.run(unit.text("before"))


_SYSTEM = """Hostname               : {name}
System Description     : {version}
System Contact         :
System Location        :

Vendor                 : Aruba
Product Name           : {model}
Chassis Serial Nbr     : {serial}
Base MAC Address       : 883a30-000100
ArubaOS-CX Version     : {version}

Time Zone              : UTC

Up Time                : 3 weeks, 2 days, 4 hours, 11 minutes
CPU Util (%)           : 3
Memory Usage (%)       : 21
"""
