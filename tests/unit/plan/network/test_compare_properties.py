"""What holds of every comparison, over generated configurations and features of each shape."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from drplan.gear import PLATFORMS, Feature
from drplan.gear.node import Node
from drplan.gear.written import written
from drplan.plan.network.compare import _tree, compare
from drplan.plan.network.order import Orders
from drplan.plan.network.paper import Paper
from drplan.plan.network.render import rendered

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def block(header: str, lines: Sequence[Node]) -> Node:
    return Node(header, tuple(lines), block=True)


def some(*texts: str):
    """A few lines in any order; of those that stand for one command, joined by ``|``, one."""
    each = [st.sampled_from([None, *text.split("|")]) for text in texts]
    return (
        st.permutations(each)
        .flatmap(lambda mixed: st.tuples(*mixed))
        .map(lambda kept: [Node(text) for text in kept if text])
    )


def indented(top: Sequence[str], headers: Sequence[str], lines: Sequence[str], nested: Sequence[str] = ()):
    leaf = some(*lines)
    deep = st.lists(st.sampled_from(nested), unique=True, max_size=2) if nested else st.just([])
    one = st.tuples(leaf, deep, leaf).map(lambda got: [*got[0], *(block(name, got[2]) for name in got[1])])
    blocks = st.dictionaries(st.sampled_from(headers), one, max_size=3)
    return st.tuples(some(*top), blocks).map(
        lambda got: block("", [*got[0], *(block(name, lines) for name, lines in got[1].items())])
    )


TREES = {
    "cisco-ios": indented(
        (
            "hostname a|hostname b",
            "ntp server 10.0.0.1",
            "ntp server 10.0.0.2",
            "no ip http server",
        ),
        ("interface Gi0/1", "interface Gi0/2", "line vty 0 4"),
        (
            *(
                "description a|description b",
                "shutdown|no shutdown",
                "mtu 9000|mtu 1500",
                "ip helper-address 10.1.1.1",
            ),
            *(
                "ip address 10.0.0.1 255.0.0.0|no ip address",
                "transport input ssh|transport input telnet",
            ),
        ),
    ),
    "frr": indented(
        ("hostname a|hostname b", "log syslog informational|log syslog", "no ip forwarding"),
        ("interface a", "router ospf", "router bgp 1"),
        (
            "description a|description b",
            "ip address 10.0.0.1/8",
            "network 10.0.0.0/8 area 0",
            "no link-detect",
        ),
        ("address-family ipv4 unicast", "address-family ipv6 unicast"),
    ),
    "aruba-aos-cx": indented(
        ("hostname a|hostname b", "ntp server 10.0.0.1", "ntp server 10.0.0.2"),
        ("interface 1/1/1", "interface 1/1/2"),
        (
            *("description a", "no shutdown|shutdown", "vlan trunk allowed 1-3|vlan trunk allowed 2,7-9"),
            "vlan access 5|vlan access 6",
        ),
    ),
    "hpe-procurve": indented(
        ('hostname "a"|hostname "b"', "sntp 30|sntp 60", "ip ssh"),
        ("vlan 1", "vlan 5", "interface 7"),
        ('name "a"|name "b"', "untagged 1-4,9|untagged 2-3", "tagged 10-12|tagged 13", "no ip address"),
    ),
    "ruckus-icx": indented(
        ("hostname a|hostname b", "ntp", "ip dns domain-name x|ip dns domain-name y"),
        ("vlan 1 by port", "vlan 5 name A by port", "interface ethernet 1/1/1"),
        (
            "tagged ethe 1/1/1 to 1/1/3|tagged ethe 1/1/2 ethe 1/2/1 to 1/2/2",
            *("untagged ethe 1/1/9", "port-name a|port-name b", "disable"),
        ),
    ),
    "juniper-junos": indented(
        (),
        ("system", "interfaces", "snmp"),
        (
            *("host-name a|host-name b", "mtu 9000", "x [ a b ]|x [ b a ]|x a|x [ c d e ]", "telnet"),
            'description "a {b}"|description c',
        ),
        ("ntp", "unit 0", "services"),
    ),
    "fortinet-fortios": indented(
        (),
        ("config system global", "config system ntp"),
        ("set hostname a|set hostname b", 'set x "a b"|set x c', "set y 1"),
        ("config ntpserver", "config other"),
    ),
    "mikrotik-routeros": st.dictionaries(
        st.sampled_from(("/ip address", "/ip firewall filter", "/ip pool")),
        some("add a=1 b=2", "add a=1 c=3", 'add name=p x="a b"|add name=p x=c y=z', "add d=4"),
        max_size=3,
    ).map(lambda menus: block("", [block(menu, items) for menu, items in menus.items() if items])),
}
COMPARED = st.sampled_from(sorted(TREES)).flatmap(
    lambda name: st.tuples(st.just(name), TREES[name], TREES[name], st.booleans())
)


@QUICK
@given(COMPARED)
def test_what_is_sent_leads_there_and_back_and_a_second_time_nothing_is(drawn):
    name, had, wanted, owns = drawn
    platform = PLATFORMS[name]
    running = written(had, platform)
    assume(_tree(running, platform).children)
    feature = Feature(
        "it", written(wanted, platform), ("ntp server", "snmp", "config system ntp") if owns else ()
    )
    found = compare(platform, running, [feature])
    (standing,) = found.features
    assert found.features == compare(platform, running, [feature]).features
    assert standing.standing != "not-comparable", standing.reason
    assert (standing.standing == "compliant") == (not found.remediation)
    assert bool(found.rollback) == bool(found.remediation)
    paper = Paper(platform, Orders(platform))
    before, after = _tree(running, platform), _tree(found.intended, platform)
    assert paper.leads(before, rendered(found.remediation, platform), after)
    assert paper.leads(after, rendered(found.rollback, platform), before)
    # A device that shows nothing at all is believed by nobody.
    assume(found.intended)
    again = compare(platform, found.intended, [feature])
    assert again.features[0].standing == "compliant"
    assert again.remediation == ()


@pytest.mark.parametrize("name", sorted(TREES))
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_configuration_holds_itself(name, data):
    platform = PLATFORMS[name]
    running = written(data.draw(TREES[name]), platform)
    assume(_tree(running, platform).children)
    found = compare(platform, running, [Feature("it", running, orders=True)])
    assert found.features[0].standing == "compliant"
    assert found.remediation == ()


@QUICK
@given(COMPARED)
def test_no_value_is_taken_away_before_the_new_one_is_there(drawn):
    name, had, wanted, _ = drawn
    platform = PLATFORMS[name]
    found = compare(platform, written(had, platform), [Feature("it", written(wanted, platform))])
    kinds = [line.removes for line in found.remediation]
    assert kinds == sorted(kinds)
