"""A network device over SSH, driven by what its platform's file says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from drplan.adapters.network.answers import facts_in, holds, last_line, refusal
from drplan.adapters.network.configuring import configuring
from drplan.adapters.network.confirming import (
    arm,
    confirm_change,
    must_be_able,
    must_not_wait,
    roll_back,
    spans,
)
from drplan.adapters.network.cut import cut_is_unreachable
from drplan.adapters.network.differing import differing
from drplan.adapters.network.heard import is_deaf, merged, neighbours_in
from drplan.adapters.network.restoring import put_back
from drplan.adapters.network.session import Session
from drplan.errors import NoWayBack, SourceError, UsageError
from drplan.gear import Platform
from drplan.gear.platform_read import Heard
from drplan.gear.settled import settled
from drplan.gear.typed import pieces
from drplan.gear.whole import whole
from drplan.plan.network.remainder import remainder
from drplan.ports.device import DeviceFacts, Neighbour, Refusal

_SECONDS_TO_SHOW = 300
_SECONDS_TO_COMMIT = 300


@cut_is_unreachable
class SshDevice:
    """Implements :class:`drplan.ports.device.Device` over one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._name = session.device
        self._platform = session.platform

    def show(self, command: str) -> str:
        """Run a command that changes nothing; return what it prints."""
        return self._session.ask(command, seconds=_SECONDS_TO_SHOW)

    def facts(self) -> DeviceFacts:
        """Return what the device says of itself."""
        commands = self._platform.session.version.splitlines()
        return facts_in("\n".join(self.show(command) for command in commands), self._platform)

    def fetch(self) -> str:
        """Return the running configuration, whole and restorable, secrets included.

        Raises ``NotWhole``, and ``UsageError`` for a unit of a sort that drplan does not handle.
        """
        text = whole(self.show(self._platform.session.running), self._platform, self._name)
        must_be_handled(text, self._platform, self._name)
        return text

    def diff(self, intended: str) -> str:
        """Return a unified diff from what runs to ``intended``, secrets masked; empty when they agree."""
        return differing(self.fetch(), intended, self._platform)

    def apply(self, commands: Sequence[str], *, within: timedelta | None = None) -> list[Refusal]:
        """Send commands in order; return those that were refused, the others count.

        With ``within`` the device goes back by itself unless it is confirmed in time (rounded up to whole
        minutes and to what the platform takes). Raises ``NoWayBack`` when it does not promise that,
        or while an earlier change waits to be confirmed; nothing was sent then.
        """
        must_not_wait(self._session)
        if within is not None:
            must_be_able(self._session)
            if not self._platform.session.commit:
                self._arm(within)
        with configuring(self._session):
            refused = self._typed(commands)
            if self._platform.session.commit:
                refused += self._commit(within)
        return refused

    def confirm(self) -> None:
        """Keep a change made ``within`` a time; raises ``SourceError`` unless the device says it is kept."""
        confirm_change(self._session)

    def restore(self, text: str) -> None:
        """Give a blank device what ``text`` says, and save it there.

        Raises ``SourceError`` naming what was refused (then nothing is saved or committed), ``Unreachable``
        naming the line that cut us off.
        """
        must_be_handled(text, self._platform, self._name)
        with configuring(self._session):
            try:
                put_back(self._session, text)
            except SourceError:
                self._abandon()
                raise
            for refused in self._commit(None) if self._platform.session.commit else ():
                raise SourceError(
                    f"{self._name} did not take its configuration: {refused.answer}",
                    next_step=f"nothing was changed; see what {refused.command} says at {self._name}",
                )
        self._type_again(text)
        self.save()

    def _type_again(self, text: str) -> None:
        """Type what the unit still lacks, as often as its platform's file says; refusals are seen later."""
        for _ in range(self._platform.restore.again):
            running = settled(self.fetch(), self._platform)
            lines = remainder(settled(text, self._platform), running, self._platform)
            if not lines:
                return
            with configuring(self._session):
                self._typed(lines)

    def rollback(self) -> None:
        """Go back now to what ran before a change made ``within`` a time; the line may be cut by it."""
        roll_back(self._session)

    def save(self) -> None:
        """Make the running configuration outlast a restart; raises ``SourceError`` when it is not kept.

        Raises ``NoWayBack`` while a change waits to be confirmed: saving would keep it.
        """
        if self._platform.session.save:
            must_not_wait(self._session)
        session, said = self._platform.session, ""
        for command in session.save:
            said = self.show(command)
            if refused := refusal(command, said, self._platform):
                raise self._not_saved(refused.answer)
        if session.saved and not holds(session.saved, said):
            raise self._not_saved(last_line(said, self._platform))

    def neighbours(self) -> tuple[Neighbour, ...]:
        """Return what it hears at its ports, by LLDP and by CDP where the platform speaks it.

        Raises ``SourceError`` when it listens to neither, or the platform says of none.
        """
        asks = ((self._platform.session.neighbours, self._platform.lldp),
                (self._platform.session.cdp, self._platform.cdp))  # fmt: skip
        answers = [(self.show(command), heard) for command, heard in asks if command]
        told = [neighbours_in(said, heard) for said, heard in answers if self._listens(said, heard)]
        if not told:
            raise SourceError(
                f"{self._name} does not listen to its neighbours",
                next_step=f"turn LLDP on at {self._name}, or look at the other end of its cables",
            )
        return merged(*told)

    def _listens(self, said: str, heard: Heard) -> bool:
        return not is_deaf(said, heard) and refusal("", said, self._platform) is None

    def _arm(self, within: timedelta) -> None:
        if self._platform.confirm.restarts:
            # A restart brings back what was saved: that must be what runs now.
            try:
                self.save()
            except SourceError as error:
                raise NoWayBack(error.message, next_step=error.next_step) from error
        arm(self._session, within)

    def _typed(self, commands: Sequence[str]) -> list[Refusal]:
        answers = ((piece, self._session.ask(piece)) for piece in pieces(list(commands), self._platform))
        found = (refusal(piece, said, self._platform) for piece, said in answers)
        return [each for each in found if each is not None]

    def _commit(self, within: timedelta | None) -> list[Refusal]:
        platform = self._platform
        commands = platform.session.commit if within is None else platform.confirm.arm
        named = spans(within, self._session) if within else {}
        wanted = platform.session.committed if within is None else platform.confirm.armed
        for command in commands:
            typed = command.format(**named)
            said = self._session.ask(typed, seconds=_SECONDS_TO_COMMIT)
            if not holds(wanted, said):
                self._abandon()
                return self._not_committed(typed, said, within)
        return []

    def _not_committed(self, command: str, said: str, within: timedelta | None) -> list[Refusal]:
        refused = refusal(command, said, self._platform) or Refusal(command, last_line(said, self._platform))
        if within is None:
            return [refused]
        raise NoWayBack(
            f"{self._name} did not take the change under its own timer: {refused.answer}",
            next_step=f"nothing was changed; log in to {self._name} and see what commit check says",
        )

    def _abandon(self) -> None:
        for command in self._platform.session.abandon:
            self._session.ask(command)

    def _not_saved(self, answer: str) -> SourceError:
        return SourceError(
            f"{self._name}: the running configuration was not saved: {answer}",
            next_step=f"log in to {self._name} and see what {self._platform.session.save[0]} complains about",
        )


def must_be_handled(text: str, platform: Platform, device: str) -> None:
    """Raise ``UsageError`` for a unit of a sort that drplan does not handle, as its configuration shows."""
    for pattern, why in platform.session.beyond:
        if holds(pattern, text):
            raise UsageError(f"{device} {why}", next_step="keep its configuration by its maker's own tool")
