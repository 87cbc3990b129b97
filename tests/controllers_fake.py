"""A fake of Meraki's and UniFi's APIs over real HTTPS on loopback: documented shapes, no real controller.

It answers what a test laid down for a path, and notes every request. Nothing here was taken from a real
organisation or console.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from drplan.adapters.lab.keys import certificate

HOST = "127.0.0.1"
KEY = "k3y-of-no-real-controller-5f0e"
MERAKI, UNIFI = "/api/v1", "/proxy/network/integration/v1"
NETWORK, ORGANIZATION, SERIAL = "N_24", "549", "Q2XX-ABCD-1234"


class Reply:
    """What is answered: a status, a body as it leaves, headers; ``missing`` bytes are promised, not sent."""

    def __init__(
        self,
        body: Any = None,
        status: int = 200,
        *,
        kind: str = "application/json; charset=utf-8",
        missing: int = 0,
        **headers: str,
    ) -> None:
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.status, self.kind, self.missing = status, kind, missing
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


Answering = Callable[[dict[str, str]], Reply]


class FakeApi:
    """Serves ``answers`` (path to a JSON value, a reply, replies in turn, or a function of the query)."""

    def __init__(self, folder: Path) -> None:
        made = certificate([IPv4Address(HOST)], datetime.now(UTC))
        self.authority = folder / "authority.pem"
        self.authority.write_text(made.authority)
        server = folder / "server.pem"
        server.write_text(made.server + made.key)
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self._server = ThreadingHTTPServer((HOST, 0), self._handler())
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(server)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def verbs(self) -> set[str]:
        return {verb for verb, _, _ in self.asked}

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority))

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def reply(self, path: str, query: dict[str, str]) -> Reply:
        found = self.answers.get(path, Reply({"errors": ["not found"]}, 404))
        if isinstance(found, list) and found and isinstance(found[0], Reply):
            found = found.pop(0) if len(found) > 1 else found[0]
        if callable(found):
            found = found(query)
        return found if isinstance(found, Reply) else Reply(found)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16
            disable_nagle_algorithm = True

            def _do(self) -> None:
                parts = urlsplit(self.path)
                api.asked.append((self.command, parts.path, dict(self.headers)))
                shown = self.headers.get("X-API-KEY") or self.headers.get("Authorization", "").removeprefix(
                    "Bearer "
                )
                reply = Reply({"errors": ["Invalid API key"]}, 401)
                if shown == KEY:
                    reply = api.reply(parts.path, dict(parse_qsl(parts.query)))
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.kind)
                self.send_header("Content-Length", str(len(reply.body) + reply.missing))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)
                self.close_connection = bool(reply.missing)

            do_GET = do_POST = do_PUT = do_DELETE = _do  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


def meraki_answers() -> dict[str, Any]:
    """Return a network with an appliance, a switch and wireless, as the documentation shapes them."""
    network, organization = f"{MERAKI}/networks/{NETWORK}", f"{MERAKI}/organizations/{ORGANIZATION}"
    unit = {
        "serial": SERIAL,
        "name": "hs-fw1",
        "model": "MX85",
        "networkId": NETWORK,
        "firmware": "wired-18-211",
    }
    ssids = [
        {"number": 0, "name": "students", "enabled": True, "authMode": "psk", "psk": "Gecko-Plaza-19"},
        {"number": 1, "name": "Unconfigured SSID 2", "enabled": False, "authMode": "open"},
    ]
    answers: dict[str, Any] = {
        f"{MERAKI}/devices/{SERIAL}": {**unit, "lanIp": "10.20.0.9"},
        network: {
            "id": NETWORK,
            "organizationId": ORGANIZATION,
            "name": "High school",
            "productTypes": ["appliance", "switch", "wireless"],
            "timeZone": "America/Chicago",
        },
        organization: {"id": ORGANIZATION, "name": "Cedar Valley", "api": {"enabled": True}},
        f"{organization}/policyObjects": [{"id": "11", "name": "printers", "cidr": "10.20.40.0/24"}],
        f"{organization}/policyObjects/groups": [],
        f"{organization}/devices": [
            {**unit, "productType": "appliance", "lanIp": "10.20.0.9"},
            {"serial": "Q2SW-0000-0001", "networkId": NETWORK, "productType": "switch", "lanIp": "10.20.0.7"},
            {"serial": "Q2ZZ-0000-0009", "networkId": "N_99", "productType": "switch"},
        ],
        f"{MERAKI}/devices/Q2SW-0000-0001/switch/ports": [
            {"portId": "2", "type": "access", "vlan": 20},
            {"portId": "1", "type": "trunk", "vlan": 10, "allowedVlans": "all"},
        ],
        f"{network}/snmp": {"access": "community", "communityString": "Chalk77Board"},
        f"{network}/appliance/vlans/settings": {"vlansEnabled": True},
        f"{network}/appliance/vlans": [{"id": 20, "name": "students", "subnet": "10.20.20.0/24"}],
        f"{network}/appliance/ports": [{"number": 3, "enabled": True, "type": "trunk"}],
        f"{network}/wireless/ssids": ssids,
    }
    for name in ("settings", "alerts/settings", "syslogServers", "switch/settings", "wireless/settings"):
        answers[f"{network}/{name}"] = {"of": name}
    for name in ("siteToSiteVpn",):
        answers[f"{network}/appliance/vpn/{name}"] = {"mode": "hub"}
    for name in (
        "l3FirewallRules",
        "l7FirewallRules",
        "portForwardingRules",
        "oneToOneNatRules",
        "oneToManyNatRules",
    ):
        answers[f"{network}/appliance/firewall/{name}"] = {"rules": [{"comment": name, "policy": "deny"}]}
    answers[f"{network}/appliance/firewall/firewalledServices"] = [{"service": "web", "access": "blocked"}]
    for name in ("accessControlLists", "stp", "mtu", "dhcpServerPolicy"):
        answers[f"{network}/switch/{name}"] = {"of": name}
    for name in ("accessPolicies", "qosRules", "stacks", "linkAggregations", "portSchedules"):
        answers[f"{network}/switch/{name}"] = []
    for name in ("groupPolicies", "appliance/staticRoutes", "wireless/rfProfiles"):
        answers[f"{network}/{name}"] = []
    for number in (0, 1):
        ssid = f"{network}/wireless/ssids/{number}"
        answers[f"{ssid}/firewall/l3FirewallRules"] = {"rules": []}
        answers[f"{ssid}/firewall/l7FirewallRules"] = {"rules": []}
        answers[f"{ssid}/splash/settings"] = {"splashPage": "None"}
    return answers


def counted(entries: list[dict[str, Any]]) -> Answering:
    """Answer a list in UniFi's pages, at most 200 entries each."""

    def page(query: dict[str, str]) -> Reply:
        at, limit = int(query.get("offset", 0)), min(int(query.get("limit", 25)), 200)
        data = entries[at : at + limit]
        said = {"offset": at, "limit": limit, "count": len(data), "totalCount": len(entries), "data": data}
        return Reply(said)

    return page


