import gc

import pytest

from drplan.gear import PLATFORMS, Feature
from drplan.plan.network.change import Comparison, ConfigLine, FeatureStanding
from drplan.plan.network.compare import compare
from drplan.plan.network.render import rendered

SHOWN = """Building configuration...

Current configuration:
!
frr version 8.4.4
frr defaults traditional
hostname kernel-name
log syslog informational
service password-encryption
service password-encryption
password 8 othersalt
hostname hs-rtr1
!
interface wan0
 description to do-rtr1
 ip address 198.18.255.2/30
 ip ospf hello-interval 5
exit
!
end
"""


def frr(running: str, *features: Feature) -> Comparison:
    return compare(PLATFORMS["frr"], running, features)


def typed(found: Comparison, name: str = "frr") -> list[str]:
    return rendered(found.remediation, PLATFORMS[name])


def back(found: Comparison, name: str = "frr") -> list[str]:
    return rendered(found.rollback, PLATFORMS[name])


def against(name: str, running: str, wanted: str, **how) -> Comparison:
    return compare(PLATFORMS[name], running, [Feature("it", wanted, **how)])


def test_a_configuration_as_wanted_needs_no_command():
    wanted = "hostname hs-rtr1\ninterface wan0\n description to do-rtr1\n ip ospf hello-interval 5\nexit\n"
    found = frr(SHOWN, Feature("port", wanted))
    assert found.features == (FeatureStanding("port", "compliant"),)
    assert (found.remediation, found.rollback) == ((), ())


def test_a_changed_line_is_shown_from_both_sides_and_a_new_value_takes_the_place_of_the_old():
    found = frr(SHOWN, Feature("port", "interface wan0\n ip ospf hello-interval 1\nexit\n"))
    assert found.features[0].lacks == ("interface wan0 > ip ospf hello-interval 1",)
    assert found.features[0].has_too_much == (
        "interface wan0 > description to do-rtr1",
        "interface wan0 > ip ospf hello-interval 5",
    )
    assert typed(found) == [
        *("interface wan0", " ip ospf hello-interval 1", " no description", "exit"),
    ]
    assert back(found) == ["interface wan0", " description to do-rtr1", " ip ospf hello-interval 5", "exit"]


def test_an_address_that_carries_our_session_is_never_taken_away():
    found = frr(SHOWN, Feature("port", "interface wan0\n description x\nexit\n"))
    assert not any("address" in line for line in (*typed(found), *back(found)))
    gone = frr(SHOWN, Feature("ports", "", owns=("interface ",)))
    assert not any("address" in line or line.startswith("no interface") for line in typed(gone))


def test_a_port_that_was_shut_by_hand_is_opened():
    shown = "interface a\n description x\n shutdown\nexit\n"
    found = frr(shown, Feature("port", "interface a\n description x\nexit\n"))
    assert typed(found) == ["interface a", " no shutdown", "exit"]


def test_what_no_feature_names_is_left_alone():
    found = frr(SHOWN, Feature("port", "interface wan0\n description x\nexit\n"))
    assert "hostname hs-rtr1\n" in found.intended
    assert not any(line.path == () for line in found.remediation)


def test_at_the_left_margin_what_is_owned_goes_and_what_is_not_stays():
    found = frr(SHOWN, Feature("log", "log timestamp precision 3\n", owns=("log ",)))
    assert found.features[0].has_too_much == ("log syslog informational",)
    assert typed(found) == ["log timestamp precision 3", "no log syslog"]
    kept = frr(SHOWN, Feature("log", "log timestamp precision 3\n"))
    assert typed(kept) == ["log timestamp precision 3"]


def test_a_block_that_is_missing_is_opened_even_when_empty():
    found = frr(SHOWN, Feature("rip", "router rip\nexit\n"))
    assert found.remediation == (ConfigLine(("router rip",), ""),)
    assert typed(found) == ["router rip", "exit"]
    assert back(found) == ["no router rip"]


