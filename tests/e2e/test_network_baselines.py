"""Baselines on devices that keep what they are told: applied once, they hold, and nothing more is to do."""

import pytest

from drplan.adapters.lab.standin import StandIn
from drplan.adapters.lab.standin.dialects import MODULES
from drplan.gear import PLATFORMS
from drplan.gear.placeholder import placed
from drplan.plan.network.compare import compare
from drplan.plan.network.render import rendered
from tests.network_baselines import EVERYWHERE, PORTS, SECRETS, wanted

ON_STAND_INS = [each for each in EVERYWHERE if each[0] in MODULES]


@pytest.mark.parametrize(("platform", "role"), ON_STAND_INS)
def test_what_a_baseline_wants_holds_once_it_was_told_and_needs_nothing_more(platform, role, tmp_path):
    spoken, features = PLATFORMS[platform], wanted(platform, role)
    device = StandIn(tmp_path / "sw1", platform, "hs-sw1")
    before = compare(spoken, device.running(), features)
    assert {each.standing for each in before.features} <= {"compliant", "differs", "left-out"}
    assert "differs" in {each.standing for each in before.features}
    device.write("\n".join(placed(line, SECRETS) for line in rendered(before.remediation, spoken)))
    running = device.running()
    after = compare(spoken, running, features)
    assert [each for each in after.features if each.standing not in {"compliant", "left-out"}] == []
    assert after.remediation == ()
    assert not any(secret in running for secret in SECRETS.values()) or platform == "mikrotik-routeros"


def test_a_port_that_somebody_opened_is_shut_again(tmp_path):
    features, spoken = wanted("aruba-aos-cx", "closet"), PLATFORMS["aruba-aos-cx"]
    device = StandIn(tmp_path / "sw1", "aruba-aos-cx", "hs-sw1")
    first = compare(spoken, device.running(), features)
    told = [placed(line, SECRETS) for line in rendered(first.remediation, spoken)]
    unused = PORTS["aruba-aos-cx"][1]
    device.write("\n".join([*told, f"interface {unused}", "    no shutdown"]))
    found = {each.feature: each for each in compare(spoken, device.running(), features).features}
    assert found["unused-ports"].has_too_much == (f"interface {unused} > no shutdown",)
    assert found["ports"].standing == "compliant"
