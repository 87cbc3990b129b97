"""What a stand-in prints, a blank one reads and prints again: for configurations that were made up."""

from hypothesis import given, settings
from hypothesis import strategies as st

from drplan.adapters.lab.standin import dialects
from drplan.adapters.lab.standin.addresses import within
from drplan.adapters.lab.standin.brace_text import braces, commands
from drplan.adapters.lab.standin.braces import Tree, put, read, remove, words
from drplan.adapters.lab.standin.lists import lets_in
from drplan.adapters.lab.standin.ports import from_to, gathered, spread, to_from

MADE = {"model": "X-1", "version": "1.0", "name": "sw1", "ports": ["1/1/1", "1/1/2", "1/1/3"]}
NAME = st.text("abcdefgh-", min_size=1, max_size=8).map(lambda name: f"n{name}x")
ADDRESS = st.tuples(st.integers(1, 223), st.integers(0, 255), st.integers(1, 254)).map(
    lambda parts: f"{parts[0]}.{parts[1]}.9.{parts[2]}"
)
VLAN = st.integers(2, 4000)

IOS = st.one_of(
    st.builds("hostname {}".format, NAME),
    st.builds("ntp server {}".format, ADDRESS),
    st.builds("vlan {}\n name {}".format, VLAN, NAME),
    st.builds("no vlan {}".format, VLAN),
    st.builds("interface 1/1/{}\n description {}".format, st.integers(1, 3), NAME),
    st.builds("interface Vlan{}\n ip address {} 255.255.255.0\n no shutdown".format, VLAN, ADDRESS),
    st.builds("no interface Vlan{}".format, VLAN),
    st.builds("ip access-list standard {}\n permit {} 0.0.0.255".format, NAME, ADDRESS),
    st.builds("username {} privilege 15 secret {}".format, NAME, NAME),
    st.builds("banner motd ^C\n{}\nsecond line\n^C".format, NAME),
    st.just("no ip domain-lookup"),
    st.just("no cdp run"),
)
AOS_CX = st.one_of(
    st.builds("hostname {}".format, NAME),
    st.builds("ntp server {} iburst".format, ADDRESS),
    st.builds("vlan {}\n    name {}".format, VLAN, NAME),
    st.builds("interface 1/1/{}\n    description {}".format, st.integers(1, 3), NAME),
    st.builds("interface 1/1/{}\n    shutdown".format, st.integers(1, 3)),
    st.builds("interface vlan {}\n    ip address {}/24".format, VLAN, ADDRESS),
    st.builds("access-list ip {}\n    permit tcp {}/24 any eq ssh".format, NAME, ADDRESS),
    st.builds("user {} group administrators password plaintext {}".format, NAME, NAME),
)
AOS_S = st.one_of(
    st.builds("hostname {}".format, NAME),
    st.builds('vlan {}\n   name "{}"\n   exit'.format, VLAN, NAME),
    st.builds("vlan {}\n   untagged 1/1/{}\n   exit".format, VLAN, st.integers(1, 3)),
    st.builds("vlan {}\n   tagged 1/1/{}\n   exit".format, VLAN, st.integers(1, 3)),
    st.builds("vlan {}\n   ip address {}/24\n   exit".format, VLAN, ADDRESS),
    st.builds("no vlan {}".format, VLAN),
    st.just("no telnet-server"),
)
ICX = st.one_of(
    st.builds("hostname {}".format, NAME),
    st.builds("vlan {} name {} by port\n untagged ethe 1/1/{}".format, VLAN, NAME, st.integers(1, 3)),
    st.builds("vlan {}\n tagged ethe 1/1/1 to 1/1/3\n router-interface ve 7".format, VLAN),
    st.builds("interface ve 7\n ip address {} 255.255.255.0".format, ADDRESS),
    st.builds("interface ethernet 1/1/{}\n port-name {}".format, st.integers(1, 3), NAME),
    st.builds("username {} password {}".format, NAME, NAME),
)
JUNOS = st.one_of(
    st.builds("set system host-name {}".format, NAME),
    st.builds("set system name-server {}".format, ADDRESS),
    st.builds("set interfaces ge-0/0/{} description {}".format, st.integers(0, 3), NAME),
    st.builds("set interfaces irb unit {} family inet address {}/24".format, VLAN, ADDRESS),
    st.builds("set vlans {} vlan-id {}".format, NAME, VLAN),
    st.builds("set routing-options static route {}/32 next-hop {}".format, ADDRESS, ADDRESS),
    st.builds("set system radius-server {} secret {}".format, ADDRESS, NAME),
    st.builds('set system login message "two words {}"'.format, NAME),
)
FORTIOS = st.one_of(
    st.builds("config system global\nset hostname {}\nend".format, NAME),
    st.builds('config system interface\nedit "{}"\nset ip {} 255.255.255.0\nnext\nend'.format, NAME, ADDRESS),
    st.builds('config system admin\nedit "{}"\nset password {}\nnext\nend'.format, NAME, NAME),
    st.builds("config router static\nedit {}\nset gateway {}\nnext\nend".format, st.integers(1, 9), ADDRESS),
    st.builds("config router static\ndelete {}\nend".format, st.integers(1, 9)),
    st.builds('config firewall addrgrp\nedit "{}"\nappend member "{}"\nnext\nend'.format, NAME, NAME),
)
ROUTEROS = st.one_of(
    st.builds("/system identity set name={}".format, NAME),
    st.builds("/interface bridge add name={}".format, NAME),
    st.builds("/ip address add address={}/24 interface=1/1/1".format, ADDRESS),
    st.builds('/user add name={} group=full password="{} with \\"quotes\\""'.format, NAME, NAME),
    st.builds(
        "/interface ethernet set [ find default-name=1/1/{} ] comment={}".format, st.integers(1, 3), NAME
    ),
    st.builds("/ip service set telnet disabled={}".format, st.sampled_from(["yes", "no"])),
    st.builds("/ip firewall filter add chain=input action=drop src-address={}".format, ADDRESS),
)


