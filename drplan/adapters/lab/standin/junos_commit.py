"""How Junos has run what is being written, for good or until nobody confirms it."""

from __future__ import annotations

from drplan.adapters.lab.standin.brace_text import braces
from drplan.adapters.lab.standin.junos_session import JunosSession

_NO_SPACE = "error: could not write /config/juniper.conf: No space left on device\nerror: commit failed"
_LEAST, _MOST, _USUAL_MINUTES = 1, 65535, 10


class JunosCommitting(JunosSession):
    """Committing."""

    def commit(self, rest: list[str], filters: list[str]) -> None:
        """Have what is being written run."""
        if rest[:1] == ["check"]:
            self._check()
        elif self.unit.faults().get("disk_full"):
            self.say(_NO_SPACE)
        else:
            self._commit(rest)

    def _check(self) -> None:
        if self.unit.disarm():
            self.unit.save()
        self.say("configuration check succeeds")

    def _commit(self, rest: list[str]) -> None:
        if rest[:1] == ["confirmed"]:
            self._commit_confirmed(rest[1:])
        else:
            self.unit.disarm()
            self._run()
            self.unit.save()
            self.say("commit complete")
        if "and-quit" in rest:
            self.say("Exiting configuration mode\n")
            self.edit = None

    def _commit_confirmed(self, rest: list[str]) -> None:
        minutes = int(rest[0]) if rest and rest[0].isdigit() else _USUAL_MINUTES
        if not _LEAST <= minutes <= _MOST:
            self.misread()
            return
        if not self.unit.armed:
            self.unit.keep("before", self.unit.running())
        self.say(f"commit confirmed will be automatically rolled back in {minutes} minutes unless confirmed")
        self.unit.arm(minutes, "rollback")
        self.say(f"commit complete\n\n# commit confirmed will be rolled back in {minutes} minutes")
        self._run()

    def _run(self) -> None:
        text = braces(self.candidate())
        if text != self.unit.running():
            for which in range(4, 0, -1):
                if self.unit.has(f"rollback-{which}"):
                    self.unit.keep(f"rollback-{which + 1}", self.unit.text(f"rollback-{which}"))
            self.unit.keep("rollback-1", self.unit.running())
        self.unit.run(text)
