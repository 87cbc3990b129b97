"""Ranges of ports and of VLANs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.gear.ranges import expanded, listed


@pytest.mark.parametrize(
    ("name", "ports"),
    [
        ("1/1/1-1/1/3", ("1/1/1", "1/1/2", "1/1/3")),
        ("GigabitEthernet1/0/1-2", ("GigabitEthernet1/0/1", "GigabitEthernet1/0/2")),
        ("ethernet 1/1/1-1/1/2", ("ethernet 1/1/1", "ethernet 1/1/2")),
        ("ge-0/0/0-ge-0/0/1", ("ge-0/0/0", "ge-0/0/1")),
        ("ge-0/0/1", ("ge-0/0/1",)),
        ("1-3", ("1", "2", "3")),
        ("A1-A2", ("A1", "A2")),
        ("sfp-sfpplus1", ("sfp-sfpplus1",)),
        ("3-1", ("3-1",)),
        ("1-99999", ("1-99999",)),
        ("A1-B2", ("A1-B2",)),
    ],
)
def test_a_range_is_all_of_its_ports_and_a_name_is_itself(name, ports):
    assert expanded(name) == ports


def test_vlans_are_listed_as_each_platform_prints_them():
    assert listed([22, 10, 20, 21]) == "10,20-22"
    assert listed([20, 21, 10], least=3) == "10,20,21"
    assert listed([1, 2, 4], joint=" ", to=" to ") == "1 to 2 4"


@given(st.sets(st.integers(1, 4094), min_size=1, max_size=40))
def test_nothing_is_lost_in_a_list(numbers):
    parts = [part.split("-") for part in listed(numbers).split(",")]
    assert {number for part in parts for number in range(int(part[0]), int(part[-1]) + 1)} == numbers
