"""Words of Junos's configuration, by what follows them. Source: Junos configuration statement reference."""

from __future__ import annotations

from drplan.adapters.lab.standin.names import named

_TOP_WORDS = (
    "version groups apply-groups system chassis security interfaces snmp forwarding-options event-options "
    "routing-options protocols policy-options class-of-service firewall access switch-options "
    "applications services routing-instances bridge-domains ethernet-switching-options virtual-chassis "
    "vlans poe logical-systems multi-chassis schedulers jsrc "
)
TOP = tuple(_TOP_WORDS.split())
"""What may stand at the top, in the order in which it is printed."""

LISTS = named(
    "user unit family area community filter term policy-statement prefix-list interface-range trap-group",
    "class file host view server-group instance msti neighbor group policy zone instance-type usm-user",
    "security-name security-level context-prefix security-model user-name interface server",
    "storm-control-profiles",
)
"""Words that stand in front of a name, with more below: ``unit 0 {``."""
BLOCKS = named(
    "system services login syslog ntp root-authentication authentication interfaces vlans protocols",
    "routing-options static snmp firewall policy-options forwarding-options chassis ether-options",
    "aggregated-ether-options from then radius-server tacplus-server rstp lldp lldp-med ospf",
    "class-of-service web-management archival configuration v3 usm vacm local-engine switch-options",
    "virtual-chassis poe security vlan ethernet-switching access source-address source-prefix-list",
    "name-server targets groups",
)
"""Words that stand alone in front of a brace."""
SINGLE = named(
    "host-name domain-name time-zone encrypted-password description vlan-id l3-interface full-name",
    "location contact message announcement root-login protocol-version interface-mode native-vlan-id mtu",
    "speed link-mode secret router-id bridge-priority idle-timeout connection-limit rate-limit",
    "authorization uid version recovery-timeout bandwidth-percentage bandwidth-level metric preference",
    "max-configurations-on-flash transfer-interval hello-time forward-delay max-age level timeout retry",
    "privacy-key authentication-key tagged ageing-time reference-bandwidth native-inner-tag",
    "sampling-interval no-of-lockouts backoff-threshold tries-before-disconnect minimum-length",
    "change-type minimum-changes format boot-server",
)
"""Words with one value: a new one replaces the old."""
FACILITIES = named(
    "any authorization change-log conflict-log daemon dfc external firewall ftp interactive-commands",
    "kernel ntp pfe security user",
)
"""What syslog is told of: in front of a level."""
SECRETS = named(
    "encrypted-password secret authentication-key privacy-key pre-shared-key ssh-rsa ssh-ed25519",
    "ssh-ecdsa authentication-password privacy-password hello-authentication-key",
)
"""Words in front of a secret, printed with their mark."""
SCRAMBLED = frozenset({"secret", "authentication-key", "pre-shared-key", "simple-password"})
"""Words in front of a secret that is scrambled when it is kept."""
