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
    tells: tuple[str, ...] = ("device", "device_port", "model", "address")
    """What it tells of a neighbour, beside the port."""


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
    deafen=(),
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
    deafen=(),
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

JUNOS = Words(
    add=("set vlans students vlan-id 20",),
    added="    students {",
    bogus="bogus thing",
    refusal="unknown command",
    rename=("set system host-name other-name-of-it",),
    renamed="    host-name other-name-of-it;",
    whole="""system {
    host-name hs-core2;
    root-authentication {
        encrypted-password "$6$drplanSe$cretOneXyz0123456789"; ## SECRET-DATA
    }
    login {
        message "hs-core2#\\n";
    }
    services {
        ssh;
    }
}
interfaces {
    ge-0/0/0 {
        description uplink;
        unit 0 {
            family ethernet-switching;
        }
    }
    irb {
        unit 10 {
            family inet {
                address 192.0.2.5/24;
            }
        }
    }
}
vlans {
    staff {
        vlan-id 10;
        l3-interface irb.10;
    }
}
""",
    secret="$6$drplanSe$cretOneXyz0123456789",
    port="ge-0/0/1",
    heard_at="ge-0/0/1",
    listen=(),
    deafen=(),
    tells=("device", "device_port"),
)

FORTIOS = Words(
    add=("config firewall address", 'edit "students"', "set subnet 192.0.2.0 255.255.255.0", "next", "end"),
    added='    edit "students"',
    bogus="bogus thing",
    refusal="Unknown action",
    rename=("config system global", 'set hostname "other-name-of-it"', "end"),
    renamed='    set hostname "other-name-of-it"',
    whole="""config system global
    set hostname "hs-fw1"
end
config system admin
    edit "admin"
        set accprofile "super_admin"
        set password ENC SH2drplanSecretOneXyz0123456789abcdef=
    next
end
config firewall address
    edit "staff"
        set subnet 192.0.2.0 255.255.255.0
        set comment "hs-fw1 # end"
    next
end
""",
    secret="SH2drplanSecretOneXyz0123456789abcdef=",
    port="port1",
    heard_at="port1",
    listen=(),
    deafen=(),
)

ROUTEROS = Words(
    add=('/interface bridge add name="students"',),
    added="add name=students",
    bogus="/bogus thing",
    refusal="bad command name",
    rename=("/system identity set name=other-name-of-it",),
    renamed="set name=other-name-of-it",
    whole="""/interface bridge
add name=staff
/ip address
add address=192.0.2.5/24 interface=staff network=192.0.2.0
/snmp community
set [ find default=yes ] name=drplanSecretOne
/system identity
set name=hs-ap-sw1
/system note
set note="hs-ap-sw1] >"
""",
    secret="drplanSecretOne",
    port="ether1",
    heard_at="ether1",
    listen=(),
    deafen=(),
)

BY_PLATFORM = {
    "cisco-ios": CISCO_IOS,
    "aruba-aos-cx": AOS_CX,
    "hpe-procurve": AOS_S,
    "ruckus-icx": ICX,
    "juniper-junos": JUNOS,
    "fortinet-fortios": FORTIOS,
    "mikrotik-routeros": ROUTEROS,
}
