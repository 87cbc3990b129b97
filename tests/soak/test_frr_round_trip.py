"""Configurations of FRR there and back: loaded, fetched, lost, restored, fetched again, alike to the byte.

On a real router of the test's own, through the real adapter, over a real OpenSSH server.
"""

import pytest

from tests.frr_round import CASES, there_and_back
from tests.frr_router import raised_router


@pytest.fixture(scope="module")
def router():
    with raised_router() as raised:
        yield raised


def test_there_are_at_least_fifty_of_them():
    assert len(CASES) >= 50


@pytest.mark.lab
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_configuration_comes_back_to_the_byte(router, case):
    there_and_back(router, case.read_text())
