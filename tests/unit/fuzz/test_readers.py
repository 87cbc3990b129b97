"""Whatever somebody else wrote, it is read or refused in one line: a short run, the same one each time."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.fuzz.every_reader import READERS
from tests.unit.fuzz.readers_documents import CASES
from tests.unit.fuzz.reading import Reader, sampled, try_bytes, try_spoilt
from tests.unit.fuzz.spoiling import spoils

BY_NAME = {each.name: each for each in READERS}
FOUND = json.loads((CASES / "fuzz/found.json").read_text())


@pytest.mark.parametrize("reader", READERS, ids=lambda each: each.name)
def test_a_sample_as_it_is_is_read(reader: Reader):
    for sample in sampled(reader):
        reader.read(sample)


@pytest.mark.parametrize("reader", READERS, ids=lambda each: each.name)
@settings(max_examples=10, derandomize=True)
@given(number=st.integers(0, 9), spoil=spoils)
def test_a_spoilt_sample_is_read_or_refused_in_one_line_and_never_better(reader, number, spoil):
    try_spoilt(reader, number, spoil)


@pytest.mark.parametrize("case", FOUND, ids=lambda case: f"{case['reader']}: {case['why']}")
def test_what_made_a_reader_stumble_once_does_so_no_more(case):
    data = case["text"].encode() * case.get("times", 1)
    try_bytes(BY_NAME[case["reader"]], 0, data)


def test_no_two_readers_have_one_name():
    assert len(BY_NAME) == len(READERS)
