"""The assessment for other programs: ``drplan/assess/1``, every name written out."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from drplan.explain.assessment.parts import Assessment, Cliff

SCHEMA = "drplan/assess/1"


def assessment_json(assessment: Assessment) -> str:
    """Write the assessment as JSON: days as ``2026-11-22``, money in whole dollars, nothing cut short."""
    told = {"schema": SCHEMA, "nothing_to_do": assessment.nothing_to_do, **asdict(assessment)}
    told["cliffs"] = [_cliff(each) for each in assessment.cliffs]
    return json.dumps(told, indent=2, ensure_ascii=False, default=str) + "\n"


def _cliff(cliff: Cliff) -> dict[str, Any]:
    money = {
        "cost": cliff.dollars(),
        "funded": cliff.dollars(funded=True),
        "not_funded": cliff.dollars(funded=False),
        "capital": cliff.dollars(budget="capital"),
        "operating": cliff.dollars(budget="operating"),
        "e_rate_category_1": cliff.dollars(e_rate_category=1),
        "e_rate_category_2": cliff.dollars(e_rate_category=2),
    }
    return {**asdict(cliff), "dollars": money, "without_planned_replacement": cliff.unplanned()}
