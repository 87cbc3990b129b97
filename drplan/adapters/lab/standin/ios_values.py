"""The commands of Cisco IOS with one value, and its switches. Source: Cisco IOS command references."""

from __future__ import annotations

SINGLE = (
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
"""Commands with one value."""

SHOWN = (
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
"""Switches that are on by their maker."""

BOTH = (
    (
        "$",
        (
            r"(ip http server|ip http secure-server|service timestamps (?:debug|log)|service pad|"
            r"service password-encryption|ip forward-protocol nd)\b"
        ),
    ),
)
"""Switches that are printed either way."""