def test_a_line_is_taken_away_in_the_form_its_command_knows():
    shown = "interface a\n description x\n no link-detect\n bandwidth 100\nexit\n"
    found = frr(shown, Feature("port", "interface a\nexit\n"))
    assert typed(found) == ["interface a", " no bandwidth 100", " link-detect", " no description", "exit"]


def test_a_host_gets_its_new_name_without_losing_the_old_one_first():
    found = frr(SHOWN, Feature("name", "hostname new\n"))
    assert typed(found) == ["hostname new"]
    assert back(found) == ["hostname hs-rtr1"]


def test_what_two_features_say_of_one_block_stands_together():
    features = (
        Feature("guard", "interface x\n spanning-tree bpduguard enable\n"),
        Feature("storm", "interface x\n storm-control broadcast level 1.00\n"),
    )
    running = "interface x\n storm-control broadcast level 5.00\n shutdown\n"
    found = compare(PLATFORMS["cisco-ios"], running, features)
    assert [each.has_too_much for each in found.features] == [
        ("interface x > shutdown",),
        ("interface x > storm-control broadcast level 5.00", "interface x > shutdown"),
    ]
    assert found.intended == (
        "interface x\n storm-control broadcast level 1.00\n spanning-tree bpduguard enable\n"
    )


def test_two_features_that_want_different_values_are_not_comparable():
    features = (Feature("a", "hostname a\n"), Feature("b", "hostname b\n"))
    found = compare(PLATFORMS["cisco-ios"], "hostname c\n", features)
    assert {each.standing for each in found.features} == {"not-comparable"}
    assert "different values of: hostname" in found.features[0].reason
    assert found.remediation == ()


def test_a_feature_that_cannot_be_read_does_not_keep_the_others_from_being_compared():
    features = (Feature("a", "interface x\n\tshutdown\n"), Feature("b", "hostname b\n"))
    found = compare(PLATFORMS["cisco-ios"], "hostname c\n", features)
    assert [each.standing for each in found.features] == ["not-comparable", "differs"]
    assert typed(found, "cisco-ios") == ["hostname b"]


def test_what_a_feature_spares_is_not_taken_away():
    running = "interface x\n description by hand\n shutdown\n"
    found = against("cisco-ios", running, "interface x\n", spares=("description",))
    assert found.features[0].has_too_much == ("interface x > shutdown",)


def test_an_access_list_is_rewritten_in_one_piece_from_where_it_differs():
    running = "ip access-list extended M\n permit udp any any\n permit tcp any any\n deny ip any any\n"
    wanted = "ip access-list extended M\n permit udp any any\n permit icmp any any\n deny ip any any\n"
    found = against("cisco-ios", running, wanted, orders=True)
    assert found.remediation == (
        ConfigLine(
            ("ip access-list extended M",),
            "no permit tcp any any\nno deny ip any any\npermit icmp any any\ndeny ip any any",
        ),
    )


def test_an_access_list_in_another_order_is_not_compliant():
    running = "ip access-list extended M\n permit udp any any\n deny ip any any\n"
    found = against(
        "cisco-ios",
        running,
        "ip access-list extended M\n deny ip any any\n permit udp any any\n",
        orders=True,
    )
    assert found.features[0].standing == "differs"


def test_a_banner_is_typed_as_it_stands_and_never_indented():
    found = against("cisco-ios", "banner motd ^C\nold\n^C\n", "banner motd ^C\nnew\n  text\n^C\n")
    assert typed(found, "cisco-ios") == ["banner motd ^C", "new", "  text", "^C"]


def test_hier_config_is_asked_and_its_lines_come_in_our_order():
    running = "hostname a\nusername admin privilege 15 secret 9 old\nline vty 0 4\n transport input telnet\n"
    wanted = "username admin privilege 15 secret 9 new\nline vty 0 4\n transport input ssh\n"
    found = against("cisco-ios", running, wanted)
    assert found.by == "hier_config"
    assert not any(line.removes for line in found.remediation)