@st.composite
def made_up(draw):
    name, lines = draw(
        st.sampled_from(
            [
                ("cisco-ios", IOS), ("aruba-aos-cx", AOS_CX), ("hpe-procurve", AOS_S), ("ruckus-icx", ICX),
                ("juniper-junos", JUNOS), ("fortinet-fortios", FORTIOS), ("mikrotik-routeros", ROUTEROS),
            ]
        )
    )  # fmt: skip
    return name, "\n".join(draw(st.lists(lines, max_size=12)))


@given(made_up())
@settings(max_examples=150)
def test_what_is_printed_is_read_again_as_it_was(made):
    name, text = made
    speech = dialects.module(name)
    printed = speech.written(text, MADE)
    assert speech.written(printed, MADE) == printed


@given(made_up())
@settings(max_examples=40)
def test_reading_a_configuration_twice_is_reading_it_once(made):
    name, text = made
    if name in {"juniper-junos", "mikrotik-routeros"} or "permit" in text or "\nno " in f"\n{text}":
        # Entries are added again there, as they are on a device; and what was taken back may come again.
        return
    speech = dialects.module(name)
    assert speech.written(f"{text}\n{text}", MADE) == speech.written(text, MADE)


@given(st.lists(JUNOS, max_size=10))
def test_junos_says_the_same_in_braces_and_in_commands(lines):
    tree: Tree = {}
    for line in lines:
        put(tree, words(line)[1:])
    again: Tree = {}
    for line in commands(read(braces(tree))):
        put(again, words(line)[1:])
    assert again == tree


@given(st.lists(JUNOS, min_size=1, max_size=10))
def test_what_is_set_and_deleted_in_junos_leaves_nothing(lines):
    tree: Tree = {}
    for line in lines:
        put(tree, words(line)[1:])
    for word in list(tree):
        assert remove(tree, [word])
    assert tree == {}


@given(st.sets(st.integers(1, 60), min_size=1))
def test_ports_that_are_gathered_are_the_same_ports(numbers):
    ports = {str(each) for each in numbers}
    assert set(spread(gathered(ports))) == ports
    stacked = {f"1/1/{each}" for each in numbers}
    assert set(from_to(to_from(stacked))) == stacked


def test_an_access_list_ends_with_a_deny_and_its_first_match_decides():
    assert lets_in([], "10.0.0.5")
    assert not lets_in(["permit 192.168.0.0 0.0.255.255"], "10.0.0.5")
    assert lets_in(["deny host 10.0.0.6", "permit 10.0.0.0 0.0.0.255"], "10.0.0.5")
    assert not lets_in(["deny 10.0.0.5", "permit any"], "10.0.0.5")
    assert lets_in(["10 permit tcp 10.0.0.0 0.0.0.255 any eq 22"], "10.0.0.5")
    assert not lets_in(["permit tcp any any eq 443", "deny ip any any"], "10.0.0.5")
    assert lets_in(["permit tcp any any range 20 25"], "10.0.0.5")
    assert lets_in(["sequence 10 permit tcp host 10.0.0.5 any eq ssh"], "10.0.0.5")


def test_an_address_is_in_its_network_and_in_no_other():
    assert within("10.0.0.5", "10.0.0.0/24")
    assert within("10.0.0.5", "10.0.0.0 255.255.255.0")
    assert within("10.0.0.5", "0.0.0.0/0")
    assert not within("10.0.1.5", "10.0.0.0/24")
    assert not within("10.0.1.5", "nonsense")
