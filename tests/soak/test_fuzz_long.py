"""The long run over every reader of what others wrote: ``DRPLAN_FUZZ_EXAMPLES`` for each, or 3,000."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.fuzz.every_reader import READERS
from tests.unit.fuzz.reading import Reader, try_spoilt
from tests.unit.fuzz.spoiling import spoils

EXAMPLES = int(os.environ.get("DRPLAN_FUZZ_EXAMPLES", "3000"))


@pytest.mark.parametrize("reader", READERS, ids=lambda each: each.name)
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), print_blob=True)
@given(number=st.integers(0, 9), spoil=spoils)
def test_a_spoilt_sample_is_read_or_refused_in_one_line_and_never_better(reader: Reader, number, spoil):
    try_spoilt(reader, number, spoil)
