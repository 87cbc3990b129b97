from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path

import pytest

from drplan.adapters.access import Access
from drplan.adapters.network import NetworkEnforcer
from drplan.adapters.network.enforce import wanted_configuration
from drplan.declare import Interface, NetworkDevice
from drplan.errors import DeclarationError

DEPLOYS = Path(__file__).parents[3] / "deploys"
ROUTER = NetworkDevice(
    name="hs-rtr1",
    address=IPv4Address("198.18.20.1"),
    owner="network-administrator",
    platform="frr",
    interfaces=(
        Interface(name="lan0", address=IPv4Interface("198.18.20.1/24"), description="building"),
        Interface(name="wan0", address=IPv4Interface("198.18.255.2/30"), description="to do-rtr1"),
        Interface(name="mgmt0", address=IPv4Interface("192.168.7.1/24"), description="console"),
    ),
    routing=(IPv4Network("198.18.20.0/24"), IPv4Network("198.18.255.0/30")),
)


def test_a_baseline_without_a_file_is_refused_by_name():
    with pytest.raises(DeclarationError, match=r"network/frr/nowhere\.py"):
        wanted_configuration(ROUTER.model_copy(update={"baselines": ("nowhere",)}), DEPLOYS)


def test_a_device_whose_baseline_is_missing_is_an_error_before_it_is_called():
    lost = ROUTER.model_copy(update={"baselines": ("nowhere",)})
    (result,) = NetworkEnforcer(DEPLOYS, Access()).plan([lost])
    assert result.error is not None
    assert "no baseline file" in result.error


def test_a_device_that_does_not_answer_is_an_error_naming_it(tmp_path):
    (tmp_path / "known_hosts").touch()
    nobody = ROUTER.model_copy(update={"address": IPv4Address("127.0.0.254")})
    access = Access(ssh_user="nobody", known_hosts=str(tmp_path / "known_hosts"))
    (result,) = NetworkEnforcer(DEPLOYS, access).apply([nobody])
    assert result.error is not None
    assert result.error.startswith("hs-rtr1 (127.0.0.254) does not answer")
    assert result.operations == ()
