"""The first hour of each peril, as steps: what keeps people whole, then evidence, then data.

After an attack: isolate before anything else, leave machines powered on, preserve, report, and only then
restore (CISA #StopRansomware Guide, 2023, part 2).
"""

from __future__ import annotations

from collections.abc import Iterator

from drplan.explain.content import Step
from drplan.explain.scenarios.first_accident import fire, internet, power
from drplan.explain.scenarios.first_attack import ransomware, takeover
from drplan.explain.scenarios.first_missing import staff, vendor
from drplan.explain.scenarios.matter import Matter

_BY_PERIL = {
    "ransomware": ransomware,
    "fire-or-flood": fire,
    "internet-outage": internet,
    "power-outage": power,
    "tenant-takeover": takeover,
    "loss-of-staff": staff,
    "failed-vendor": vendor,
}


def first_hour(matter: Matter) -> tuple[Step, ...]:
    """Return the steps; ids are ``SCENARIO.first-NUMBER``."""
    return tuple(
        Step(step.what, f"{matter.scenario.name}.first-{number}", step.commands, step.expect, step.otherwise)
        for number, step in enumerate(_steps(matter), start=1)
    )


def _steps(matter: Matter) -> Iterator[Step]:
    yield Step(
        "Write down the time, what was seen, and by which role. Recovery times count from the moment of the "
        "disruption. One person does nothing but write from now on."
    )
    yield from _BY_PERIL[matter.scenario.peril](matter)
    yield _paper(matter)
    yield _tell(matter)
    yield _recover(matter)


def _tell(matter: Matter) -> Step:
    speaker = matter.called(matter.role("communications"))
    if not matter.down:
        return Step(
            "Tell staff whom to call now: the text is below, under What to tell. Families and press are told "
            f"only of what they feel. Done by: {speaker}."
        )
    return Step(
        "Tell staff first, then families, then the press: the texts are below, under What to tell. Done by: "
        f"{speaker}.",
        expect="Each text went out with every blank filled in, and the time of it is written down.",
        otherwise="A channel is down: use the telephone tree, the radio and notes carried home.",
    )


def _recover(matter: Matter) -> Step:
    return Step(
        "Recover in the order below, when whoever decides has said so."
        if matter.down
        else "Have the plan printed for the day on which one of the services below fails.",
        commands=(f"drplan restore plan --scenario {matter.scenario.name}",),
        expect="It prints the steps and commands of each service, wave by wave, and by when each is due.",
        otherwise="No machine runs it: use the printed runbook of each site.",
    )


def _paper(matter: Matter) -> Step:
    if not matter.down:
        return Step(
            "Nothing is down yet. See in the list of workarounds what would be done by hand, and who knows "
            "how."
        )
    return Step(
        "Tell each main office that work on paper begins now: the table below says with which papers, and "
        "the sheet of workarounds says how.",
        expect="Each office has said back that it has found its papers.",
        otherwise="A paper is not where it should be: call whoever keeps it.",
    )
