"""What Cisco IOS takes in configuration mode. Source: Cisco IOS command references."""

from __future__ import annotations

import re

from drplan.adapters.lab.standin.scramble import digest
from drplan.adapters.lab.standin.tree import Grammar, Line

_KINDS = {
    "gi": "GigabitEthernet",
    "te": "TenGigabitEthernet",
    "fa": "FastEthernet",
    "tw": "TwoGigabitEthernet",
    "fo": "FortyGigabitEthernet",
    "lo": "Loopback",
    "po": "Port-channel",
    "vl": "Vlan",
    "tu": "Tunnel",
}
_TOP = (
    r"hostname \S|service |no service |version |boot |enable (secret|password|algorithm)|aaa |username \S|ip "
    r"(?!address|access-group|helper-address|nat (in|out)side$|verify|redirects|unreachables|proxy-arp|"
    r"mtu)|ipv6 "
    r"(?!address|enable|nd )|interface \S|vlan \S|vtp |line (con|vty|aux) |router \S|route-map \S|"
    r"access-list \d|"
    r"snmp-server |ntp |logging (?!event|synchronous)|banner |clock |crypto |spanning-tree (mode|"
    r"portfast|extend|"
    r"vlan|loopguard|mst|pathcost|etherchannel|backbonefast|uplinkfast)|lldp (run|timer|holdtime|reinit)|cdp "
    r"(run|timer|holdtime)|tacacs|radius|dot1x system|errdisable |archive$|system mtu|mac address-table|"
    r"monitor session|key chain|class-map|policy-map|vrf |login (block|on|quiet|delay)|security |redundancy|"
    r"control-plane|port-channel |power (inline|redundancy)|mls |alias |license |switch \d|udld |call-home|"
    r"memory |platform |diagnostic |parser |scheduler |file |do |default interface|event manager|track |"
    r"hw-module|stackwise|fabric|transceiver|device-tracking|authentication mac-move|dhcp|multilink|"
    r"template |table-map|subscriber|password encryption|network-clock|netconf|restconf|wsma|cns|kron"
)
_PORT = (
    r"description \S|ip (address|helper-address|access-group|nat (in|out)side$|verify|redirects|unreachables|"
    r"proxy-arp|mtu|ospf|arp|dhcp (snooping|relay|client)|igmp|pim|unnumbered|directed-broadcast|policy|tcp|"
    r"route-cache|flow|device|summary|authentication|hello|split|vrf|nbar|virtual-reassembly|rip)|"
    r"ipv6 (address|enable|nd |ospf|dhcp|traffic)|shutdown$|switchport|spanning-tree |storm-control |speed |"
    r"duplex |mtu |channel-group |channel-protocol|negotiation|mdix|power inline|cdp enable|lldp "
    r"(transmit|receive|"
    r"med|tlv)|standby |vrrp |encapsulation |bandwidth |delay |load-interval|mls |auto qos|"
    r"priority-queue|srr-queue|"
    r"queue-set|service-policy|authentication |mab|dot1x |logging event|udld |keepalive|vrf |nat |macro|"
    r"port-type|media-type|carrier|isis|source template|device-tracking|access-session|trust|arp |hold-queue|"
    r"snmp trap|tunnel |mac |ntp (broadcast|disable)|flowcontrol|errdisable|aaa |ethernet|protected|nmsp|"
    r"crypto map|peer|ppp|pppoe|bfd|lacp |hsrp|zone-member|cts|macsec"
)


