"""Baselines on devices that keep what they are told: applied once, they hold, and nothing more is to do."""

import re
from collections.abc import Iterable

import pytest

from drplan.adapters.lab.standin import StandIn
from drplan.adapters.lab.standin.dialects import module
from drplan.gear import PLATFORMS, Feature, Platform
from drplan.gear.placeholder import placed
from drplan.plan.network.change import Comparison
from drplan.plan.network.compare import compare
from drplan.plan.network.render import rendered
from tests.network_baselines import EVERYWHERE, PORTS, SECRETS, wanted

ON_STAND_INS = [each for each in EVERYWHERE if each[0] != "frr"]
HELD = {"compliant", "left-out"}


class Console:
    """A terminal at which somebody says yes to every question."""

    def __init__(self) -> None:
        self.shown = ""

    def write(self, text: str) -> None:
        self.shown += text

    def flush(self) -> None:
        pass

    def line(self, prompt: str, *, echo: bool = True) -> str:
        return "yes"

    def key(self, prompt: str) -> str:
        return "y"


def tell(device: StandIn, spoken: Platform, lines: Iterable[str]) -> str:
    """Type lines into a device as a session would; returns what it answered."""
    console = Console()
    shell = module(device.platform).Shell(device.unit, console)
    if hasattr(shell, "starts") and shell.level == "user":
        shell.one("enable")
    for line in (*spoken.session.enter, *lines, *spoken.session.commit, *spoken.session.leave):
        shell.one(line)
    return console.shown


def held(device: StandIn, spoken: Platform, features: tuple[Feature, ...]) -> Comparison:
    return compare(spoken, device.running(), features)


@pytest.mark.parametrize(("platform", "role"), ON_STAND_INS)
def test_what_a_baseline_wants_holds_once_it_was_told_and_needs_nothing_more(platform, role, tmp_path):
    spoken, features = PLATFORMS[platform], wanted(platform, role)
    device = StandIn(tmp_path / "sw1", platform, "hs-sw1")
    before = held(device, spoken, features)
    assert {each.standing for each in before.features} <= {*HELD, "differs"}
    assert "differs" in {each.standing for each in before.features}
    answers = tell(device, spoken, [placed(line, SECRETS) for line in rendered(before.remediation, spoken)])
    refused = re.compile("|".join(spoken.session.refused))
    assert [line for line in answers.splitlines() if refused.search(line)] == []
    after = held(device, spoken, features)
    assert [each for each in after.features if each.standing not in HELD] == []
    assert after.remediation == ()


def test_a_port_that_somebody_opened_is_shut_again(tmp_path):
    features, spoken = wanted("aruba-aos-cx", "closet"), PLATFORMS["aruba-aos-cx"]
    device = StandIn(tmp_path / "sw1", "aruba-aos-cx", "hs-sw1")
    first = held(device, spoken, features)
    unused = PORTS["aruba-aos-cx"][1]
    told = [placed(line, SECRETS) for line in rendered(first.remediation, spoken)]
    tell(device, spoken, [*told, f"interface {unused}", "no shutdown", "exit"])
    found = {each.feature: each for each in held(device, spoken, features).features}
    assert found["unused-ports"].has_too_much == (f"interface {unused} > no shutdown",)
    assert found["ports"].standing == "compliant"