def test_of_a_vlans_ports_only_those_that_differ_are_named():
    running = 'vlan 5\n   name "A"\n   untagged 1-12\n   exit\n'
    found = against("hpe-procurve", running, 'vlan 5\n   name "A"\n   untagged 1-10,14\n   exit\n')
    assert typed(found, "hpe-procurve") == [
        *("vlan 5", " untagged 14", " no untagged 12", " no untagged 11", "exit"),
    ]


def test_junos_is_told_in_set_and_delete_with_the_whole_path():
    running = "system {\n host-name a;\n ntp {\n  server 10.0.0.9;\n }\n services {\n  telnet;\n }\n}\n"
    wanted = "system {\n host-name b;\n ntp {\n  server 10.0.0.1;\n }\n}\n"
    found = against("juniper-junos", running, wanted)
    assert typed(found, "juniper-junos") == [
        "set system host-name b",
        "set system ntp server 10.0.0.1",
        "delete system ntp server 10.0.0.9",
    ]
    assert found.remediation[0] == ConfigLine(("system",), "set host-name b")


def test_a_junos_list_is_rewritten_for_set_alone_would_add_to_it():
    running = "vlans {\n v {\n  members [ a b ];\n }\n}\n"
    found = against("juniper-junos", running, "vlans {\n v {\n  members [ a c ];\n }\n}\n")
    assert typed(found, "juniper-junos") == ["delete vlans v members", "set vlans v members [ a c ]"]


def test_fortios_is_told_in_its_blocks_and_defaults_are_not_unset():
    running = (
        'config system global\n    set admin-sport 443\n    set hostname "a"\nend\n'
        'config system ntp\n    config ntpserver\n        edit 1\n            set server "x"\n        next\n'
        '        edit 2\n            set server "y"\n        next\n    end\nend\n'
    )
    wanted = (
        'config system global\n set hostname "b"\nend\n'
        'config system ntp\n config ntpserver\n edit 1\n set server "x"\n next\n end\nend\n'
    )
    found = against("fortinet-fortios", running, wanted, owns=("config system ntp config ntpserver",))
    assert typed(found, "fortinet-fortios") == [
        *("config system global", 'set hostname "b"', "end"),
        *("config system ntp", "config ntpserver", "delete 2", "end", "end"),
    ]


def test_routeros_finds_an_item_by_what_it_is_and_changes_one_of_the_same_name():
    running = "/ip address\nadd address=10.0.0.1/24 interface=a\n/ip pool\nadd name=p ranges=10.0.0.2\n"
    wanted = "/ip address\nadd address=10.0.0.2/24 interface=a\n/ip pool\nadd name=p ranges=10.0.0.3\n"
    assert typed(against("mikrotik-routeros", running, wanted), "mikrotik-routeros") == [
        "/ip address add address=10.0.0.2/24 interface=a",
        "/ip pool set [ find name=p ] ranges=10.0.0.3",
        "/ip address remove [ find address=10.0.0.1/24 interface=a ]",
    ]


def test_a_secret_of_the_running_configuration_is_in_no_reason():
    running = "username bob secret 9 $9$topsecret\nusername bob secret 9 $9$topsecret\n"
    found = against("cisco-ios", running, "hostname x\n")
    assert found.features[0].standing == "not-comparable"
    assert "topsecret" not in found.features[0].reason


def test_a_feature_that_is_left_out_says_why_and_changes_nothing():
    found = frr(SHOWN, Feature("snmp", "", left_out="no servers are declared"))
    assert found.features == (FeatureStanding("snmp", "left-out", reason="no servers are declared"),)
    assert found.remediation == ()


@pytest.mark.parametrize("running", ["hostname sw1\n", ""])
def test_pythons_collector_is_on_again_afterwards(running):
    assert gc.isenabled()
    compare(PLATFORMS["cisco-ios"], running, [])
    assert gc.isenabled()
