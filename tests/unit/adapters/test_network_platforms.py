"""What drives a device of each platform is there, and is read as it says."""

import pytest

from drplan.adapters.access import Access
from drplan.adapters.network.answers import facts_in, refusal
from drplan.adapters.network.heard import merged, neighbours_in
from drplan.adapters.network.login import login_settings
from drplan.declare import NetworkDevice, Secret
from drplan.errors import SecretMissing
from drplan.gear import PLATFORMS, typed
from drplan.ports.device import Neighbour

IOS = PLATFORMS["cisco-ios"]


class Secrets:
    def read(self, secret: Secret) -> str:
        return "s3cret"


def device(**fields) -> NetworkDevice:
    return NetworkDevice.model_validate(
        {"name": "sw1", "address": "192.0.2.1", "owner": "n", "platform": "cisco-ios", **fields}
    )


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_platform_says_how_a_change_goes_back_or_that_it_does_not(name):
    confirm = PLATFORMS[name].confirm
    wanted = confirm.how != "none"
    assert (bool(confirm.arm), bool(confirm.confirm), bool(confirm.rollback)) == (wanted,) * 3
    assert not wanted or confirm.armed or confirm.waits, "armed without a look at the answer"
    assert bool(confirm.shows) == bool(confirm.waits)


@pytest.mark.parametrize("name", [name for name in PLATFORMS if PLATFORMS[name].text.shape != "tables"])
def test_a_platform_is_never_believed_to_have_saved(name):
    session = PLATFORMS[name].session
    assert not session.save or session.saved
    assert not session.commit or session.committed


def test_a_password_is_used_where_it_is_declared_and_a_lab_brings_its_key(tmp_path):
    (tmp_path / "key").touch()
    by_password = device(login="password", admin=Secret.env("X"))
    settings = login_settings(by_password, Access(), Secrets())
    assert (settings["password"], settings["use_keys"], settings["allow_agent"]) == ("s3cret", False, False)
    assert settings["ssh_strict"] is True
    lab = login_settings(by_password, Access(ssh_key=str(tmp_path / "key")), Secrets())
    assert (lab["password"], lab["key_file"]) == (None, str(tmp_path / "key"))


def test_a_password_login_without_a_secret_says_what_to_declare():
    with pytest.raises(SecretMissing, match="sw1: its administrators come in by a password") as missing:
        login_settings(device(login="password"), Access(), Secrets())
    assert "admin=Secret" in missing.value.next_step


def test_the_secret_beside_a_key_is_what_enable_asks_for():
    assert login_settings(device(admin=Secret.env("X")), Access(), Secrets())["secret"] == "s3cret"
    junos = device(platform="juniper-junos", admin=Secret.env("X"))
    assert login_settings(junos, Access(), Secrets())["secret"] == ""


def test_a_banner_and_a_certificate_are_typed_in_one_go():
    text = """banner motd ^C
hello#
! not a comment
end
^C
!
crypto pki certificate chain TP
 certificate self-signed 01
  30820330
  \tquit
end
"""
    assert typed.configuring(text, IOS) == [
        "banner motd ^C\nhello#\n! not a comment\nend\n^C",
        "crypto pki certificate chain TP",
        " certificate self-signed 01\n  30820330\n  \tquit",
    ]


def test_a_banner_on_one_line_does_not_swallow_what_follows():
    assert typed.configuring("banner motd ^Chello^C\nhostname a\n", IOS) == [
        "banner motd ^Chello^C",
        "hostname a",
    ]


def test_a_port_that_is_not_said_to_be_shut_is_opened_on_a_blank_router():
    parts = ["interface Gi1", " ip address dhcp", "interface Gi2", " shutdown", "line vty 0 4"]
    opened = ["interface Gi1", " ip address dhcp", " no shutdown", *parts[2:]]
    assert typed.unsaid(parts, IOS) == opened


def test_blocks_are_left_before_what_stands_further_out_begins():
    icx = PLATFORMS["ruckus-icx"]
    parts = ["stack unit 1", "  module 1 x", "vlan 1", " tagged e 1", "hostname a"]
    assert typed.left(parts, icx) == [*parts[:2], "exit", *parts[2:4], "exit", "hostname a"]
    assert typed.left(parts, IOS) == parts


def test_a_long_line_that_routeros_breaks_is_one():
    text = '/ip firewall filter\nadd action=accept chain=input comment="a b" \\\n    protocol=icmp\n'
    wanted = ["/ip firewall filter", 'add action=accept chain=input comment="a b" protocol=icmp']
    assert typed.configuring(text, PLATFORMS["mikrotik-routeros"]) == wanted


def test_a_refusal_hides_the_secret_in_the_line_that_was_refused():
    found = refusal("username admin secret Verysecret1", "% Invalid input at: secret Verysecret1", IOS)
    assert found is not None
    assert "Verysecret1" not in found.command + found.answer
    assert refusal("x", "% Warning: use of this command\n", IOS) is None


def test_facts_that_are_not_said_are_empty():
    assert facts_in("nothing of it", IOS).serial == ""


def test_two_protocols_tell_of_one_neighbour_once():
    lldp = Neighbour("Gi1/0/1", "sw2.example.org", "Gi0/1")
    cdp = Neighbour("GigabitEthernet1/0/1", "sw2", "GigabitEthernet0/1")
    other = Neighbour("GigabitEthernet1/0/1", "phone", "Port 1")
    assert merged((lldp,), (cdp, other)) == (lldp, other)


def test_a_phone_that_forwards_nothing_is_told_from_a_switch():
    said = """Local Intf: Gi1/0/7
Chassis id: 10.0.0.7
Port id: 0011.2233.4455:P1
System Name: SEP001122334455

System Description:
Phone, V6

Enabled Capabilities: T
"""
    (phone,) = neighbours_in(said, IOS.lldp)
    assert (phone.port, phone.device, phone.model, phone.forwards) == (
        "Gi1/0/7", "SEP001122334455", "Phone, V6", False
    )  # fmt: skip
    assert neighbours_in("", IOS.lldp) == ()
