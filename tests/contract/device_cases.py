"""What the sentences of test_device.py need in each platform's own words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """``add`` is taken, ``bogus`` is not; ``rename`` gives another name, ``renamed`` shows it.

    ``whole`` is a configuration for a blank unit, with a banner or another thing of several lines where the
    platform has one, and a secret.
    """

    add: tuple[str, ...]
    added: str
    bogus: str
    refusal: str
    rename: tuple[str, ...]
    renamed: str
    whole: str
    secret: str
    port: str
    heard_at: str
    listen: tuple[str, ...]
    deafen: tuple[str, ...]


CISCO_IOS = Words(
    add=("vlan 20", " name students"),
    added=" name students",
    bogus="bogus thing",
    refusal="Invalid input detected",
    rename=("hostname other-name-of-it",),
    renamed="hostname other-name-of-it",
    whole="""hostname hs-core1
enable secret 9 $9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfco
username admin privilege 15 secret 9 $9$abcdefghijklmn$opqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTU
ip domain name example.org
vlan 10
 name staff
interface GigabitEthernet1/0/1
 description uplink
 switchport mode trunk
interface GigabitEthernet1/0/2
 shutdown
interface Vlan10
 ip address 192.0.2.5 255.255.255.0
ip default-gateway 192.0.2.1
banner motd ^C
hs-core1#
Building configuration...
end
! not a comment
^C
line vty 0 4
 transport input ssh
""",
    secret="9 $9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfco",
    port="GigabitEthernet1/0/1",
    heard_at="Gi1/0/1",
    listen=("lldp run",),
    deafen=("no lldp run", "no cdp run"),
)

BY_PLATFORM = {"cisco-ios": CISCO_IOS}
