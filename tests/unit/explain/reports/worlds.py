"""Districts that reports are made of: the example with all proven, with nothing, and with secrets planted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from drplan.explain.document import Edition
from drplan.explain.reports import Matter
from tests.unit.audit.controls_world import GOOD, case_of, drill

ROOT = Path(__file__).parents[4]
CHAINS = ("drills", "deploys", "checks", "escrows", "exercises", "approvals")
EMPTY = GOOD | {name: [] for name in CHAINS}

STUDENT = "Maya Ruiz, born 2014-05-06, student 100234, peanut allergy"
SECRET = "correct-horse-battery-staple"
HOSTILE = '<script>alert("x")</script> #import "x" [a](javascript:b) \u202etxt.exe'


def matter_of(tree: Any = GOOD, edition: Edition = "restricted") -> Matter:
    """Return what a report is made from."""
    return Matter(case_of(tree), "0" * 64, {}, edition)


def planted() -> Any:
    """Return the tree with student data and a secret in every free text of every record."""
    tree = json.loads(json.dumps(GOOD))
    for chain in CHAINS:
        for record in tree[chain]:
            _plant(record)
    return tree


def _plant(value: Any) -> None:
    if isinstance(value, list):
        for each in value:
            _plant(each)
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        if key == "verdict":
            value[key] = {"outcome": "fail", "because": [f"{STUDENT} {SECRET}"]}
        elif key in {"detail", "issue", "observation", "text"} and isinstance(inner, str):
            value[key] = f"{STUDENT} {SECRET}"
        else:
            _plant(inner)


def hostile() -> Any:
    """Return the tree with titles, impacts and workarounds that look like markup."""
    tree = GOOD | {"district": json.loads(json.dumps(GOOD["district"]))}
    tree["district"]["name"] = f"{HOSTILE} School District"
    for site in tree["district"]["sites"]:
        site["title"] = HOSTILE
        for service in site["services"]:
            service |= {"title": HOSTILE, "impact": HOSTILE, "workaround": HOSTILE}
    for each in (*tree["district"]["roles"], *tree["district"]["improvements"]):
        each["title"] = HOSTILE
    return tree


def worst() -> Any:
    """Return a tree in which everything fell short and every text is as long as it may get."""
    tree = EMPTY | {"district": json.loads(json.dumps(GOOD["district"]))}
    late = drill(GOOD["district"], "20260820T180000Z-all", "2026-08-20T18:00:00Z")
    for each in late["services"]:
        each |= {"rta_seconds": 9e6, "verdict": {"outcome": "fail", "because": ["…"]}}
    tree["drills"] = [late, GOOD["drills"][0] | {"id": "20260821T180000Z-all", "where": "lab"}]
    for each in tree["district"]["improvements"]:
        each["title"] = "An improvement " + "with a very long title " * 20
        each |= {"cost": 123_456_789, "dollars_a_year": 23_456_789}
    return tree