class Ios(Grammar):
    """Cisco IOS and IOS-XE, as a campus switch or a router has them."""

    known = (
        ("interface ", _PORT),
        (
            "line ",
            (
                r"(transport|login|password|exec-timeout|access-class|logging synchronous|privilege|session|"
                r"stopbits|length|width|exec|no exec|authorization|accounting|absolute|history|ipv6 access|"
                r"rotary|speed|escape|location|motd|editing|monitor|notify|modem|flowcontrol|autocommand)"
            ),
        ),
        ("vlan ", r"(name|state|remote-span|private-vlan|mtu|shutdown)"),
        ("ip access-list ", r"(\d+ )?(permit|deny|remark|evaluate|\d+$)"),
        (
            "router ",
            (
                r"(network|router-id|ospf|passive-interface|default-information|redistribute|area|"
                r"neighbor|bgp|"
                r"address-family|exit-address-family|distance|maximum|auto-summary|version|timers|log-adj|"
                r"auto-cost|summary|aggregate|eigrp|synchronization|default-metric|distribute|nsf|"
                r"compatible|is-type|net|metric|max-metric|bfd|activate|capability|synchron|fast-ext|no-sum)"
            ),
        ),
        ("route-map ", r"(match|set|description|continue)"),
        (
            "(tacacs|radius) server ",
            r"(address|key|timeout|single|port|auto|backoff|retransmit|pac|automate)",
        ),
        ("aaa group ", r"(server|ip |deadtime|attribute|load-balance|key)"),
        ("aaa server ", r"(client|port|auth-type|ignore|server-key)"),
        ("archive", r"(path|maximum|write-memory|time-period|log|logging|notify|hidekeys|rollback|record)"),
        (
            "ip dhcp pool ",
            (
                r"(network|default-router|dns-server|domain-name|lease|option|host|hardware|client|"
                r"netbios|import|next-server|bootfile|update|class|address|vrf|utilization|origin)"
            ),
        ),
        (
            "crypto ",
            (
                r"(?!key (gen|zero))(certificate|quit|enrollment|subject|revocation|rsakeypair|[0-9A-F ]+$|"
                r"chain|serial|fqdn|ip-address|usage|encryption|hash|authentication|group|lifetime|set|"
                r"match|mode|integrity|prf|address|identity|pre-shared|peer|auto-enroll|storage)"
            ),
        ),
        (
            (
                "class-map |policy-map |control-plane|key chain|vrf |template |event |track |kron|"
                "spanning-tree mst conf|"
                "redundancy|ip vrf|call-home|monitor |ip sla|object-group|flow|ip flow|parameter|mst|"
                "dot1x cred|license |"
                "ip ssh pubkey|ipv6 |username |banner "
            ),
            r".",
        ),
        ("$", _TOP),
    )
    blocks = (
        (
            "$",
            (
                r"interface \S|vlan \d|line (con|vty|aux) |router \S|route-map |ip access-list "
                r"(standard|extended) |"
                r"ipv6 access-list |(tacacs|radius) server |aaa group server |archive$|ip dhcp pool |"
                r"class-map |"
                r"policy-map |control-plane$|key chain |vrf (definition|context) |ip vrf |template |"
                r"crypto pki (trustpoint|certificate chain) |crypto (isakmp policy|ipsec transform-set|"
                r"map \S+ \d|"
                r"ikev2|keyring) |monitor session \d+ type|ip sla \d|event manager applet |track \d|"
                r"redundancy$|"
                r"spanning-tree mst configuration$|object-group |flow \S|ip ssh pubkey-chain$|"
                r"call-home$|kron |"
                r"aaa server radius dynamic-author$"
            ),
        ),
        ("router ", r"address-family "),
        ("archive", r"log config$"),
        ("crypto pki certificate chain", r"certificate "),
        (
            "class-map |policy-map |key chain|ip ssh pubkey|ip sla|vrf |track |call-home|redundancy",
            r"class (?!-)\S|key \d+$|username \S+$|key-string$|address-family|mode sso|profile ",
        ),
    )
    single = (
        (
            "interface ",
            (
                r"description |ip address (?!.*secondary$)|switchport mode |switchport access vlan |"
                r"switchport voice vlan |switchport trunk (native|allowed) vlan |switchport trunk encap\S+ |"
                r"switchport port-security (maximum|violation|aging (time|type)) |spanning-tree "
                r"(portfast|bpduguard|bpdufilter|guard|cost|port-priority|link-type)\b|"
                r"storm-control (broadcast|multicast|unicast) level |storm-control action |speed |"
                r"duplex |mtu |"
                r"channel-group |ip access-group (?=\S+ (?P<inward>in))|ip access-group |ip ospf (cost|"
                r"priority|network|hello-interval|"
                r"dead-interval|message-digest-key \d+|authentication) ?|bandwidth |delay |load-interval |"
                r"standby \d+ (ip|priority|preempt|timers) ?|encapsulation |ip mtu |power inline |"
                r"authentication \S+ |dot1x \S+ |service-policy \S+ |vrf forwarding |ip dhcp snooping limit "
            ),
        ),
        (
            "line ",
            (
                r"transport (input|output|preferred) |login\b|password |exec-timeout |access-class "
                r"(?=\S+ (?P<inwards>in))|access-class |privilege |"
                r"session-timeout |stopbits |length |width |authorization \S+ |accounting \S+ |history "
                r"|speed "
            ),
        ),
        ("vlan ", r"name |state |mtu "),
        (
            "router ",
            (
                r"(ospf |eigrp |bgp )?router-id |bgp router-id |distance |maximum-paths |auto-cost |"
                r"default-metric |timers \S+ |default-information "
            ),
        ),
        ("(tacacs|radius) server ", r"address |key |timeout |port |retransmit "),
        ("archive", r"path |maximum |time-period "),
        ("ip dhcp pool ", r"network |default-router |dns-server |domain-name |lease "),
        ("spanning-tree mst conf", r"name |revision "),
        (
            "$",
            (
                r"hostname |version |enable (secret|password)(?: level \d+)? |username \S+ |banner \S+ |"
                r"ip default-gateway |ip domain[- ]name |ip ssh (version|time-out|"
                r"authentication-retries|source-\S+|"
                r"server algorithm \S+|dh min size|client algorithm \S+) |ip http (port|access-class|"
                r"timeout\S*) |"
                r"snmp-server (location|contact|chassis-id|trap-source|engineID \S+) |"
                r"snmp-server community \S+ |snmp-server view \S+ \S+ |snmp-server (user|group) \S+ \S* ?|"
                r"snmp-server host \S+ |ntp server (?:vrf \S+ )?\S+|ntp source |ntp authentication-key \d+ |"
                r"logging (source-interface|trap|facility|console|monitor|buffered|history|origin-id) ?|"
                r"clock (timezone|summer-time) |spanning-tree (mode|vlan \S+ priority|pathcost method) "
                r"|vtp \S+ |"
                r"aaa (authentication|authorization|accounting) \S+(?: \d+)? \S+|aaa session-id |"
                r"tacacs-server (key|timeout) |"
                r"radius-server (key|timeout|deadtime|retransmit) |errdisable recovery interval |lldp "
                r"(timer|holdtime|"
                r"reinit) |cdp (timer|holdtime) |system mtu( routing)? |login (block-for|delay|quiet-mode) |"
                r"boot system |port-channel load-balance |mac address-table aging-time |security \S+ "
                r"\S+ \S+ |"
                r"ip (tftp|ftp|tacacs|radius) source-interface |udld "
            ),
        ),
    )
    shown = (
        (
            "interface ",
            (
                r"(cdp enable|lldp transmit|lldp receive|ip redirects|ip unreachables|ip proxy-arp|"
                r"negotiation auto|mdix auto|logging event link-status|snmp trap link-status|switchport)$"
            ),
        ),
        ("line ", r"exec$"),
        (
            "$",
            (
                r"(cdp run|ip domain[- ]lookup|spanning-tree vlan \S+|ip source-route|service "
                r"password-recovery|"
                r"ip gratuitous-arps|logging console|ip finger|mop enabled)$"
            ),
        ),
    )
    both = (
        (
            "$",
            (
                r"(ip http server|ip http secure-server|service timestamps (?:debug|log)|service pad|"
                r"service password-encryption|ip forward-protocol nd)\b"
            ),
        ),
    )
    physical = (
        r"interface (Gigabit|Ten|Fast|Two|Forty)Ethernet|interface (Gigabit|TenGigabit|TwoGigabit|"
        r"FortyGigabit)Ethernet|interface Vlan1$|line (con|vty 0)|vlan 1$"
    )
    incomplete = (
        r"ip address|(no )?(interface|vlan|username|ntp( server)?|ip( route)?|line|router|snmp-server|"
        r"logging host|aaa|switchport mode|switchport access( vlan)?)"
    )

    def canonical(self, context: str, line: str) -> str:
        """Write interface names out and scramble passwords, as IOS prints them."""
        found = re.match(r"(interface) ?([A-Za-z-]+) ?([\d/.]+)$", line)
        if found and not context:
            return f"interface {_KINDS.get(found[2][:2].lower(), found[2])}{found[3]}"
        if re.match(r"switchport mode|ip address|transport|vlan", line):
            line = line.rstrip()
        return _scrambled(line)

    def several(self, line: str) -> list[str]:
        """Open each interface of a range, each VLAN of a list."""
        found = re.match(r"interface range (.*)", line)
        if found:
            return [f"interface {each}" for each in _ports(found[1])]
        found = re.match(r"vlan (\d[\d,-]*)$", line)
        if found:
            return [f"vlan {each}" for each in numbers(found[1])]
        return [line]

    def merged(self, block: Line, line: str) -> str:
        """Add to, or take from, a trunk's VLANs."""
        found = re.match(r"switchport trunk allowed vlan (add|remove) (\S+)", line)
        if line == "no transport input":
            return "transport input none"
        if not found:
            return line
        had = set(numbers(block.value(r"switchport trunk allowed vlan (\d\S*)")))
        change = set(numbers(found[2]))
        left = had | change if found[1] == "add" else had - change
        return f"switchport trunk allowed vlan {ranges(left) or 'none'}"


