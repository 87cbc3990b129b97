"""Passwords that come back only with what they open, against the plainest way to find them."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.declare import District
from drplan.validate import Index
from drplan.validate.lockout import locked_out

BASE = json.loads((Path(__file__).parents[3] / "tests" / "cases" / "validate" / "base.json").read_text())
SERVICES = ["hs-files", "hs-gradebook", "hs-network", "hs-portal", "do-transcripts"]
NAMES = ["r0", "r1", "r2", "r3"]


@st.composite
def districts(draw: Any) -> Index:
    """Return a district whose services depend on earlier ones only, with any passwords and copies."""
    declared = copy.deepcopy(BASE)
    declared["repositories"] = [
        {
            **BASE["repositories"][2],
            "name": name,
            "password_service": draw(st.sampled_from([None, *SERVICES])),
            "escrow": draw(st.sampled_from([[], [], BASE["repositories"][2]["escrow"]])),
        }
        for name in NAMES
    ]
    declared["policies"] = []
    services = [service for site in declared["sites"] for service in site["services"]]
    for number, service in enumerate(services):
        earlier = [each["name"] for each in services[:number]]
        service["depends_on"] = draw(st.lists(st.sampled_from(earlier), unique=True)) if earlier else []
        copies = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
        declared["policies"].append({"name": f"p{number}", "copies": copies, "cadence": "P1D"})
        for data in service["data_sets"]:
            data["policy"] = f"p{number}"
    return Index(District.model_validate(declared), date(2026, 11, 22))


def openable(index: Index) -> set[str]:
    """Open what can be opened and restore what can be restored, over and over, until nothing changes."""
    opened: set[str] = set()
    back: set[str] = set()
    while True:
        before = len(opened) + len(back)
        for name, each in index.repositories.items():
            if each.escrow or each.password_service is None or each.password_service in back:
                opened.add(name)
        for name, service in index.services.items():
            readable = all(set(index.policies[data.policy].copies) & opened for data in service.data_sets)
            if readable and set(service.depends_on) <= back:
                back.add(name)
        if len(opened) + len(back) == before:
            return opened


@settings(max_examples=150, deadline=None)
@given(index=districts())
def test_what_is_locked_out_is_all_that_never_opens(index):
    assert set(locked_out(index)) == set(NAMES) - openable(index)


@settings(max_examples=150, deadline=None)
@given(index=districts())
def test_the_data_set_in_the_way_has_every_copy_locked_out(index):
    locked = locked_out(index)
    for data in locked.values():
        assert set(index.policies[index.data_sets[data].policy].copies) <= set(locked)
