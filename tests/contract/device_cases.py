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

AOS_CX = Words(
    add=("vlan 20", "    name students"),
    added="    name students",
    bogus="bogus thing",
    refusal="Invalid input",
    rename=("hostname other-name-of-it",),
    renamed="hostname other-name-of-it",
    whole="""hostname hs-core1
user admin group administrators password ciphertext AQBapTbdrplanSecretOneXyz0123456789
banner motd !
hs-core1#
Current configuration:
!
vlan 10
    name staff
interface 1/1/1
    no shutdown
    description uplink
    no routing
    vlan trunk native 1
    vlan trunk allowed 10
interface 1/1/2
    shutdown
    no routing
    vlan access 1
interface vlan 10
    ip address 192.0.2.5/24
ip route 0.0.0.0/0 192.0.2.1
""",
    secret="AQBapTbdrplanSecretOneXyz0123456789",
    port="1/1/1",
    heard_at="1/1/1",
    listen=(),
    deafen=("no lldp",),
)

AOS_S = Words(
    add=("vlan 20", '   name "students"', "   exit"),
    added='   name "students"',
    bogus="bogus thing",
    refusal="Invalid input",
    rename=('hostname "other-name-of-it"',),
    renamed='hostname "other-name-of-it"',
    whole="""hostname "hs-closet1"
interface 1
   name "uplink"
   exit
interface 2
   disable
   exit
snmp-server community "drplanSecretOne" restricted
vlan 10
   name "staff"
   untagged 3-4
   tagged 1
   ip address 192.0.2.5 255.255.255.0
   exit
ip default-gateway 192.0.2.1
""",
    secret="drplanSecretOne",
    port="1",
    heard_at="1",
    listen=(),
    deafen=("no lldp run",),
)

ICX = Words(
    add=("vlan 20 name students by port", " exit"),
    added="vlan 20 name students by port",
    bogus="bogus thing",
    refusal="Invalid input",
    rename=("hostname other-name-of-it",),
    renamed="hostname other-name-of-it",
    whole="""vlan 10 name staff by port
 tagged ethe 1/1/1
 untagged ethe 1/1/3 to 1/1/4
 router-interface ve 10
hostname hs-closet2
ip default-gateway 192.0.2.1
username admin password 8 $1$drplanSe$cretOneXyz0123456789AB
snmp-server community 2 drplanSecretOne ro
banner motd ^C
hs-closet2#
Current configuration:
end
^C
interface ethernet 1/1/1
 port-name uplink
interface ethernet 1/1/2
 disable
interface ve 10
 ip address 192.0.2.5 255.255.255.0
""",
    secret="$1$drplanSe$cretOneXyz0123456789AB",
    port="1/1/1",
    heard_at="1/1/1",
    listen=("lldp run",),
    deafen=("no lldp run",),
)

BY_PLATFORM = {
    "cisco-ios": CISCO_IOS,
    "aruba-aos-cx": AOS_CX,
    "hpe-procurve": AOS_S,
    "ruckus-icx": ICX,
}
