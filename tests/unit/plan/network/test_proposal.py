"""What is meant for one device, and how we come to it."""

from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from drplan.declare import District, Interface, Management, NetworkDevice
from drplan.gear import PLATFORMS, Feature
from drplan.plan.network.proposal import propose, same, way_in

FRR = PLATFORMS["frr"]
RUNNING = """Building configuration...

Current configuration:
!
frr version 8.4.4
frr defaults traditional
hostname r1
!
interface lan0
 description lan
exit
!
end
"""
DEVICE = NetworkDevice(
    name="r1",
    address=IPv4Address("192.0.2.1"),
    owner="admin",
    platform="frr",
    interfaces=(
        Interface(name="wan0", address=IPv4Interface("198.51.100.1/30"), description="wan"),
        Interface(name="lan0", address=IPv4Interface("192.0.2.1/24"), description="lan"),
    ),
)


def district(**fields):
    return District(name="D", domain="d.example", sites=(), roles=(), repositories=(), policies=(), **fields)


def test_we_come_by_the_port_that_holds_the_managed_address():
    way = way_in(district(), DEVICE, user="netops")
    assert (way.address, way.user, way.interface, way.sources) == ("192.0.2.1", "netops", "lan0", ())


def test_a_device_without_declared_ports_has_an_unknown_way_in():
    assert way_in(district(), DEVICE.model_copy(update={"interfaces": ()})).interface is None


def test_where_we_stand_counts_beside_the_declared_sources():
    management = Management(sources=(IPv4Network("10.0.0.0/24"),))
    assert way_in(district(management=management), DEVICE, own="192.0.2.50").sources == (
        "10.0.0.0/24",
        "192.0.2.50",
    )


def test_a_proposal_says_what_is_typed_there_and_back():
    wanted = Feature("words", "interface lan0\n description way in\nexit\n")
    meant = propose(FRR, RUNNING, (wanted,), way_in(district(), DEVICE))
    assert meant.commands == ("interface lan0", " description way in", "exit")
    assert meant.rollback == ("interface lan0", " description lan", "exit")
    assert not meant.nothing


def test_what_is_as_wanted_proposes_nothing():
    wanted = Feature("words", "interface lan0\n description lan\nexit\n")
    meant = propose(FRR, RUNNING, (wanted,), way_in(district(), DEVICE))
    assert meant.nothing
    assert meant.refused == ()


def test_a_marked_change_is_refused_where_nothing_goes_back_by_itself():
    helpless = FRR.model_copy(update={"confirm": FRR.confirm.model_copy(update={"how": "none"})})
    shut = Feature("shut", "interface lan0\n shutdown\nexit\n", spares=("desc",))
    way = way_in(district(), DEVICE)
    assert propose(FRR, RUNNING, (shut,), way).refused == ()
    assert propose(helpless, RUNNING, (shut,), way).refused == ("frr cannot take a change back by itself",)


def test_what_changes_by_itself_makes_no_difference():
    assert same(FRR, RUNNING, RUNNING.replace("frr version 8.4.4\n", ""))
    assert not same(FRR, RUNNING, RUNNING.replace("description lan", "description wan"))
