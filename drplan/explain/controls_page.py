"""The crosswalk as pages: ``docs/controls.md``, made from the data itself, and a judgement of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from drplan.audit.controls.crosswalk import Asked, Framework
from drplan.audit.controls.judge import ControlJudgement
from drplan.audit.controls.registry import RULES
from drplan.explain.words import count
from drplan.record.approval import RecordRef

_HEAD = """# Controls

What auditors ask, and the rule that judges each from signed records and the declaration alone:
`drplan evidence controls` ([commands](commands.md#drplan-evidence-controls)). The crosswalk is data,
`drplan/audit/controls/*.toml`, one file a framework; this page is made by
`drplan evidence controls --list --format markdown > docs/controls.md`.

- A control's verdict is the worst of its rules': `fail`, then `no-evidence`, then `pass`; `not-applicable`
  where the district has nothing of what is asked. What could not be checked never passes.
- Every record is verified first; one that does not hold, and nothing is judged (exit 2).
- `lab` and `scratch` below are where a drill was run. A lab has copies of its own: what is asked of
  production's copies only a `scratch` drill beside production, or a recovery in earnest, can show.
- A reason that begins with `as declared` rests on the declaration: no record shows it, and an auditor asks
  for the paper.
- Reasons name services, roles and hosts: a judgement and its OSCAL form are for the district and its auditor
  (the restricted edition). The insurer's sheet (`drplan evidence insurer`) names no host.
- These rules are what the records can show of a control. A framework asks for more than that; a pass here is
  evidence for an assessor, and no certificate.
- Left out, because no record shows it honestly: SI-2 (flaw remediation). That updates come by themselves is
  held by the baselines ([baselines](baselines.md)) and judged with CM-6.
"""

_FEW = 3


def controls_page(frameworks: Iterable[Framework]) -> str:
    """Write the crosswalk as Markdown."""
    return _HEAD + "".join(line for each in frameworks for line in _framework(each)) + "".join(_rules())


def _framework(framework: Framework) -> Iterator[str]:
    yield f"\n## {framework.framework} {framework.version}\n\n{framework.about}\n\n"
    yield "| control | asks | evidence | rules |\n|---|---|---|---|\n"
    for each in framework.controls:
        rules = "<br>".join(_asked(one) for one in each.rules)
        yield f"| `{each.id}` | {_cell(each.title)} | {_cell(each.evidence)} | {rules} |\n"


def _asked(asked: Asked) -> str:
    told = ", ".join(f"{name} {_value(value)}" for name, value in asked.parameters.items())
    objectives = f" ({', '.join(asked.objectives)})" if asked.objectives else ""
    return f"`{asked.rule}`{': ' if told else ''}{told}{objectives}"


def _value(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _rules() -> Iterator[str]:
    yield "\n## Rules\n\n| rule | passes when |\n|---|---|\n"
    for rule in RULES:
        yield f"| `{rule.name}` | {rule.asks} |\n"


def judgements_page(judgements: Sequence[ControlJudgement], district: str, day: date) -> str:
    """Write judgements as Markdown: every reason, and the records by noun, id and the head's beginning."""
    head = f"# Controls of {_cell(district)}\n\nAs on {day}, from the signed records and the declaration: "
    lines = [f"{head}{tally(judgements)}.\n"]
    for name in dict.fromkeys((each.framework, each.version) for each in judgements):
        lines.append(
            f"\n## {' '.join(name)}\n\n| control | asks | verdict | because | evidence |\n|{'---|' * 5}\n"
        )
        lines += [_row(each) for each in judgements if (each.framework, each.version) == name]
    return "".join(lines)


def _row(each: ControlJudgement) -> str:
    because = "<br>".join(map(_cell, each.verdict.because))
    evidence = "<br>".join(f"{pointed(ref)}, head `{ref.head}`" for ref in each.evidence) or "none"
    return f"| {each.control} | {_cell(each.title)} | {each.verdict.outcome} | {because} | {evidence} |\n"


def pointed(ref: RecordRef) -> str:
    """Name a record."""
    return f"{ref.noun} {ref.id}"


def few(because: Sequence[str]) -> str:
    """Say the first reasons, and how many more there are."""
    more = [f"… and {len(because) - _FEW} more"] if len(because) > _FEW else []
    return "\n".join([*because[:_FEW], *more])


def tally(judgements: Sequence[ControlJudgement]) -> str:
    """Count controls by verdict."""
    outcomes = [each.verdict.outcome for each in judgements]
    words = [
        f"{outcomes.count(each)} {each}"
        for each in ("fail", "no-evidence", "pass", "not-applicable")
        if each in outcomes
    ]
    return f"{count(len(outcomes), 'control')}: {', '.join(words)}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