def numbers(text: str) -> list[int]:
    """Return the numbers of ``10,20-22``."""
    found = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found += list(range(int(first), int(last or first) + 1))
    return found


def ranges(values: set[int]) -> str:
    """Return numbers as IOS writes a list of VLANs."""
    parts: list[str] = []
    for value in sorted(values):
        first, _, last = parts[-1].partition("-") if parts else ("", "", "")
        if parts and int(last or first) + 1 == value:
            parts[-1] = f"{first}-{value}"
        else:
            parts.append(str(value))
    return ",".join(parts)


def _ports(text: str) -> list[str]:
    found = []
    for part in text.split(","):
        each = re.match(r"\s*([A-Za-z-]+)\s*((?:\d+/)*)(\d+)(?:\s*-\s*(\d+))?", part)
        if each:
            last = int(each[4] or each[3])
            found += [f"{each[1]}{each[2]}{port}" for port in range(int(each[3]), last + 1)]
    return found


def _scrambled(line: str) -> str:
    found = re.match(
        r"(enable secret|username \S+(?: privilege \d+)? secret)(?: 0)? ([^\s\d]\S*|\d\S+)$", line
    )
    return f"{found[1]} 5 {crypted(found[2])}" if found else line


def crypted(secret: str) -> str:
    """Return a secret as it is shown: not MD5-crypt itself, but like it, and the same for the same secret."""
    shown = digest(secret)
    return f"$1${shown[:4]}${shown[4:26]}"
