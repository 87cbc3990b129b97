"""One port under several names."""

import pytest

from drplan.plan.network.port_names import among, same_port


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gi1/0/1", "GigabitEthernet1/0/1"),
        ("Te1/1/1", "TenGigabitEthernet1/1/1"),
        ("GigabitEthernet 1/0/1", "gigabitethernet1/0/1"),
        ("1/1/1", "1/1/1"),
        ("ge-0/0/1", "ge-0/0/1"),
        ("ether1", "ether1"),
        ("wan", "WAN"),
        ("ethernet 1/1/1", "eth1/1/1"),
    ],
)
def test_short_and_long_names_of_a_port_are_the_same(one, other):
    assert same_port(one, other)
    assert same_port(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gi1/0/1", "Gi1/0/11"),
        ("Gi1/0/1", "Te1/0/1"),
        ("GigabitEthernet1/0/1", "1/0/1"),
        ("ge-0/0/1", "ge-0/0/10"),
        ("", ""),
        ("wan", "wan1"),
        ("Te1/1/1", "TwentyFiveGigE1/1/1"),
    ],
)
def test_other_ports_are_not(one, other):
    assert not same_port(one, other)


@pytest.mark.parametrize(
    ("declared", "name", "is_in"),
    [
        ("1/1/1-1/1/24", "1/1/24", True),
        ("1/1/1-1/1/24", "1/1/25", False),
        ("1/1/1-1/1/24", "1/2/3", False),
        ("1/1/1-24", "1/1/7", True),
        ("GigabitEthernet1/0/1-24", "Gi1/0/24", True),
        ("ge-0/0/0-23", "ge-0/0/0", True),
        ("ge-0/0/0-23", "ge-0/1/0", False),
        ("1-24", "24", True),
        ("1-24", "A4", False),
        ("1/1/1-1/2/24", "1/1/7", False),
        ("1/1/3", "1/1/3", True),
        ("ge-0/0/3", "ge-0/0/1", False),
    ],
)
def test_a_range_holds_its_ports_and_no_others(declared, name, is_in):
    assert among(declared, name) is is_in
