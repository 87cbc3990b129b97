"""Where a configuration differs, in words people use for its parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.gear import spoken
from drplan.gear.changed import difference

CISCO = "hostname a\ninterface Gi1/1\n description x\n shutdown\ninterface Gi1/2\n shutdown\nntp server 1\n"
JUNOS = "system {\n    host-name a;\n    ntp {\n        server 1;\n    }\n}\ninterfaces {\n    ge-0/0/0;\n}\n"
FORTI = 'config system global\n    set hostname "a"\nend\nconfig system ntp\n    set ntpsync enable\nend\n'
ROUTEROS = "/ip address\nadd address=1.1.1.1 interface=ether1\n/system ntp client\nset enabled=yes\n"


@pytest.mark.parametrize(
    ("platform", "before", "change", "blocks"),
    [
        ("cisco-ios", CISCO, (" description x", " description y"), ("interface Gi1/1",)),
        ("cisco-ios", CISCO, ("ntp server 1", "ntp server 2"), ("ntp",)),
        ("cisco-ios", CISCO, ("ntp server 1\n", "ntp server 1\nsnmp-server x\n"), ("snmp-server",)),
        ("cisco-ios", CISCO, ("interface Gi1/2\n shutdown\n", ""), ("interface Gi1/2",)),
        ("juniper-junos", JUNOS, ("server 1;", "server 2;"), ("system",)),
        ("fortinet-fortios", FORTI, ("ntpsync enable", "ntpsync disable"), ("config system ntp",)),
        ("mikrotik-routeros", ROUTEROS, ("1.1.1.1", "1.1.1.2"), ("/ip address",)),
    ],
)  # fmt: skip
def test_a_change_is_named_by_the_part_it_is_in(platform, before, change, blocks):
    after = before.replace(*change)
    assert after != before
    assert difference(before, after, spoken(platform)).blocks == blocks


def test_lines_are_counted_and_shown_without_file_names():
    found = difference(CISCO, CISCO.replace("ntp server 1", "ntp server 2"), spoken("cisco-ios"))
    assert (found.added, found.removed) == (1, 1)
    assert found.diff.startswith("@@")
    assert "\n-ntp server 1\n+ntp server 2" in found.diff


@given(st.lists(st.sampled_from(CISCO.splitlines())), st.lists(st.sampled_from(CISCO.splitlines())))
def test_nothing_differs_exactly_when_the_texts_are_the_same(before, after):
    found = difference("\n".join(before), "\n".join(after), spoken("cisco-ios"))
    assert (before == after) == (found.added == found.removed == 0)
    assert found.added - found.removed == len(after) - len(before)
