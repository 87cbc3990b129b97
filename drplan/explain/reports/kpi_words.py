"""How indicators are written: values, targets, verdicts, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from drplan.audit.kpi import Definition, Kpi, Reading
from drplan.explain.content import Table
from drplan.explain.language import Language
from drplan.measure.verdict import Outcome

_OUTCOMES: Mapping[Outcome, str] = {
    "pass": "pass",
    "fail": "fail",
    "not-applicable": "not-applicable",
    "no-evidence": "no-evidence",
}
_FEW = 8


def outcome_words(outcome: Outcome, say: Language) -> str:
    """Say a verdict."""
    return say(_OUTCOMES[outcome])


def value_words(definition: Definition, reading: Reading, say: Language) -> str:
    """Say what was read; where nothing was, that."""
    if reading.value is None:
        return say(_OUTCOMES[reading.outcome])
    return _number(definition, reading.value, say)


def target_words(definition: Definition, reading: Reading, say: Language) -> str:
    """Say what would be well."""
    if definition.unit == "days" and not reading.target:
        return ""
    if definition.unit == "times":
        return say("at most {value}", value=say.number(reading.target))
    target = _number(definition, reading.target, say)
    if definition.better == "higher" or not reading.target:
        return target
    return say("at most {value}", value=target)


def counted_words(reading: Reading, say: Language) -> str:
    """Say how many of how many, or why there is no number."""
    if reading.why:
        return say(reading.why)
    if not reading.of:
        return ""
    return say("{counted} of {of}", counted=say.number(reading.counted), of=say.number(reading.of))


def short_words(reading: Reading, say: Language) -> str:
    """Name what falls short: the first few, and how many more."""
    named, more = reading.short[:_FEW], len(reading.short) - _FEW
    told = ", ".join(named)
    return say("{names} and {number} more", names=told, number=say.number(more)) if more > 0 else told


def _number(definition: Definition, value: float, say: Language) -> str:
    match definition.unit:
        case "share":
            # Cut off, not rounded: 199 of 200 are not all.
            return say.share(int(value * 100) / 100)
        case "days":
            return say.plural("{number} day", "{number} days", ceil(value))
        case "times":
            return say("{value} times", value=say.number(round(value, 2) or 0.01))
    return say.number(value)


def kpi_table(found: Sequence[Kpi], say: Language) -> Table:
    """Return all indicators in a row each."""
    rows = tuple(
        (
            say(each.definition.title),
            value_words(each.definition, each.reading, say),
            target_words(each.definition, each.reading, say),
            outcome_words(each.reading.outcome, say),
            counted_words(each.reading, say),
        )
        for each in found
    )
    header = (say("Indicator"), say("Value"), say("Target"), say("Verdict"), say("Counted"))
    return Table(say("Indicators"), header, rows)
