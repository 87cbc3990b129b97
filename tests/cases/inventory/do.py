"""District office and data room."""

from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from drplan import Interface, NetworkDevice, Site

site = Site(
    code="do",
    title="District Office",
    kind="district-office",
    students=0,
    networks=(IPv4Network("198.18.10.0/24"), IPv4Network("198.18.255.0/24")),
    contact="technology-director",
    assets=(
        NetworkDevice(
            name="do-rtr1",
            address=IPv4Address("198.18.10.1"),
            owner="network-administrator",
            platform="frr",
            interfaces=(
                Interface(name="lan0", address=IPv4Interface("198.18.10.1/24"), description="data room"),
                Interface(name="wan0", address=IPv4Interface("198.18.255.1/30"), description="to hs-rtr1"),
                Interface(
                    name="cloud0", address=IPv4Interface("203.0.113.1/24"), description="Internet handoff"
                ),
            ),
            routing=(
                IPv4Network("198.18.10.0/24"),
                IPv4Network("198.18.255.0/30"),
                IPv4Network("203.0.113.0/24"),
            ),
            neighbour="hs-rtr1",
        ),
    ),
)
