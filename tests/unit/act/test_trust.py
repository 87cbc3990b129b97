"""Who is believed: nobody by chance, and never a changed key in silence."""

import base64
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan import Server
from drplan.act.trust import meet
from drplan.errors import Unreachable
from drplan.plan.trust import HostKey, decide

KEYS = [HostKey("ssh-ed25519", base64.b64encode(bytes([n]) * 32).decode()) for n in range(4)]
keys = st.lists(st.sampled_from(KEYS), unique=True)


@given(
    offered=keys.filter(bool),
    known=keys,
    vouched=st.lists(st.sampled_from([key.fingerprint() for key in KEYS])),
    replace=st.booleans(),
)
def test_no_key_takes_the_place_of_a_known_one_unless_it_was_vouched_for_and_is_to_replace_it(
    offered, known, vouched, replace
):
    trust = decide(offered, known=known, vouched=vouched, replace=replace)
    assert trust.key in offered
    if trust.decision in {"add", "replace"}:
        assert trust.key.fingerprint() in vouched
    if trust.decision == "replace":
        assert replace
        assert not set(offered) & set(known)
    if trust.decision == "ask":
        assert not known
    if trust.decision == "known":
        assert trust.key in known
    if trust.decision == "add":
        assert not known


class Ring:
    def __init__(self, shows, known=()):
        self.shows, self.believed, self.kept = shows, known, {}

    def shown(self, machine):
        if machine.name not in self.shows:
            raise Unreachable(f"{machine.name} is silent", next_step="look")
        return self.shows[machine.name]

    def known(self, machine):
        return self.believed

    def keep(self, machine, key):
        self.kept[machine.name] = key


def server(name, **told):
    return Server(name=name, address=IPv4Address("192.0.2.5"), owner="admin", **told)


def outcome(machines, ring, **told):
    asked = {"vouched": {}, "replace": False, "confirm": lambda machine, key: False, **told}
    return [each.met for each in meet(machines, ring, **asked)]


def test_one_silent_machine_does_not_keep_the_others_from_being_met():
    ring = Ring({"b": KEYS[:1]})
    assert outcome([server("a"), server("b")], ring, confirm=lambda machine, key: True) == [
        "unreachable",
        "added",
    ]
    assert ring.kept == {"b": KEYS[0]}


def test_a_fingerprint_given_now_counts_before_the_declared_one():
    declared = server("a", host_key=KEYS[0].fingerprint())
    ring = Ring({"a": [KEYS[1]]})
    assert outcome([declared], ring) == ["refused"]
    assert outcome([declared], ring, vouched={"a": [KEYS[1].fingerprint()]}) == ["added"]


def test_what_a_person_did_not_confirm_is_not_kept():
    ring = Ring({"a": [KEYS[0]]})
    assert outcome([server("a")], ring) == ["unconfirmed"]
    assert ring.kept == {}


@pytest.mark.parametrize("told", ["SHA256:short", "MD5:" + "a" * 43, ""])
def test_a_declared_fingerprint_has_the_form_that_ssh_keygen_prints(told):
    with pytest.raises(ValueError, match="pattern"):
        server("a", host_key=told)
