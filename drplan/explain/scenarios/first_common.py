"""Steps that most perils begin with: who decides, and the insurer before anything is wiped."""

from __future__ import annotations

from drplan.explain.content import Step
from drplan.explain.scenarios.matter import Matter

UNMOVED = "Move, mend and throw away nothing before it has answered, but for what keeps people from harm."
UNWIPED = (
    "Wipe nothing, restart nothing and pay nothing until the insurer has answered: help that it did not "
    "approve may not be paid for."
)


def decide(matter: Matter) -> Step:
    """Say who decides."""
    return Step(
        f"Call {matter.called(matter.role(matter.cast.decider))}: this role decides whether recovery "
        "begins, and of what."
    )


def insurer_step(matter: Matter) -> Step:
    """Say who calls the insurer, before anything is wiped."""
    insurer = matter.insurer
    whom = f"{insurer.title}, {insurer.phone}" if insurer else "no vendor is declared as one, so ____________"
    held = UNWIPED if matter.attack else UNMOVED
    return Step(
        f"Call the insurer ({whom}). {held} Done by: {matter.called(matter.role('business'))}.",
        expect="A number of the claim, and the name of the firm that may help.",
        otherwise="Nobody answers: leave word, write the time down, and go on with what keeps people and "
        "evidence from harm.",
    )
