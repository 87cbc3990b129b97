from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from pathlib import Path

import pytest

from drplan import wiring
from drplan.adapters.access import Access
from drplan.adapters.network.wanted import Wanted, features_of
from drplan.declare import District, Interface, NetworkDevice, Site
from drplan.errors import DeclarationError
from drplan.gear import Held

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


def held(device):
    site = Site(
        code="hs",
        title="High",
        kind="high-school",
        students=1,
        networks=(IPv4Network("198.18.20.0/24"),),
        contact="admin",
        assets=(device,),
    )
    district = District(name="D", domain="d.example", sites=(site,), roles=(), repositories=(), policies=())
    return Held(device, site, district)


def enforcer(device, access):
    return wiring.network_enforcer(held(device).district, access)


def test_a_baseline_without_a_file_is_refused_by_name():
    with pytest.raises(DeclarationError, match=r"network/frr/nowhere\.py"):
        features_of(held(ROUTER.model_copy(update={"baselines": ("nowhere",)})), DEPLOYS)


def test_features_of_one_name_in_two_baselines_are_refused(tmp_path):
    for name in ("one", "two"):
        baseline = tmp_path / f"network/frr/{name}.py"
        baseline.parent.mkdir(parents=True, exist_ok=True)
        baseline.write_text(
            "from drplan.gear import Feature\n"
            f"def features(held): return (Feature('same', ''), Feature({name!r}, held.device.name))\n"
        )
    device = ROUTER.model_copy(update={"baselines": ("one",)})
    assert [each.name for each in features_of(held(device), tmp_path)] == ["same", "one"]
    with pytest.raises(DeclarationError, match="hs-rtr1: its baselines have two features called same"):
        features_of(held(ROUTER.model_copy(update={"baselines": ("one", "two")})), tmp_path)


def test_only_secrets_that_are_asked_for_are_read():
    class Reader:
        def read(self, secret):
            raise AssertionError(f"{secret} was read")

    assert Wanted(held(ROUTER).district, DEPLOYS, Reader()).values(()) == {}


def test_a_device_whose_baseline_is_missing_is_an_error_before_it_is_called():
    lost = ROUTER.model_copy(update={"baselines": ("nowhere",)})
    (result,) = enforcer(lost, Access()).plan([lost])
    assert result.error is not None
    assert "no baseline file" in result.error


def test_a_device_that_does_not_answer_is_an_error_naming_it(tmp_path):
    (tmp_path / "known_hosts").touch()
    nobody = ROUTER.model_copy(update={"address": IPv4Address("127.0.0.254")})
    access = Access(ssh_user="nobody", known_hosts=str(tmp_path / "known_hosts"))
    (result,) = enforcer(nobody, access).apply([nobody])
    assert result.error is not None
    assert result.error.startswith("hs-rtr1 (127.0.0.254) does not answer")
    assert result.operations == ()
