"""Open vSwitch databases as text: what is told the same reads the same, whatever UUIDs it was given."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from drplan.gear.tables import rows_of, settled_tables


def backup(rows, schema=None):
    def record(value):
        body = json.dumps(value) + "\n"
        digest = hashlib.sha1(body.encode(), usedforsecurity=False).hexdigest()
        return f"OVSDB JSON {len(body.encode())} {digest}\n{body}"

    return record(schema or {"name": "Open_vSwitch"}) + record(rows)


def switch(names, found=0):
    """Return a bridge with two ports in a VLAN; ``names`` are UUIDs, ``found`` what a switch finds out."""
    root, bridge, one, two = names
    return {
        "_date": found,
        "Open_vSwitch": {root: {"bridges": ["uuid", bridge], "cur_cfg": found, "next_cfg": found}},
        "Bridge": {bridge: {"name": "br0", "ports": ["set", [["uuid", two], ["uuid", one]]]}},
        "Port": {one: {"name": "p1", "tag": 10, "trunks": ["set", []]}, two: {"name": "p2", "tag": 10}},
    }


@given(some.permutations(["a", "b", "c", "d"]), some.integers(0, 9))
def test_names_dates_and_what_the_switch_finds_out_make_no_difference(names, found):
    text = settled_tables(backup(switch(names, found)))
    assert text == settled_tables(backup(switch(["w", "x", "y", "z"])))
    assert settled_tables(text) == text


def test_another_vlan_makes_one():
    rows = switch("abcd")
    rows["Port"]["c"]["tag"] = 20
    assert settled_tables(backup(rows)) != settled_tables(backup(switch("abcd")))


def test_what_is_kept_holds_every_row_and_its_references():
    rows = rows_of(settled_tables(backup(switch("abcd"))))
    assert {table: len(named) for table, named in rows.items()} == {"Bridge": 1, "Open_vSwitch": 1, "Port": 2}
    (bridge,) = rows["Bridge"].values()
    assert {name for _, name in bridge["ports"][1]} == set(rows["Port"])


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-5], lambda t: t.replace("br0", "br1"), lambda t: t + "x", lambda _: ""]
)
def test_half_a_backup_is_refused(spoil):
    with pytest.raises(ValueError, match=r"record|schema"):
        settled_tables(spoil(backup(switch("abcd"))))


def test_two_rows_with_one_uuid_are_no_backup():
    rows = switch(["a", "b", "c", "d"])
    rows["Port"]["b"] = {"name": "p3"}
    with pytest.raises(ValueError, match="two rows of it have one UUID"):
        settled_tables(backup(rows))
