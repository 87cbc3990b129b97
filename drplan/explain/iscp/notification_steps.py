"""The steps of section 3.2: telling people."""

from __future__ import annotations

from drplan.explain.content import Step
from drplan.explain.iscp.extent import SPEAKER, Extent


def notification_steps(extent: Extent) -> tuple[Step, ...]:
    """Return how people are told; a site tells its own building, the district everybody else."""
    return _in_the_building(extent) if extent.site else _everybody_else(extent)


def _in_the_building(extent: Extent) -> tuple[Step, ...]:
    return (
        Step(
            "Tell the staff of the building by a channel that works, or by a runner to each room: what is "
            "down, what to do instead, when they hear more.",
            expect="Each room has repeated it.",
            otherwise="A room was not reached: send somebody there.",
        ),
        Step(
            f"Families and press are told by {extent.called(SPEAKER)} alone. Give who asks that number.",
            expect="Nobody in the building guesses at causes or times.",
            otherwise="Something was said: tell that role what, to whom and when.",
        ),
    )


def _everybody_else(extent: Extent) -> tuple[Step, ...]:
    return (
        Step(
            "Call in the order of the table. Say four things: what is down, since when, what people do "
            "instead, when you call again. Promise no time that nobody measured.",
            expect="Each has said it back; role and time are in the log.",
            otherwise="No answer twice: call the next in the line, and try the first again later.",
        ),
        Step(
            "Use a channel that does not need what is lost. After an attack use none of the district's own: "
            "its mail and telephones may be read.",
            expect="The table above names one that needs nothing that is lost.",
            otherwise="None is left: mobile telephones, radios, a runner, one meeting place.",
        ),
        Step(
            f"{extent.called(SPEAKER)} alone speaks to families and press, in the words of the scenario's "
            "page.",
            expect="The first notice says what still works, where children are, and when the next one comes.",
            otherwise="No scenario fits: say only that, and nothing of causes, names or records.",
        ),
        Step(
            "Call the vendor of each hosted service in scope, and the provider of each dead line, with the "
            "agreement's number (appendix B).",
            expect="It names a ticket, a time, and somebody to call again.",
            otherwise="It names no time: count it as lost, and tell who decides.",
        ),
    )
