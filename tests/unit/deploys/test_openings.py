"""Which ports a host's baselines open, and to whom."""

from deploys.openings import OPENINGS, openings, rules

TOLD = {
    "site_networks": ["10.1.0.0/16", "10.2.0.0/16"],
    "radius_clients": {"b": "10.1.0.9", "a": "10.1.0.10"},
}


def test_a_role_for_the_site_is_open_to_its_own_networks():
    assert rules(openings(["baseline", "file-share"]), TOLD.get) == [
        "ip saddr { 10.1.0.0/16, 10.2.0.0/16 } tcp dport 445 accept"
    ]


def test_radius_is_open_to_the_devices_that_ask_it_and_shut_without_any():
    assert rules(openings(["radius"]), TOLD.get) == ["ip saddr { 10.1.0.9, 10.1.0.10 } udp dport 1812 accept"]
    assert rules(openings(["radius"]), {**TOLD, "radius_clients": {}}.get) == []
    assert rules(openings(["radius"]), lambda word: None) == []


def test_a_port_is_open_once_whatever_asks_for_it():
    assert len(openings(["web", "web", "baseline"])) == 1
    assert openings(["nobody-wrote-it"]) == []
    assert all(openings([name]) for name in OPENINGS)
