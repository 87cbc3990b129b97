"""Baselines on devices that keep what they are told: applied once, they hold, and nothing more is to do."""

import re
from collections.abc import Iterable

import pytest

from drplan.adapters.inventory import load_district
from drplan.adapters.lab.standin import StandIn
from drplan.adapters.lab.standin.dialects import module
from drplan.adapters.network.wanted import features_of
from drplan.declare.lookup import device_named
from drplan.gear import PLATFORMS, Feature, Held, Platform
from drplan.gear.placeholder import placed
from drplan.plan.network.change import WayIn
from drplan.plan.network.proposal import Proposal, propose
from tests.network_baselines import DEPLOYS, EVERYWHERE, MANAGEMENT, PORTS, SECRETS, wanted

ON_STAND_INS = [each for each in EVERYWHERE if each[0] != "frr"]
USUAL = {"mikrotik-routeros": "/interface bridge\nadd name=bridge\n"}
"""What is there before anybody does anything, where a unit as it leaves its maker says nothing."""
WAY_IN = WayIn("198.18.20.3", sources=MANAGEMENT["sources"])
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
    # Where nothing is entered, leaving is for a block that was left open.
    leave = spoken.session.leave if spoken.session.enter else ()
    for line in (*spoken.session.enter, *lines, *spoken.session.commit, *leave):
        shell.one(line)
    return console.shown


def meant(device: StandIn, spoken: Platform, features: tuple[Feature, ...]) -> Proposal:
    return propose(spoken, device.running(), features, WAY_IN)


def typed(proposal: Proposal) -> list[str]:
    return [placed(line, SECRETS) for line in proposal.commands]


@pytest.mark.parametrize(("platform", "role"), ON_STAND_INS)
def test_what_a_baseline_wants_holds_once_it_was_told_and_needs_nothing_more(platform, role, tmp_path):
    spoken, features = PLATFORMS[platform], wanted(platform, role)
    device = StandIn(tmp_path / "sw1", platform, "hs-sw1")
    if platform in USUAL:
        device.write(USUAL[platform])
    before = meant(device, spoken, features)
    assert {each.standing for each in before.comparison.features} == {"differs"} | standings(features)
    assert before.refused == ()
    answers = tell(device, spoken, typed(before))
    refused = [re.compile(each) for each in spoken.session.refused]
    assert [line for line in answers.splitlines() if any(each.search(line) for each in refused)] == []
    after = meant(device, spoken, features)
    assert [each for each in after.comparison.features if each.standing not in HELD] == []
    assert after.nothing


def standings(features: tuple[Feature, ...]) -> set[str]:
    return {"left-out"} if any(feature.left_out for feature in features) else set()


def test_a_port_that_somebody_opened_is_shut_again(tmp_path):
    features, spoken = wanted("aruba-aos-cx", "closet"), PLATFORMS["aruba-aos-cx"]
    device = StandIn(tmp_path / "sw1", "aruba-aos-cx", "hs-sw1")
    unused = PORTS["aruba-aos-cx"][1]
    told = typed(meant(device, spoken, features))
    tell(device, spoken, [*told, f"interface {unused}", "no shutdown", "exit"])
    found = {each.feature: each for each in meant(device, spoken, features).comparison.features}
    assert found["unused-ports"].has_too_much == (f"interface {unused} > no shutdown",)
    assert found["ports"].standing == "compliant"


@pytest.mark.parametrize("name", ["do-core1", "do-fw1", "ms-sw1-1", "es-core1", "es-sw1-1"])
def test_the_example_districts_devices_can_be_held_to_their_baselines(name, tmp_path):
    district = load_district(DEPLOYS.parent / "inventories")
    declared = device_named(district, name)
    site = next(site for site in district.sites if declared in site.assets)
    features, spoken = features_of(Held(declared, site, district), DEPLOYS), PLATFORMS[declared.platform]
    device = StandIn(tmp_path / name, declared.platform, name)
    tell(device, spoken, typed(meant(device, spoken, features)))
    after = meant(device, spoken, features)
    assert [each for each in after.comparison.features if each.standing not in HELD] == []
