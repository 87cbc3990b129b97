"""What outlasts a restart of AOS-S, and the restart itself: at once or by a timer."""

from __future__ import annotations

from drplan.adapters.lab.standin.indented import IndentedShell


class AosSSaving(IndentedShell):
    """Saving, erasing and restarting."""

    def save(self) -> None:
        """Have what runs outlast a restart: the switch says nothing when it does."""
        if not self.unit.save():
            self.say("Error: unable to save the configuration: no space left in flash.")

    def _ask_to_save(self) -> None:
        if self.unsaved() and self._agreed("Do you want to save current configuration [y/n/^C]? "):
            self.save()

    def erase(self) -> None:
        """Bring it back to what its maker shipped."""
        if self._agreed("Configuration will be deleted and device rebooted, continue [y/n]? "):
            self.unit.erase()
            self.restart()

    def reload_after(self, days: str | None, hours: str | None, minutes: str) -> None:
        """Arm a restart."""
        whole = (int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes)
        if self._agreed(
            f"Reload scheduled in {whole} minutes. The system will be rebooted from primary image.\n"
            "Do you want to continue [y/n]? "
        ):
            self.unit.arm(whole, "restart")

    def reload_cancel(self) -> None:
        """Disarm it."""
        self.unit.disarm()

    def show_reload(self) -> None:
        """Say whether a restart is armed."""
        self.say("reload is scheduled" if self.unit.armed else "reload is not scheduled")

    def boot(self) -> None:
        """Restart now."""
        self._ask_to_save()
        if self._agreed("This will reboot the system from the primary image.\nContinue (y/n)? "):
            self.restart()

    def log_out(self) -> None:
        """End the session, after asking."""
        if not self._agreed("Do you want to log out (y/n)? "):
            return
        self._ask_to_save()
        self.leave()

    def _agreed(self, question: str) -> bool:
        return bool(self.terminal.line(question).strip().lower().startswith("y"))
