"""What tests type into stand-ins: a good configuration of each platform, and what locks us out of it."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Words:
    """One platform's; ``configuration`` lets user drplan in from 10.0.0.5, and ``lockouts`` no more."""

    driver: str
    way_in: dict[str, object]
    configuration: str
    change: tuple[str, ...]
    changed: str
    lockouts: dict[str, tuple[str, ...]]
    arm: tuple[str, ...]
    disarm: tuple[str, ...]
    wipe: tuple[str, ...]
    refused: str
    running: str
    enter: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    save: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    sections: dict[str, str] = field(default_factory=dict)


def _way_in(interface, **more):
    return {"interface": interface, "user": "drplan", "source": "10.0.0.5", "remote": True, **more}


PLATFORMS = {
    "cisco-ios": Words(
        driver="cisco_ios",
        way_in=_way_in("Vlan10", address="10.0.10.2"),
        configuration="""hostname sw1
username drplan privilege 15 secret 5 $1$abcd$0123456789
vlan 10
 name management
interface GigabitEthernet1/0/1
 description uplink
 switchport mode trunk
interface Vlan10
 ip address 10.0.10.2 255.255.255.0
ip access-list standard OPERATORS
 permit 10.0.0.0 0.0.0.255
ip default-gateway 10.0.10.1
line vty 0 4
 access-class OPERATORS in
 transport input ssh
line vty 5 15
 transport input none
""",
        change=("interface GigabitEthernet1/0/2", "description desk", "exit"),
        changed=" description desk",
        lockouts={
            "its interface": ("interface Vlan10", "shutdown"),
            "its address": ("interface Vlan10", "no ip address"),
            "another address": ("interface Vlan10", "ip address 10.0.99.2 255.255.255.0"),
            "its VLAN": ("no vlan 10",),
            "the last user": ("no username drplan",),
            "SSH": ("line vty 0 4", "transport input none"),
            "the access list": (
                "ip access-list standard OPERATORS",
                "no permit 10.0.0.0 0.0.0.255",
                "permit 192.168.0.0 0.0.255.255",
            ),
            "the default route": ("no ip default-gateway",),
        },
        arm=("reload in 1", ""),
        disarm=("reload cancel",),
        wipe=("write erase", "", "reload", "no", ""),
        refused="% Invalid input detected at '^' marker.",
        running="show running-config",
        enter=("configure terminal",),
        leave=("end",),
        save=("write memory",),
    ),
    "aruba-aos-cx": Words(
        driver="aruba_aoscx",
        way_in=_way_in("vlan 10", address="10.0.10.2"),
        configuration="""hostname sw1
user drplan group administrators password ciphertext AQBapabcdef
ssh server vrf default
access-list ip OPERATORS
    10 permit tcp 10.0.0.0/255.255.255.0 any eq ssh
    20 deny any any any
vlan 1
vlan 10
    name management
interface 1/1/1
    no shutdown
    description uplink
    no routing
    vlan trunk native 1
    vlan trunk allowed 1,10
interface vlan 10
    ip address 10.0.10.2/24
ip route 0.0.0.0/0 10.0.10.1
apply access-list ip OPERATORS control-plane vrf default
""",
        change=("interface 1/1/2", "description desk", "exit"),
        changed="    description desk",
        lockouts={
            "its interface": ("interface vlan 10", "shutdown"),
            "its address": ("interface vlan 10", "no ip address 10.0.10.2/24"),
            "its VLAN": ("no vlan 10",),
            "the last user": ("no user drplan",),
            "SSH": ("no ssh server vrf default",),
            "the access list": ("access-list ip OPERATORS", "10 permit tcp 192.168.0.0/16 any eq ssh"),
            "the default route": ("no ip route 0.0.0.0/0 10.0.10.1",),
        },
        arm=("checkpoint auto 1",),
        disarm=("checkpoint auto confirm",),
        wipe=("erase all zeroize", "y"),
        refused="Invalid input: bogus",
        running="show running-config",
        enter=("configure terminal",),
        leave=("end",),
        save=("write memory",),
    ),
    "hpe-procurve": Words(
        driver="aruba_procurve",
        way_in=_way_in("vlan 10", address="10.0.10.2", port="1"),
        configuration="""hostname "sw1"
ip authorized-managers 10.0.0.0 255.255.255.0 access manager
ip default-gateway 10.0.10.1
interface 1
   name "uplink"
   exit
vlan 1
   name "DEFAULT_VLAN"
   no untagged 2-4
   untagged 1,5-8
   no ip address
   exit
vlan 10
   name "management"
   untagged 2-4
   tagged 1
   ip address 10.0.10.2 255.255.255.0
   exit
password manager user-name "drplan" sha1 "0123456789abcdef"
""",
        change=("interface 2", 'name "desk"', "exit"),
        changed='   name "desk"',
        lockouts={
            "its address": ("vlan 10", "no ip address"),
            "its VLAN": ("no vlan 10",),
            "its port": ("vlan 10", "no tagged 1"),
            "a port that is off": ("interface 1", "disable"),
            "SSH": ("no ip ssh",),
            "the managers": (
                "ip authorized-managers 192.168.0.0 255.255.0.0 access manager",
                "no ip authorized-managers 10.0.0.0 255.255.255.0",
            ),
            "the default route": ("no ip default-gateway",),
        },
        arm=("reload after 1", "y"),
        disarm=("no reload",),
        wipe=("erase startup-config", "y"),
        refused="Invalid input: bogus",
        running="show running-config",
        enter=("configure terminal",),
        leave=("end",),
        save=("write memory",),
    ),
    "ruckus-icx": Words(
        driver="ruckus_fastiron",
        way_in=_way_in("ve 10", address="10.0.10.2"),
        configuration="""vlan 1 name DEFAULT-VLAN by port
!
vlan 10 name management by port
 tagged ethe 1/1/1
 untagged ethe 1/1/2 to 1/1/4
 router-interface ve 10
!
hostname sw1
ip route 0.0.0.0/0 10.0.10.1
ip access-list standard OPERATORS
 sequence 10 permit 10.0.0.0 0.0.0.255
!
username drplan password 8 $1$abcdefgh$0123456789
ssh access-group OPERATORS
interface ethernet 1/1/1
 port-name uplink
!
interface ve 10
 ip address 10.0.10.2 255.255.255.0
!
""",
        change=("interface ethernet 1/1/2", "port-name desk", "exit"),
        changed=" port-name desk",
        lockouts={
            "its interface": ("interface ve 10", "disable"),
            "its address": ("interface ve 10", "no ip address 10.0.10.2 255.255.255.0"),
            "its VLAN": ("no vlan 10",),
            "the last user": ("no username drplan",),
            "the access list": (
                "no ip access-list standard OPERATORS",
                "ip access-list standard OPERATORS",
                "sequence 10 permit 192.168.0.0 0.0.255.255",
            ),
            "the default route": ("no ip route 0.0.0.0/0 10.0.10.1",),
        },
        arm=("reload after 00:00:01",),
        disarm=("reload cancel",),
        wipe=("erase startup-config", "reload", "y"),
        refused="Invalid input -> bogus thing",
        running="show running-config",
        enter=("enable", "configure terminal"),
        leave=("end",),
        save=("write memory",),
    ),
    "juniper-junos": Words(
        driver="juniper_junos",
        way_in=_way_in("irb.10", address="10.0.10.2"),
        configuration="""version 21.4R3-S5.4;
system {
    host-name sw1;
    login {
        user drplan {
            class super-user;
            authentication {
                encrypted-password "$6$abcd"; ## SECRET-DATA
            }
        }
    }
    services {
        ssh {
            root-login deny;
        }
    }
    name-server {
        10.0.0.53;
    }
}
interfaces {
    ge-0/0/0 {
        description uplink;
        unit 0 {
            family ethernet-switching {
                interface-mode trunk;
                vlan {
                    members [ management staff ];
                }
            }
        }
    }
    irb {
        unit 10 {
            family inet {
                address 10.0.10.2/24;
            }
        }
    }
    lo0 {
        unit 0 {
            family inet {
                filter {
                    input MANAGE;
                }
            }
        }
    }
}
firewall {
    family inet {
        filter MANAGE {
            term operators {
                from {
                    source-address {
                        10.0.0.0/24;
                    }
                    protocol tcp;
                    destination-port ssh;
                }
                then accept;
            }
        }
    }
}
routing-options {
    static {
        route 0.0.0.0/0 next-hop 10.0.10.1;
    }
}
vlans {
    management {
        vlan-id 10;
        l3-interface irb.10;
    }
    staff {
        vlan-id 20;
    }
}
""",
        change=("set interfaces ge-0/0/1 description desk",),
        changed="        description desk;",
        lockouts={
            "its interface": ("set interfaces irb disable",),
            "its address": ("delete interfaces irb unit 10 family inet address 10.0.10.2/24",),
            "its VLAN": ("delete vlans management",),
            "the last user": ("delete system login user drplan",),
            "SSH": ("delete system services ssh",),
            "the filter": (
                "delete firewall family inet filter MANAGE term operators from source-address",
                "set firewall family inet filter MANAGE term operators from source-address 192.168.0.0/16",
            ),
            "the default route": ("delete routing-options static route 0.0.0.0/0",),
        },
        arm=(),
        disarm=("configure", "commit", "exit"),
        wipe=("request system zeroize", "yes"),
        refused="unknown command.",
        running="show configuration",
        enter=("configure",),
        leave=("exit configuration-mode",),
        after=("commit confirmed 1",),
    ),
    "fortinet-fortios": Words(
        driver="fortinet",
        way_in=_way_in("internal1", address="10.0.10.2"),
        configuration="""config system global
    set hostname "sw1"
end
config system interface
    edit "internal1"
        set vdom "root"
        set ip 10.0.10.2 255.255.255.0
        set allowaccess ping https ssh
        set type physical
    next
end
config system admin
    edit "drplan"
        set accprofile "super_admin"
        set vdom "root"
        set trusthost1 10.0.0.0 255.255.255.0
        set password ENC abcdef==
    next
end
config firewall address
    edit "operators"
        set subnet 10.0.0.0 255.255.255.0
    next
end
config router static
    edit 1
        set gateway 10.0.10.1
        set device "internal1"
    next
end
""",
        change=("config system interface", 'edit "internal2"', 'set alias "desk"', "next", "end"),
        changed='        set alias "desk"',
        lockouts={
            "its interface": ("config system interface", 'edit "internal1"', "set status down", "end"),
            "its address": ("config system interface", 'edit "internal1"', "unset ip", "end"),
            "SSH": ("config system interface", 'edit "internal1"', "set allowaccess ping", "end"),
            "the port of SSH": ("config system global", "set admin-ssh-port 2222", "end"),
            "the last user": ("config system admin", 'delete "drplan"', "end"),
            "the trusted hosts": (
                "config system admin",
                'edit "drplan"',
                "set trusthost1 192.168.0.0 255.255.0.0",
                "end",
            ),
            "a local-in policy": (
                "config firewall local-in-policy",
                "edit 1",
                'set intf "internal1"',
                'set srcaddr "operators"',
                'set service "SSH"',
                "set action deny",
                "end",
            ),
            "the default route": ("config router static", "delete 1", "end"),
        },
        arm=("config system global", "set cfg-revert-timeout 60", "set cfg-save revert", "end"),
        disarm=("execute cfg save",),
        wipe=("execute factoryreset", "y"),
        refused="Unknown action 0",
        running="show full-configuration",
    ),
    "mikrotik-routeros": Words(
        driver="mikrotik_routeros",
        way_in=_way_in("management", address="10.0.10.2"),
        configuration="""/interface bridge
add name=bridge vlan-filtering=yes
/interface ethernet
set [ find default-name=ether1 ] comment=uplink
/interface vlan
add interface=bridge name=management vlan-id=10
/interface bridge port
add bridge=bridge interface=ether1
/ip address
add address=10.0.10.2/24 interface=management network=10.0.10.0
/ip firewall address-list
add address=10.0.0.0/24 list=operators
/ip firewall filter
add action=accept chain=input comment=operators dst-port=22 protocol=tcp src-address-list=operators
add action=drop chain=input
/ip route
add gateway=10.0.10.1
/system identity
set name=sw1
/user
add group=full name=drplan password=abc
""",
        change=("/interface ethernet set [ find default-name=ether2 ] comment=desk",),
        changed="comment=desk",
        lockouts={
            "its interface": ("/interface vlan disable management",),
            "what carries it": ("/interface bridge disable bridge",),
            "its address": ("/ip address remove [find interface=management]",),
            "SSH": ("/ip service set ssh disabled=yes",),
            "the port of SSH": ("/ip service set ssh port=2222",),
            "from where SSH is taken": ("/ip service set ssh address=192.168.0.0/16",),
            "the last user": ("/user remove drplan",),
            "the firewall": ("/ip firewall filter remove [find comment=operators]",),
            "the default route": ("/ip route remove 0",),
        },
        arm=(
            "/system backup save name=before dont-encrypt=yes",
            (
                '/system scheduler add name=back interval=1m on-event="/system backup load name=before '
                'password=\\"\\""'
            ),
        ),
        disarm=("/system scheduler remove back",),
        wipe=("/system reset-configuration no-defaults=yes", "y"),
        refused="bad command name bogus",
        running="/export show-sensitive",
    ),
}
