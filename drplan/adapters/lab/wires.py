"""Network namespaces, bridges and cables: the building's LAN, its uplink, the cloud beyond."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface
from pathlib import Path

from drplan.adapters.lab.layout import Layout, cable, lan_port, namespace_of, uplink
from drplan.adapters.lab.tools import LAB_NAMESPACE, inside, run, succeeds
from drplan.declare import NetworkDevice, Server

BRIDGE = "lan0"
_NETNS = Path("/run/netns")


def batch(namespace: str | None, lines: list[str]) -> None:
    """Give lines to one ``ip -batch``, in a namespace or in this machine's own."""
    where = ["-n", namespace] if namespace else []
    run(["ip", *where, "-batch", "-"], stdin="\n".join(lines) + "\n")


def lan_lines(layout: Layout) -> list[str]:
    """Return what makes the LAN: a bridge that carries the operator's address and the on-site servers'."""
    # The operator's first: it is the one this machine speaks with.
    ours = [layout.operator.ip, *sorted({door.address for door in layout.onsite})]
    cloud = _next_door(layout)
    return [
        "link set lo up",
        f"link add {BRIDGE} type bridge forward_delay 0",
        f"link set {BRIDGE} up",
        *(f"addr add {address}/{layout.lan.prefixlen} dev {BRIDGE}" for address in ours),
        *(f"addr add {address}/32 dev lo" for address in sorted(cloud)),
        *([f"route add default via {layout.router.address}"] if layout.router else []),
    ]


def _next_door(layout: Layout) -> set[IPv4Address]:
    """Return the cloud's addresses where nothing leads out of the building: they are the operator's own."""
    return set() if layout.neighbour else {door.address for door in layout.offsite} | {layout.account}


def host_routes(layout: Layout) -> list[str]:
    """Return how a host leaves its LAN: by the site's router, else by the operator, to the cloud alone."""
    if layout.router:
        return [f"route add default via {layout.router.address}"]
    away = sorted(address for address in _next_door(layout) if address not in layout.lan)
    return [f"route add {address}/32 via {layout.operator.ip}" for address in away]


def plug(asset: str, port: str, address: IPv4Interface) -> None:
    """Run a cable from an asset's port to the LAN's bridge and give the port its address."""
    far = cable(asset, port)
    namespace = namespace_of(asset)
    batch(
        LAB_NAMESPACE,
        [
            f"link add {far} type veth peer name {port} netns {namespace}",
            f"link set {far} master {BRIDGE} up",
        ],
    )
    batch(namespace, ["link set lo up", f"addr add {address} dev {port}", f"link set {port} up"])


def wire_host(layout: Layout, host: Server) -> None:
    """Give a host its own network namespace on the LAN."""
    run(["ip", "netns", "add", namespace_of(host.name)])
    plug(host.name, "eth0", IPv4Interface(f"{host.address}/{layout.lan.prefixlen}"))
    routes = host_routes(layout)
    if routes:
        batch(namespace_of(host.name), routes)


def unwire_host(host: str) -> None:
    """Take a host's network namespace away: firewall rules and kernel settings go with it."""
    if (_NETNS / namespace_of(host)).exists():
        run(["ip", "netns", "del", namespace_of(host)])
    ends = run(["ip", "-n", LAB_NAMESPACE, "-br", "link", "show"])
    # A deleted namespace takes its cable with it a moment later; a new cable of that name must not wait.
    # It may go by itself just now: one that stays is refused by whoever lays the new one.
    if cable(host, "eth0") in ends:
        succeeds(["ip", "-n", LAB_NAMESPACE, "link", "del", cable(host, "eth0")])


def wire_all(layout: Layout) -> None:
    """Build every namespace and cable of a lab."""
    run(["ip", "netns", "add", LAB_NAMESPACE])
    batch(LAB_NAMESPACE, lan_lines(layout))
    for device in layout.routers:
        run(["ip", "netns", "add", namespace_of(device.name)])
        _forward(namespace_of(device.name))
    if layout.router:
        port = lan_port(layout.router)
        plug(layout.router.name, port.name, port.address)
    if layout.router and layout.neighbour:
        _link(layout.router, layout.neighbour)
    for device in layout.routers:
        _fill_ports(device)
    if layout.neighbour:
        prefix = layout.cloud.prefixlen
        cloud = [layout.account, *(door.address for door in layout.offsite)]
        batch(
            layout.cloud_namespace,
            [f"addr add {address}/{prefix} dev {layout.cloud_port}" for address in sorted(set(cloud))],
        )
    for host in layout.hosts:
        wire_host(layout, host)


def guard_cloud(layout: Layout) -> None:
    """Let the network reach the cloud's S3 doors and nothing else of the servers behind them.

    The S3 server's other ports would let anyone delete what its S3 door protects.
    """
    rules = [
        f"add rule inet lab cloud iifname != lo ip daddr {door.address} tcp dport != {door.port} reject"
        for door in layout.offsite
    ]
    chain = "add chain inet lab cloud { type filter hook input priority 0 ; policy accept ; }"
    table = ["add table inet lab", chain, *rules]
    run(inside(layout.cloud_namespace, ["nft", "-f", "-"]), stdin="\n".join(table) + "\n")


def forget_routes(device: NetworkDevice) -> None:
    """Put a router's kernel back as wired: its own addresses, and no route that any daemon left."""
    namespace = namespace_of(device.name)
    lines = ["nexthop flush", "route flush table main"]
    for port in device.interfaces:
        lines += [f"addr flush dev {port.name}", f"link set {port.name} up"]
    batch(namespace, lines)
    batch(namespace, [f"addr add {port.address} dev {port.name}" for port in device.interfaces])


def _forward(namespace: str) -> None:
    run(inside(namespace, ["sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"]))
    batch(namespace, ["link set lo up"])


def _link(router: NetworkDevice, neighbour: NetworkDevice) -> None:
    near, far = uplink(router, neighbour)
    batch(
        namespace_of(router.name),
        [f"link add {near.name} type veth peer name {far.name} netns {namespace_of(neighbour.name)}"],
    )


def _fill_ports(device: NetworkDevice) -> None:
    """Make the ports that lead nowhere in this lab, and give all of them their declared addresses."""
    namespace = namespace_of(device.name)
    there = run(["ip", "-n", namespace, "-br", "link", "show"])
    made = {line.split()[0].partition("@")[0] for line in there.splitlines()}
    batch(
        namespace,
        [line for port in device.interfaces if port.name not in made for line in _lonely(device, port.name)]
        + [f"addr replace {port.address} dev {port.name}" for port in device.interfaces]
        + [f"link set {port.name} up" for port in device.interfaces],
    )


def _lonely(device: NetworkDevice, port: str) -> list[str]:
    # A cable whose other end is plugged in nowhere: it has carrier, so its network is advertised, and unlike
    # a dummy it needs no kernel module.
    far = cable(device.name, port)
    return [f"link add {port} type veth peer name {far}", f"link set {far} up"]
