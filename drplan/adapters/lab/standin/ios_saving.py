"""What outlasts a restart of Cisco IOS, and the restart itself: at once or by a timer."""

from __future__ import annotations

import time

from drplan.adapters.lab.standin.indented import IndentedShell


class IosSaving(IndentedShell):
    """Saving, erasing and restarting."""

    def save(self) -> None:
        """Have what runs outlast a restart."""
        self.terminal.write("Building configuration...\n")
        self.say("[OK]" if self.unit.save() else "startup-config file open failed (Not enough space)")

    def copy_save(self) -> None:
        """Save, after asking for the name."""
        self.terminal.line("Destination filename [startup-config]? ")
        self.save()

    def erase(self) -> None:
        """Forget what it starts with."""
        key = self.terminal.key(
            "Erasing the nvram filesystem will remove all configuration files! Continue? [confirm]"
        )
        if key in "yY\n":
            self.unit.erase()
            self.say("[OK]\nErase of nvram: complete")

    def _ask_to_save(self) -> None:
        if not self.unsaved():
            return
        answer = (
            self.terminal.line("\nSystem configuration has been modified. Save? [yes/no]: ").strip().lower()
        )
        if answer in {"yes", "y"}:
            self.save()

    def reload_in(self, minutes: str) -> None:
        """Arm a restart."""
        self._ask_to_save()
        when = time.strftime(
            "%H:%M:%S UTC %a %b %d %Y", time.gmtime(time.time() + int(minutes) * self.unit.minute)
        )
        self.say(
            f"Reload scheduled for {when} (in {minutes} minutes) by console\nReload reason: Reload Command"
        )
        if self.terminal.key("Proceed with reload? [confirm]") in "yY\n":
            self.terminal.write("\n")
            self.unit.arm(int(minutes), "restart")

    def reload_cancel(self) -> None:
        """Disarm it."""
        if not self.unit.disarm():
            self.say("%No reload is scheduled.")
            return
        self.say("\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n")

    def show_reload(self) -> None:
        """Say whether a restart is armed."""
        left = f"Reload scheduled in {self.unit.minutes_left} minutes"
        self.say(left if self.unit.armed else "No reload is scheduled.")

    def reload(self) -> None:
        """Restart now."""
        self._ask_to_save()
        if self.terminal.key("Proceed with reload? [confirm]") in "yY\n":
            self.terminal.write("\n")
            self.restart()
