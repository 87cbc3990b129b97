"""A change that cuts us off from a stand-in of each make: it is back by itself, and we see that it is.

Stand-ins judge for themselves whether their configuration still lets us in. A minute of theirs lasts two
seconds, and so it does for the enforcer's clock here.
"""

import os
import time
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Interface, IPv4Network

import pytest

from drplan.act.network_enforcer import Means, NetworkEnforcer
from drplan.adapters.network.devices import SshDevices
from drplan.declare import District, Interface, Site
from drplan.gear import PLATFORMS, Feature
from drplan.gear.settled import settled
from tests.stand_ins import declared, stand_in

__all__ = ["stand_in"]

SECONDS_A_MINUTE = 2.0


@dataclass(frozen=True)
class Make:
    """``cuts`` takes the way in away, ``moves`` is marked and harmless, ``plain`` is not even marked."""

    interface: str
    runs: str
    cuts: Feature
    moves: Feature
    plain: Feature
    port: str = ""


CISCO_IOS = Make(
    "Vlan10",
    """hostname sw1
username drplan privilege 15 secret 9 $9$abcdefghijklmn$opqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTU
vlan 10
 name management
interface GigabitEthernet1/0/1
 description uplink
 switchport mode trunk
interface Vlan10
 ip address {address} 255.255.255.0
ip default-gateway {gateway}
line vty 0 4
 transport input ssh
line vty 5 15
 transport input ssh
""",
    Feature("way in", "interface Vlan10\n shutdown\n", spares=("ip ",)),
    Feature("vty", "line vty 0 4\n transport input ssh\n exec-timeout 5 0\n"),
    Feature("vlans", "vlan 20\n name students\n"),
)
AOS_CX = Make(
    "vlan10",
    """hostname sw1
user drplan group administrators password ciphertext AQBapabc
ssh server vrf default
vlan 1,10
interface 1/1/1
    no shutdown
    vlan trunk native 1
    vlan trunk allowed 10
interface vlan 10
    ip address {address}/24
ip route 0.0.0.0/0 {gateway}
""",
    Feature("way in", "interface vlan 10\n    shutdown\n", spares=("ip ",)),
    Feature("ssh", "ssh server vrf default\nssh server vrf mgmt\n", owns=("ssh server vrf ",)),
    Feature("vlans", "vlan 20\n    name students\n"),
)
JUNOS = Make(
    "irb.10",
    """system {{
    host-name sw1;
    login {{
        user drplan {{
            class super-user;
        }}
    }}
    services {{
        ssh;
    }}
}}
interfaces {{
    ge-0/0/0 {{
        unit 0 {{
            family ethernet-switching {{
                interface-mode trunk;
                vlan {{
                    members management;
                }}
            }}
        }}
    }}
    irb {{
        unit 10 {{
            family inet {{
                address {address}/24;
            }}
        }}
    }}
}}
routing-options {{
    static {{
        route 0.0.0.0/0 next-hop {gateway};
    }}
}}
vlans {{
    management {{
        vlan-id 10;
        l3-interface irb.10;
    }}
}}
""",
    Feature(
        "way in",
        "firewall {\n    family inet {\n        filter guests {\n"
        "            term one {\n                from {\n"
        "                    source-address {\n                        192.0.2.0/24;\n                    }\n"
        "                }\n                then accept;\n            }\n        }\n    }\n}\n"
        "interfaces {\n    irb {\n        unit 10 {\n            family inet {\n                filter {\n"
        "                    input guests;\n                }\n            }\n        }\n    }\n}\n",
        spares=("address ",),
    ),
    Feature(
        "login",
        "system {\n    services {\n        ssh {\n            connection-limit 5;\n        }\n    }\n}\n",
    ),
    Feature("vlans", "vlans {\n    students {\n        vlan-id 20;\n    }\n}\n"),
)
AOS_S = Make(
    "vlan 10",
    """hostname "sw1"
interface 1
   name "uplink"
   exit
vlan 10
   name "management"
   untagged 3-4
   tagged 1
   ip address {address} 255.255.255.0
   exit
ip default-gateway {gateway}
""",
    Feature("way in", "interface 1\n   disable\n   exit\n", spares=("name",)),
    Feature("ssh", "ip ssh timeout 60\n", owns=("ip ssh timeout",)),
    Feature("vlans", 'vlan 20\n   name "students"\n   exit\n', spares=("no ip address",)),
    port="1",
)
MAKES = {
    "cisco-ios": CISCO_IOS,
    "aruba-aos-cx": AOS_CX,
    "juniper-junos": JUNOS,
    "hpe-procurve": AOS_S,
}


