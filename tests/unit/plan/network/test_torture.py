"""Odd configurations over all platforms, as data in tests/cases/network/torture: right, or not comparable."""

import json
import re
from pathlib import Path

import pytest
from hier_config import Platform as Known
from hier_config import get_hconfig

from drplan.gear import PLATFORMS, Feature, Platform
from drplan.plan.network.compare import _tree, compare
from drplan.plan.network.order import Orders
from drplan.plan.network.paper import Paper
from drplan.plan.network.render import rendered

FOLDER = Path(__file__).parents[3] / "cases/network/torture"
CASES = [
    pytest.param(file.stem, case, id=f"{file.stem}: {case['why']}")
    for file in sorted(FOLDER.glob("*.json"))
    for case in json.loads(file.read_text())
]


def text_of(parts) -> str:
    """Lines as they are, and those given for many: ``{high}`` and ``{low}`` count, ``{long}`` is 10 kB."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines.append(part)
            continue
        lines += [part["head"]] if part.get("head") else []
        lines += [
            part["line"]
            .replace("{high}", str(number // 250))
            .replace("{low}", str(number % 250))
            .replace("{long}", "x" * 10_000)
            for number in range(part["times"])
        ]
    return "\n".join(lines) + "\n"


def feature_of(case) -> Feature:
    return Feature("it", text_of(case["feature"]), tuple(case["owns"]), (), case["orders"])


def refused_by_hier_config(platform: Platform, text: str) -> bool:
    try:
        get_hconfig(Known[platform.text.hier_config], text)
    except Exception:  # noqa: BLE001
        return True
    return False


def test_there_are_odd_configurations_of_every_platform():
    assert {param.values[0] for param in CASES} == set(PLATFORMS)
    assert len(CASES) > 140


@pytest.mark.parametrize(("name", "case"), CASES)
def test_an_odd_configuration_is_compared_rightly_or_said_to_be_not_comparable(name, case):
    platform, running = PLATFORMS[name], text_of(case["running"])
    found = compare(platform, running, [feature_of(case)])
    (standing,) = found.features
    assert standing.standing == case["is"]
    if standing.standing == "not-comparable":
        assert standing.reason
        assert (found.remediation, found.rollback) == ((), ())
        return
    assert (standing.standing == "compliant") == (not (standing.lacks or standing.has_too_much))
    if platform.text.shape == "tables":
        return
    assert bool(found.remediation) == (standing.standing == "differs")
    again = compare(platform, found.intended, [feature_of(case)])
    assert [each.standing for each in again.features] == ["compliant"]
    assert again.remediation == ()
    paper = Paper(platform, Orders(platform))
    there, back = rendered(found.remediation, platform), rendered(found.rollback, platform)
    before, after = _tree(running, platform), _tree(found.intended, platform)
    assert paper.leads(before, there, after)
    assert paper.leads(after, back, before)


@pytest.mark.parametrize(
    ("name", "case"),
    [
        param
        for param in CASES
        if PLATFORMS[str(param.values[0])].text.hier_config and "10,000" not in str(param.id)
    ],
)
def test_what_hier_config_refuses_is_never_compliant(name, case):
    """As the device prints it, but for two of its faults that would leave out most devices.

    Of FortiOS's tables it takes each ``next`` for a line; what follows a banner on one line for its text.
    """
    platform, running = PLATFORMS[name], text_of(case["running"])
    if not refused_by_hier_config(platform, running):
        return
    standing = compare(platform, running, [feature_of(case)]).features[0]
    tables = platform.text.shape == "edit-blocks" and running.count("next\n") > 1
    banner = re.search(r"(?m)^banner \S+ (\^C|\S).*\1$", running) is not None
    assert standing.standing == "not-comparable" or tables or banner
