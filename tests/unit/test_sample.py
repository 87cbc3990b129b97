"""Which entries are in a part of a data set."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.ports import Sample

names = st.text(st.characters(codec=None, exclude_categories=())).filter(
    lambda name: all(not 0xD800 <= ord(c) < 0xDC80 and not 0xDCFF < ord(c) <= 0xDFFF for c in name)
)


@given(names, st.integers(1, 12))
def test_every_entry_is_in_exactly_one_part(name, parts):
    assert sum(Sample(part, parts).holds(name) for part in range(parts)) == 1


@given(names, st.integers(1, 12))
def test_a_canary_is_in_every_part(name, parts):
    assert all(Sample(part, parts).holds(name, (name,)) for part in range(parts))


def test_the_part_of_a_name_is_fixed_for_ever():
    digest = hashlib.sha256(b"/srv/gr\xc3\xb6\xdf\xff").hexdigest()
    part = int(digest[:8], 16) % 4
    assert Sample(part, 4).holds("/srv/größ\udcff".replace("ß", "\udcdf"))


@pytest.mark.parametrize(("part", "parts"), [(-1, 4), (4, 4), (0, 0)])
def test_a_part_that_is_none_is_refused(part, parts):
    with pytest.raises(ValueError, match="no part"):
        Sample(part, parts)
