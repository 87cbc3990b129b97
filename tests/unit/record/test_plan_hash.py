"""The hash that stands for a plan: over every page and the inventory, and nothing else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.errors import EvidenceError
from drplan.record.plan_hash import plan_sha256

INVENTORY = "ab" * 32
paths = st.text("abc/-.ZÄ", min_size=1, max_size=6).filter(
    lambda path: all(part not in ("", ".", "..") for part in path.split("/")) and path != "-"
)
plans = st.dictionaries(paths, st.binary(max_size=8), max_size=5)


def test_it_is_what_the_documentation_says():
    pages = {"hs/runbook.md": b"two", "README.md": b"one"}
    listed = (
        f"{INVENTORY}  inventory\n"
        f"{hashlib.sha256(b'one').hexdigest()}  README.md\n"
        f"{hashlib.sha256(b'two').hexdigest()}  hs/runbook.md\n"
    )
    assert plan_sha256(pages, INVENTORY) == hashlib.sha256(listed.encode()).hexdigest()


@given(plans, st.randoms())
def test_the_order_of_the_pages_changes_nothing(pages, chance):
    names = list(pages)
    chance.shuffle(names)
    assert plan_sha256({name: pages[name] for name in names}, INVENTORY) == plan_sha256(pages, INVENTORY)


@given(plans, plans)
def test_two_plans_have_one_hash_only_when_they_are_one(one, other):
    assert (plan_sha256(one, INVENTORY) == plan_sha256(other, INVENTORY)) == (one == other)


@given(plans)
def test_another_inventory_is_another_plan(pages):
    assert plan_sha256(pages, INVENTORY) != plan_sha256(pages, "cd" * 32)


@pytest.mark.parametrize("name", ["../x", "a\nb", "a\\b"])
def test_a_path_that_sha256sum_would_escape_is_refused(name):
    with pytest.raises(EvidenceError):
        plan_sha256({name: b""}, INVENTORY)
