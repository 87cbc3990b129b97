from ipaddress import IPv4Address

from drplan.adapters.network.own_address import own_address
from drplan.declare import NetworkDevice


def device(address):
    return NetworkDevice(name="r1", address=IPv4Address(address), owner="admin", platform="frr")


def test_we_come_from_the_address_that_leads_to_the_device():
    assert own_address(device("127.0.0.9")) == "127.0.0.1"


def test_without_a_way_there_is_no_address():
    assert own_address(device("255.255.255.255")) == ""
