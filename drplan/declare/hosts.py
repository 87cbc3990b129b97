"""One inventory file for two tools: the list of hosts that pyinfra reads."""

from __future__ import annotations

from typing import Any

from drplan.declare.assets import Server
from drplan.declare.sites import Site


def host_data(site: Site, server: Server) -> dict[str, Any]:
    """Return what a deploy may read of a server as ``host.data``: plain values only."""
    return {
        "ssh_hostname": str(server.address),
        "_sudo": True,
        "site_code": site.code,
        "site_networks": [str(network) for network in site.networks],
        "baselines": list(server.baselines),
        "level": server.level,
        "reboot_at": server.reboot_at and f"{server.reboot_at:%H:%M}",
        "exceptions": [each.model_dump(mode="json") for each in server.exceptions],
        "certificate": server.certificate and server.certificate.model_dump(mode="json"),
        "owner": server.owner,
    }


def pyinfra_hosts(site: Site) -> list[tuple[str, dict[str, Any]]]:
    """Return the site's servers the way ``pyinfra inventories/hs.py …`` expects them: ``[(name, data)]``."""
    return [(asset.name, host_data(site, asset)) for asset in site.assets if isinstance(asset, Server)]
