"""Conducting one change on one network device so that nobody is locked out of it.

A change that could cut us off runs under the device's own timer, and is kept only after a fresh login: the
session that made it proves nothing, it may live on over a way that is gone for everybody else. Where that
login does not come, we wait until the device has gone back by itself, and look that it did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from drplan.declare import NetworkDevice
from drplan.errors import DrplanError, NoWayBack, Unreachable
from drplan.ports import Clock
from drplan.ports.device import Device, Devices, Refusal

USUAL_WITHIN = timedelta(minutes=5)
"""Long enough for spanning tree and routing to settle, short enough for a school to bear."""

_IN_TIME = 0.8
"""The share of the time in which a fresh login counts: confirming takes some of it too."""

_MARGIN = timedelta(seconds=60)
_RESTART_MARGIN = timedelta(minutes=15)


@dataclass(frozen=True)
class Conduct:
    """How a change is made.

    ``marked``: it could cut us off. ``within`` it goes back by itself unless confirmed, ``restarts`` says
    that the device restarts to do so. ``same`` tells whether two running configurations are equal.
    """

    marked: bool
    same: Callable[[str, str], bool]
    within: timedelta = USUAL_WITHIN
    restarts: bool = False
    margin: timedelta | None = None

    @property
    def patience(self) -> float:
        """How many seconds after its time a device may still be on its way back."""
        return (self.margin or (_RESTART_MARGIN if self.restarts else _MARGIN)).total_seconds()


@dataclass(frozen=True)
class Ended:
    """What became of a change. ``running`` is what was read afterwards; ``problem`` why it was not made."""

    running: str
    problem: str | None = None
    refused: tuple[Refusal, ...] = ()
    kept_after: float | None = None
    """Seconds from the first line sent to the confirmation; none where nothing was to be confirmed."""


@dataclass
class Change:
    """One change on one device, from the open session that is to make it.

    ``sleep`` waits for seconds; ``clock`` says how many have passed.
    """

    device: NetworkDevice
    devices: Devices
    clock: Clock
    sleep: Callable[[float], None]
    conduct: Conduct
    began: float = field(default=0.0, init=False)

    def make(self, session: Device, before: str, commands: Sequence[str]) -> Ended:
        """Send ``commands`` and see the change through; ``before`` is what runs now.

        Raises ``NoWayBack`` when the device cannot promise to go back: nothing was sent then.
        """
        if not self.conduct.marked:
            return _plainly(session, commands)
        if self.conduct.restarts:
            # A restart brings back what was saved, so what runs now must be that.
            session.save()
        self.began = self.clock.monotonic()
        try:
            refused = tuple(session.apply(commands, within=self.conduct.within))
        except NoWayBack:
            raise
        except DrplanError as error:
            return self._went_back(before, f"was cut off ({error.message})")
        if refused:
            return self._taken_back(session, before, refused)
        return self._kept(before)

    def _kept(self, before: str) -> Ended:
        """Confirm in a fresh session that comes in time and sees the device whole."""
        limit = self.conduct.within.total_seconds() * _IN_TIME
        why = "no fresh login came in time"
        while self._passed() < limit:
            try:
                with self.devices.open(self.device) as fresh:
                    return self._confirmed(fresh, limit)
            except _TooLate as late:
                why = late.why
                break
            except DrplanError as error:
                why = f"no fresh login: {error.message}"
            self._pause()
        return self._went_back(before, f"was cut off ({why})")

    def _confirmed(self, fresh: Device, limit: float) -> Ended:
        # Logged in is not enough: the way must carry the device's whole configuration.
        fresh.fetch()
        if self._passed() >= limit:
            raise _TooLate("the fresh login came too late")
        try:
            fresh.confirm()
        except DrplanError as error:
            raise _TooLate(f"it was not confirmed: {error.message}") from error
        after = self._passed()
        return Ended(fresh.fetch(), kept_after=after)

    def _taken_back(self, session: Device, before: str, refused: tuple[Refusal, ...]) -> Ended:
        """Go back at once: half of a change to the way in is worse than none."""
        # Going back may cut the line; and where it fails, the timer does it. Either is looked for below.
        with suppress(DrplanError):
            session.rollback()
        ended = self._went_back(
            before, "refused lines of a change to the way in", "runs again what it ran before"
        )
        return Ended(ended.running, ended.problem, refused)

    def _went_back(
        self, before: str, what: str, done: str = "the device took the change back by itself"
    ) -> Ended:
        """Wait until the device runs what it ran before, by its own timer; say so, or that it does not."""
        last = self._passed() + self.conduct.within.total_seconds() + self.conduct.patience
        running, why = None, "no answer"
        while running is None or self._passed() < last:
            try:
                with self.devices.open(self.device) as session:
                    running = session.fetch()
            except DrplanError as error:
                why = error.message
            else:
                if self.conduct.same(running, before):
                    return Ended(running, f"{what}; {done}{self._after()}")
            if self._passed() >= last:
                break
            self._pause()
        if running is None:
            return Ended("", f"{what}, and has not come back{self._after()} ({why})")
        return Ended(running, f"{what}; it answers, but does not run what it ran before{self._after()}")

    def _after(self) -> str:
        return f" after {self._passed():.0f} s"

    def _passed(self) -> float:
        return self.clock.monotonic() - self.began

    def _pause(self) -> None:
        self.sleep(min(5.0, self.conduct.within.total_seconds() / 10))


def _plainly(session: Device, commands: Sequence[str]) -> Ended:
    try:
        refused = tuple(session.apply(commands))
        return Ended(session.fetch(), refused=refused)
    except Unreachable as error:
        raise Unreachable(
            f"{error.message}, in the midst of a change that was not thought to cut us off: it does not go"
            " back by itself, and was not saved",
            next_step="go to its console; a restart brings back what it had saved",
        ) from error


class _TooLate(Exception):
    """A fresh session was had, and the change can no more be kept by it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
