"""The form that answers of hosts' agents have: what is not of it was not said by our agent.

A host that was taken over can still lie in this form. What it says of its backups is held against the
repositories, and what it brings back against the manifest that they kept.
"""

from __future__ import annotations

from datetime import UTC
from typing import Annotated, Any, NotRequired

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from drplan.adapters.agent.restic_results import moment
from drplan.errors import SourceError

_Count = Annotated[int, Field(ge=0, le=2**63, strict=True)]
_Seconds = Annotated[float, Field(allow_inf_nan=False)]
_Lines = list[str]
_Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8,64}$")]
_Facts = dict[str, dict[str, str | int | float | None]]


def _dated(text: str) -> str:
    try:
        moment(text).astimezone(UTC)
    except OverflowError as error:
        raise ValueError("out of the calendar") from error
    return text


class _Fault(TypedDict):
    kind: str
    message: str


class _Kept(TypedDict):
    """A recovery point as the agent tells it."""

    snapshot: _Id
    taken_at: Annotated[str, AfterValidator(_dated)]
    files: _Count
    size: _Count
    added: _Count
    seconds: _Seconds
    suspect: _Lines
    doubts: NotRequired[_Lines]
    paths: NotRequired[_Lines]
    run: NotRequired[str]


class _Untaken(TypedDict):
    error: _Fault


class _Recovered(TypedDict):
    """What came back beside what was kept."""

    expected: _Facts
    found: _Facts
    size: _Count
    notes: _Lines


_FORMS: dict[str, TypeAdapter[Any]] = {
    "protect": TypeAdapter(list[_Kept | _Untaken]),
    "recover": TypeAdapter(_Recovered),
}


def see_answer(answer: Any, verb: str, host: str) -> Any:
    """Return an answer to a request of this verb; raises ``SourceError`` naming what is wrong with it."""
    form = _FORMS.get(verb.partition("-")[0])
    if form is None:
        return answer
    try:
        form.validate_python(answer)
    except ValidationError as error:
        first = error.errors(include_input=False, include_context=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"]))[:80] or "all of it"
        raise SourceError(
            f"{host}: its agent's answer is not of the agreed form: {place}: {first['msg']}",
            next_step=f"see on {host} what answers there: drplan deploy drift --asset {host}",
        ) from None
    return answer
