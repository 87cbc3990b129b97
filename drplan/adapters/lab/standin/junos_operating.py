"""What Junos does outside its configuration."""

from __future__ import annotations

from collections.abc import Sequence

from drplan.adapters.lab.standin.braces import read
from drplan.adapters.lab.standin.heard import Heard, chassis, neighbours
from drplan.adapters.lab.standin.junos_session import JunosSession
from drplan.adapters.lab.standin.junos_text import when

_QUESTIONS = {
    "system reboot": "Reboot the system ? [yes,no] (no) ",
    "system zeroize": """\
warning: System will be rebooted and may not boot without configuration
Erase all data, including configuration and log files? [yes,no] (no) """,
}


class JunosOperating(JunosSession):
    """Operational mode."""

    def quit(self, rest: list[str], filters: list[str]) -> None:
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
            self.tell_tree(read(self.unit.running()), rest[1:], filters, whole=True)
        elif asked in {"version", "system information"}:
            self.tell(_VERSION.format(name=self.hostname(), **self.made()), filters)
        elif asked == "chassis hardware":
            self.tell(_HARDWARE.format(**self.made()), filters)
        elif asked.startswith("lldp neighbors"):
            self.tell(lldp(neighbours(self.unit)), filters)
        elif asked == "system commit":
            self.tell(self._commits(), filters)
        else:
            self.say(f"{' ' * len(self.prompt())}^\nsyntax error, expecting <command>.")

    def _commits(self) -> str:
        line = f"0   {when(self.unit)} by {self.user} via cli"
        left = f"{line} commit confirmed, rollback in {self.unit.minutes_left}mins\n"
        return left if self.unit.armed else line

    def configure(self, rest: list[str], filters: list[str]) -> None:
        """Enter the configuration."""
        self.say("Entering configuration mode")
        if self.uncommitted():
            self.say("The configuration has been changed but not committed")
        if self.unit.armed:
            self.say(f"\n# commit confirmed will be rolled back in {self.unit.minutes_left} minutes")
        self.edit = []

    def request(self, rest: list[str], filters: list[str]) -> None:
        """Restart, or bring it back to what its maker shipped."""
        asked = " ".join(rest)
        question = _QUESTIONS.get(next((each for each in _QUESTIONS if asked.startswith(each)), ""))
        if question is None:
            self.refuse(asked)
        elif self.terminal.line(question).strip() in {"yes", "y"}:
            if "zeroize" in asked:
                self.unit.erase()
            self.unit.forget("candidate")
            self.restart()


def lldp(heard: Sequence[Heard]) -> str:
    """``show lldp neighbors`` of Junos."""
    head = "Local Interface    Parent Interface    Chassis Id          Port info          System Name\n"
    return head + "".join(
        (
            f"{each['port']:<18} -                   {chassis(each):<19} {each['device_port']:<18} "
            f"{each['device']}\n"
        )
        for each in heard
    )


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