class QuickTime:
    """A clock by which a minute lasts as long as a stand-in's."""

    def monotonic(self):
        return time.monotonic() * 60 / SECONDS_A_MINUTE

    def now(self):
        raise AssertionError("a clock that may be set back measures nothing")

    def sleep(self, seconds):
        time.sleep(seconds * SECONDS_A_MINUTE / 60)


class Rig:
    """A stand-in, and how drplan holds it to features."""

    def __init__(self, raised, make):
        self.raised, self.make = raised, make
        port = Interface(
            name=make.interface, address=IPv4Interface(f"{raised.address}/24"), description="management"
        )
        self.device = declared(raised, interfaces=(port,))
        site = Site(
            code="hs",
            title="hs",
            kind="high-school",
            students=1,
            networks=(IPv4Network("127.0.0.0/8"),),
            contact="n",
            assets=(self.device,),
        )
        self.district = District(
            name="D", domain="d.example", sites=(site,), roles=(), repositories=(), policies=()
        )

    def holding(self, *features, minutes=10):
        clock = QuickTime()
        means = Means(
            devices=SshDevices(self.raised.access),
            wanted=lambda _device: features,
            secrets=lambda _names: {},
            clock=clock,
            sleep=clock.sleep,
            user="drplan",
            own="127.0.0.1".format,
        )
        return NetworkEnforcer(
            self.district, means, within=timedelta(minutes=minutes), margin=timedelta(minutes=3)
        )

    def settled(self):
        return settled(self.raised.running(), PLATFORMS[self.raised.platform])


@pytest.fixture(params=MAKES)
def rig(request, stand_in):
    if os.geteuid() != 0:
        pytest.skip("not tried: a device answers at port 22, which needs root")
    number = 1 + list(MAKES).index(request.param)
    # An address of this run's own: several may be at work on one machine.
    address, make = f"127.{90 + number}.{os.getpid() % 250}.1", MAKES[request.param]
    raised = stand_in(
        request.param,
        address=address,
        port=22,
        seconds_a_minute=SECONDS_A_MINUTE,
        configuration=make.runs.format(address=address, gateway=address.removesuffix("1") + "254"),
        way_in={
            "interface": make.interface,
            "port": make.port,
            "address": address,
            "user": "drplan",
            "source": "127.0.0.1",
        },
    )
    return Rig(raised, make)


def test_what_cuts_us_off_is_marked_and_goes_back_by_itself(rig):
    before = rig.settled()
    began = time.monotonic()
    (result,) = rig.holding(rig.make.cuts, minutes=1).apply([rig.device])
    took = time.monotonic() - began
    assert result.error is None, result.error
    assert result.change.marked
    said = [each.detail for each in result.operations if each.outcome == "error"]
    assert len(said) == 1, result.operations
    assert "was cut off" in said[0]
    assert "the device took the change back by itself" in said[0]
    assert rig.settled() == before
    assert not rig.raised.locked()
    assert took >= SECONDS_A_MINUTE


def test_a_marked_change_that_lets_us_in_is_kept_and_saved(rig):
    (result,) = rig.holding(rig.make.moves).apply([rig.device])
    assert result.error is None, result.error
    assert result.change.marked
    assert {each.outcome for each in result.operations} == {"changed"}, result.operations
    assert not rig.raised.unit.state.get("deadline"), "its timer still runs"
    assert rig.raised.saved()
    (again,) = rig.holding(rig.make.moves).plan([rig.device])
    assert {each.outcome for each in again.operations} == {"ok"}


def test_an_unmarked_change_goes_plainly(rig):
    (result,) = rig.holding(rig.make.plain).apply([rig.device])
    assert result.error is None, result.error
    assert not result.change.marked
    assert {each.outcome for each in result.operations} == {"changed"}, result.operations
    assert rig.raised.saved()


def test_a_refused_line_of_a_marked_change_takes_all_of_it_back(rig):
    before = rig.settled()
    rig.raised.faults(refuse=["exec-timeout", "ssh server vrf mgmt", "connection-limit", "ip ssh timeout"])
    (result,) = rig.holding(rig.make.moves).apply([rig.device])
    assert [each.outcome for each in result.operations][-1] == "error", result
    assert rig.settled() == before
