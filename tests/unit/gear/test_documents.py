"""What a controller told as one document: cut anywhere it is none, settled it stays one, masked too."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.errors import NotWhole
from drplan.gear import PLATFORMS, Feature
from drplan.gear.changed import difference
from drplan.gear.documents import written_document
from drplan.gear.mask import hidden, masked
from drplan.gear.settled import settled
from drplan.gear.tree import Unreadable, read
from drplan.gear.whole import whole
from drplan.plan.network.compare import compare

UNIFI = PLATFORMS["ubiquiti-unifi"]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=6),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "psk", "state", "devices", "naïve"]), below, max_size=3)
    ),
    max_leaves=8,
)
HELD = st.dictionaries(st.sampled_from(["sites", "application"]), VALUES, min_size=1)


@given(HELD, st.data())
def test_wherever_a_document_is_cut_it_is_noticed(held, data):
    text = written_document(UNIFI, held).rstrip()
    assert whole(text, UNIFI, "c1") == text
    with pytest.raises(NotWhole):
        whole(text[: data.draw(st.integers(0, len(text) - 1))], UNIFI, "c1")


@given(HELD)
def test_settling_and_masking_twice_change_nothing_and_settle_alike(held):
    text = written_document(UNIFI, held)
    once = settled(text, UNIFI)
    assert settled(once, UNIFI) == once
    shown = masked(text, UNIFI, b"k")
    assert masked(shown, UNIFI, b"k") == shown
    assert settled(settled(shown, UNIFI), UNIFI) == settled(shown, UNIFI)


@given(HELD)
def test_a_document_is_never_compared_and_nothing_is_ever_sent(held):
    text = written_document(UNIFI, held)
    with pytest.raises(Unreadable, match="only read by its API"):
        read(text, UNIFI)
    found = compare(UNIFI, text, [Feature("it", text, (), (), False)])
    assert [each.standing for each in found.features] == ["not-comparable"]
    assert (found.remediation, found.rollback) == ((), ())


def test_what_stands_below_a_secrets_name_is_hidden_and_what_says_yes_or_no_is_not():
    text = written_document(
        UNIFI,
        {
            "sites": {
                "s": {
                    "psks": ["Fir-Alley-1", {"passphrase": "Oak-Alley-2", "note": "Elm-Alley-3"}],
                    "pin": 4711,
                    "passwordRequired": True,
                    "secret": None,
                    "note": "ask for Fir-Alley-1 in room 4",
                    "name": "psk",
                }
            }
        },
    )
    site = json.loads(hidden(text, UNIFI))["sites"]["s"]
    assert site == {
        "psks": ["(hidden)", {"passphrase": "(hidden)", "note": "(hidden)"}],
        "pin": "(hidden)",
        "passwordRequired": True,
        "secret": None,
        "note": "ask for (hidden) in room 4",
        "name": "psk",
    }


def test_a_private_key_in_a_value_is_hidden_whatever_its_name():
    body = "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA2a2rwplB\n-----END PRIVATE KEY-----\n"
    text = written_document(UNIFI, {"sites": {"s": {"note": body}}})
    assert "MIIEpAIBAAKCAQEA2a2rwplB" not in masked(text, UNIFI, b"k")


def test_a_difference_names_the_documents_part():
    before = written_document(UNIFI, {"application": {"version": "10.1"}, "sites": {"s": {"name": "a"}}})
    found = difference(before, before.replace('"a"', '"b"'), UNIFI)
    assert (found.blocks, found.added, found.removed) == (("sites",), 1, 1)
