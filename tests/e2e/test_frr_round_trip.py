"""A few of the configurations that tests/soak takes there and back, each of another sort."""

import pytest

from tests.frr_round import CASES, there_and_back
from tests.frr_router import raised_router

SAMPLE = ("bgp-policy", "babel", "campus-router", "isis", "vrf-deep", "odd-spacing")


@pytest.fixture(scope="module")
def router():
    with raised_router() as raised:
        yield raised


@pytest.mark.lab
@pytest.mark.parametrize("case", [each for each in CASES if each.stem in SAMPLE], ids=lambda case: case.stem)
def test_a_configuration_comes_back_to_the_byte(router, case):
    there_and_back(router, case.read_text())
