"""The commands that Cisco IOS has, by where they stand. Source: Cisco IOS command references."""

from __future__ import annotations

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

KNOWN = (
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
            "class-map |policy-map |control-plane|key chain|vrf |template |event |track "
            "|kron|spanning-tree mst conf|redundancy|ip vrf|call-home|monitor |ip "
            "sla|object-group|flow|ip flow|parameter|mst|dot1x cred|license |ip ssh pubkey|ipv6 |username "
            "|banner "
        ),
        r".",
    ),
    ("$", _TOP),
)
"""The commands there are."""

BLOCKS = (
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
"""Those that open a block."""
