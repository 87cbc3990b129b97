"""What outlasts a restart of AOS-CX, its checkpoints, and the restart itself."""

from __future__ import annotations

import time

from drplan.adapters.lab.standin.indented import IndentedShell

_MOST_MINUTES = 60
_ZEROIZE = """\
This will securely erase all customer data and reset the switch to factory defaults. This will initiate a \
reboot and render the switch unavailable until the zeroization is complete.
Continue (y/n)? """
_BOOT = """\
This will reboot the entire switch and render it unavailable
until the process is complete.
Continue (y/n)? """


class AosCxSaving(IndentedShell):
    """Saving, going back, erasing and restarting."""

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
        self.say("Auto checkpoint mode is on" if self.unit.armed else "Auto checkpoint mode is off")

    def erase(self) -> None:
        """Forget what it starts with."""
        if self.terminal.line("Erase checkpoint startup-config ? (y/n): ").strip() == "y":
            self.unit.erase()

    def zeroize(self) -> None:
        """Bring it back to what its maker shipped."""
        if self.terminal.line(_ZEROIZE).strip() == "y":
            self.unit.erase()
            self.restart()

    def boot(self) -> None:
        """Restart now."""
        if self.unsaved() and self._agreed("Do you want to save the current configuration (y/n)? "):
            self.save()
        if self._agreed(_BOOT):
            self.restart()

    def _agreed(self, question: str) -> bool:
        return bool(self.terminal.line(question).strip().startswith("y"))
