from drplan.gear import PLATFORMS
from drplan.gear.settled import settled

FRR = PLATFORMS["frr"]
SHOWN = """Building configuration...

Current configuration:
!
frr version 8.4.4
frr defaults traditional
hostname kernel-name
log syslog informational
service password-encryption
service password-encryption
password 8 firstsalt
password 8 othersalt
hostname hs-rtr1
service integrated-vtysh-config
!
interface wan0
 description to do-rtr1
 ip address 198.18.255.2/30
 ip ospf hello-interval 5
exit
!
interface spare0
exit
!
router bgp 65001
 !
 address-family ipv4 unicast
  network 198.18.20.0/24
 exit-address-family
 !
 address-family ipv6 unicast
  network 198.18.20.0/24
 exit-address-family
exit
!
vrf red
 ip route 10.0.0.0/8 10.1.0.1
exit-vrf
!
end
"""


def test_what_changes_from_one_fetch_to_the_next_is_left_out():
    text = settled(SHOWN, FRR)
    for noise in ("Building", "Current configuration", "frr version", "!", "integrated-vtysh-config"):
        assert noise not in text
    assert text.count("service password-encryption") == 1


def test_of_a_command_that_holds_one_value_the_last_one_counts():
    lines = settled(SHOWN, FRR).splitlines()
    assert "hostname hs-rtr1" in lines
    assert "hostname kernel-name" not in lines
    assert [line for line in lines if line.startswith("password")] == ["password 8 othersalt"]


def test_a_nested_block_keeps_every_line_its_depth_and_the_word_that_leaves_it():
    assert settled(SHOWN, FRR).endswith(
        "router bgp 65001\n address-family ipv4 unicast\n  network 198.18.20.0/24\n exit-address-family\n"
        " address-family ipv6 unicast\n  network 198.18.20.0/24\n exit-address-family\nexit\n"
        "vrf red\n ip route 10.0.0.0/8 10.1.0.1\nexit-vrf\n"
    )


def test_settling_twice_changes_nothing():
    assert settled(settled(SHOWN, FRR), FRR) == settled(SHOWN, FRR)


def test_nothing_shown_is_nothing_kept():
    assert settled("Building configuration...\n\nCurrent configuration:\n!\nend\n", FRR) == ""


def test_an_empty_block_is_kept():
    assert "interface spare0\nexit\n" in settled(SHOWN, FRR)


def test_what_ios_changes_by_itself_is_left_out_and_a_banner_is_kept_as_it_is():
    shown = (
        "Building configuration...\n\nCurrent configuration : 9 bytes\n!\n! Last configuration change at 1\n"
        "hostname sw1\nbanner motd ^C\n! not a comment\n\nend\n^C\nntp clock-period 17\nend\n"
    )
    assert settled(shown, PLATFORMS["cisco-ios"]) == (
        "hostname sw1\nbanner motd ^C\n! not a comment\n\nend\n^C\n"
    )
