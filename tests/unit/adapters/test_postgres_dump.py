"""A dump of PostgreSQL is read to its end however its bytes come, and a cut is seen wherever it is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.postgres_dump import Dump

WHOLE = {
    path.name: path.read_bytes() for path in (Path(__file__).parents[2] / "cases/dumps").glob("*.pgdump")
}


def read(content, size=1 << 16):
    pieces = (content[at : at + size] for at in range(0, len(content), size))
    return b"".join(Dump().watching(piece for piece in pieces))


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("size", [1, 7, 4096])
def test_a_whole_dump_goes_by_as_it_is(name, size):
    assert read(WHOLE[name], size) == WHOLE[name]


@pytest.mark.parametrize("name", WHOLE)
@given(st.data())
def test_a_cut_is_seen_wherever_it_is(name, data):
    cut = data.draw(st.integers(0, len(WHOLE[name]) - 1))
    with pytest.raises(Fault, match="the dump breaks off"):
        read(WHOLE[name][:cut])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda dump: b"-- " + dump, "no dump that pg_dump wrote"),
        (lambda dump: dump + b"\0", "breaks off"),
        (lambda dump: dump + dump[-200:], "table of contents does not name|breaks off"),
        (lambda dump: dump[:6] + b"\x63" + dump[7:], "form 1, 1.99"),
        (lambda dump: dump[:10] + b"\3" + dump[11:], "form 3"),
    ],
)
def test_what_is_no_such_dump_is_named(spoil, said):
    with pytest.raises(Fault, match=said):
        read(spoil(WHOLE["school-17.pgdump"]))
