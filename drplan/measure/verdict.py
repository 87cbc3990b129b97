"""Four outcomes, and never one without a reason when it is not ``pass``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

Outcome = Literal["pass", "fail", "not-applicable", "no-evidence"]

_WORST_FIRST: tuple[Outcome, ...] = ("fail", "no-evidence", "pass", "not-applicable")


class Verdict(BaseModel):
    """What was decided and why. A check that could not run is ``no-evidence``, never ``pass``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Outcome
    because: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _reasons_are_given(self) -> Self:
        if self.outcome != "pass" and not self.because:
            raise ValueError(f"a verdict of {self.outcome} needs a reason")
        return self


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Combine verdicts: the worst outcome, with the reasons of all that share it.

    Nothing to combine is ``no-evidence``: an empty set of checks proves nothing.
    """
    given = tuple(verdicts)
    if not given:
        return Verdict(outcome="no-evidence", because=("nothing was checked",))
    outcome = next(each for each in _WORST_FIRST if any(v.outcome == each for v in given))
    because = tuple(dict.fromkeys(line for v in given if v.outcome == outcome for line in v.because))
    return Verdict(outcome=outcome, because=because)