def unifi_answers(version: str = "10.4.57") -> dict[str, Any]:
    """Return a console with one site, as the API's own description shapes it."""
    site = f"{UNIFI}/sites/s-1"
    wifi = {"id": "w-1", "name": "staff", "enabled": True, "type": "STANDARD"}
    unit = {"id": "d-1", "name": "hs-ap1", "model": "U6 Pro", "state": "ONLINE", "ipAddress": "10.20.0.31"}
    answers: dict[str, Any] = {
        f"{UNIFI}/info": {"applicationVersion": version},
        f"{UNIFI}/sites": counted([{"id": "s-1", "internalReference": "default", "name": "Default"}]),
        f"{site}/networks": counted([{"id": "n-2", "name": "staff"}, {"id": "n-1", "name": "Default"}]),
        f"{site}/networks/n-1": {"id": "n-1", "name": "Default", "vlanId": 1, "management": "GATEWAY"},
        f"{site}/networks/n-2": {"id": "n-2", "name": "staff", "vlanId": 20, "management": "GATEWAY"},
        f"{site}/wifi/broadcasts": counted([wifi]),
        f"{site}/wifi/broadcasts/w-1": {
            **wifi,
            "securityConfiguration": {"type": "WPA2_PERSONAL", "passphrase": "Quiet-Otter-31"},
        },
        f"{site}/acl-rules/ordering": {"orderedAclRuleIds": []},
        f"{site}/devices": counted([unit]),
        f"{site}/devices/d-1": {
            **unit,
            "provisionedAt": "2026-11-20T04:00:00Z",
            "configurationId": "7bf46e95",
        },
    }
    empty = (
        "firewall/zones",
        "firewall/policies",
        "acl-rules",
        "dns/policies",
        "traffic-matching-lists",
        "wans",
    )
    others = ("vpn/servers", "vpn/site-to-site-tunnels", "radius/profiles", "device-tags")
    switching = ("switching/switch-stacks", "switching/mc-lag-domains", "switching/lags")
    return answers | {f"{site}/{name}": counted([]) for name in (*empty, *others, *switching)}
