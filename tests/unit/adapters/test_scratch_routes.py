"""Which routes a scratch room may have before anything is restored: those that stay in it, and no others."""

import pytest

from drplan.adapters.scratch import isolation

OWN = frozenset(("198.18.44.250", "203.0.113.20"))


@pytest.mark.parametrize(
    ("to", "via", "fine"),
    [
        ("default", "198.18.44.250", True),
        # A building without a router: the operator's place is its account's, and the way to its copies.
        ("203.0.113.20", "198.18.44.250", True),
        ("203.0.113.0/24", "198.18.44.250", False),
        ("192.0.2.9", "198.18.44.250", False),
        ("203.0.113.20", "192.0.2.1", False),
        ("default", "192.0.2.1", False),
    ],
)
def test_a_route_is_fine_where_both_its_ends_are_the_rooms_own(monkeypatch, to, via, fine):
    shown = [{"dst": to, "gateway": via}]
    monkeypatch.setattr(isolation, "ip_json", lambda words: shown if words[:2] == ["-4", "route"] else [])
    faults, seen = isolation.route_faults("room-lab-data1", OWN, strict=True)
    assert (faults == []) is fine
    assert seen == [f"lab-data1 to {to} via {via}"]
