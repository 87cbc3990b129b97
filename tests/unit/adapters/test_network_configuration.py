from drplan.adapters.network.configuration import Change, additions, clean, compare, deletions

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
end
"""


def the(section: str, changes: list[Change]) -> Change:
    return next(change for change in changes if change.section == section)


def test_what_changes_from_one_fetch_to_the_next_is_left_out():
    text = clean(SHOWN)
    for noise in ("Building", "Current configuration", "frr version", "!", "integrated-vtysh-config"):
        assert noise not in text
    assert text.count("service password-encryption") == 1


def test_of_a_command_that_holds_one_value_the_last_one_counts():
    lines = clean(SHOWN).splitlines()
    assert "hostname hs-rtr1" in lines
    assert "hostname kernel-name" not in lines
    assert [line for line in lines if line.startswith("password")] == ["password 8 othersalt"]


def test_a_nested_block_keeps_every_line_and_its_depth():
    assert clean(SHOWN).endswith(
        "router bgp 65001\n address-family ipv4 unicast\n  network 198.18.20.0/24\n exit-address-family\n"
        " address-family ipv6 unicast\n  network 198.18.20.0/24\n exit-address-family\nexit\n"
    )


def test_cleaning_twice_changes_nothing():
    assert clean(clean(SHOWN)) == clean(SHOWN)


def test_nothing_shown_is_nothing_kept():
    assert clean("Building configuration...\n\nCurrent configuration:\n!\nend\n") == ""


def test_an_empty_block_is_kept():
    assert "interface spare0\nexit\n" in clean(SHOWN)


def test_a_configuration_as_wanted_needs_no_command():
    wanted = "hostname hs-rtr1\ninterface wan0\n description to do-rtr1\n ip ospf hello-interval 5\n"
    changes = compare(SHOWN, wanted)
    assert [change.section for change in changes] == ["hostname", "interface wan0"]
    assert all(change.nothing for change in changes)


def test_a_changed_line_is_shown_from_both_sides():
    change = the("interface wan0", compare(SHOWN, "interface wan0\n ip ospf hello-interval 1\n"))
    assert change.detail.splitlines() == [
        "-description to do-rtr1",
        "-ip ospf hello-interval 5",
        "+ip ospf hello-interval 1",
    ]
    assert additions(change) == ["interface wan0", " ip ospf hello-interval 1", "exit"]


def test_an_address_that_carries_our_session_is_never_taken_away():
    change = the("interface wan0", compare(SHOWN, "interface wan0\n description x\n"))
    assert not any("ip address" in line for line in (*change.drop, *deletions(change)))


def test_a_port_that_was_shut_by_hand_is_opened():
    shown = "interface a\n description x\n shutdown\nexit\n"
    change = the("interface a", compare(shown, "interface a\n description x\n"))
    assert deletions(change) == ["interface a", " no shutdown", "exit"]


def test_a_section_that_no_baseline_names_is_left_alone():
    assert [each.section for each in compare(SHOWN, "interface wan0\n description x\n")] == ["interface wan0"]


def test_a_family_at_the_left_margin_is_owned_and_other_families_are_not():
    change = the("services", compare(SHOWN, "log timestamp precision 3\n"))
    assert change.drop == ("log syslog informational",)
    assert change.add == ("log timestamp precision 3",)


def test_a_block_that_is_missing_is_opened_even_when_empty():
    change = the("router rip", compare(SHOWN, "router rip\nexit\n"))
    assert not change.nothing
    assert additions(change) == ["router rip", "exit"]
    assert deletions(change) == []


def test_a_line_is_taken_away_in_the_form_its_command_knows():
    shown = "interface a\n description x\n no link-detect\n bandwidth 100\nexit\n"
    change = the("interface a", compare(shown, "interface a\nexit\n"))
    assert deletions(change) == [
        "interface a",
        " no description",
        " link-detect",
        " no bandwidth 100",
        "exit",
    ]


def test_a_secret_is_never_in_a_detail():
    shown = "password 8 topsecretsalt\nrouter ospf\n area 0 authentication message-digest\nexit\n"
    wanted = "password plainword\ninterface a\n ip ospf message-digest-key 1 md5 plainword\n"
    text = "\n".join(change.detail for change in compare(shown, wanted))
    assert "+password (hidden)" in text
    assert "plainword" not in text
    assert "topsecretsalt" not in text


def test_turning_encryption_of_passwords_on_is_no_secret():
    change = the("services", compare("", "service password-encryption\n"))
    assert change.detail == "+service password-encryption"
