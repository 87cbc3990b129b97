"""What outlasts a restart of FastIron, and the restart itself: at once or by a timer."""

from __future__ import annotations

from drplan.adapters.lab.standin.indented import IndentedShell


class IcxSaving(IndentedShell):
    """Saving, erasing and restarting."""

    def save(self) -> None:
        """Have what runs outlast a restart."""
        if self.unit.save():
            self.say("Flash Memory Write (8192 bytes per dot) .\n\nWrite startup-config done.\n\nCopy Done.")
        else:
            self.say("Error - flash memory write failed: no space left")

    def erase(self) -> None:
        """Forget what it starts with."""
        self.unit.erase()
        self.say("Erase startup-config Done.")

    def reload_after(self, days: str, hours: str, minutes: str) -> None:
        """Arm a restart: days, hours and minutes."""
        whole = (int(days) * 24 + int(hours)) * 60 + int(minutes)
        self.unit.arm(whole, "restart")
        self.say(f"System will reload after {days} day(s), {hours} hour(s) and {minutes} minute(s)")

    def reload_cancel(self) -> None:
        """Disarm it."""
        self.say("Scheduled reload canceled." if self.unit.disarm() else "No reload is scheduled.")

    def show_reload(self) -> None:
        """Say whether a restart is armed."""
        self.say("Reload is scheduled" if self.unit.armed else "No scheduled reload")

    def reload(self) -> None:
        """Restart now."""
        if self.terminal.key("Are you sure? (enter 'y' or 'n'): ") in "yY":
            self.terminal.write(
                "y\nRunning Config data has been changed. Do you want to save? no\nHalt and reboot\n"
            )
            self.restart()
