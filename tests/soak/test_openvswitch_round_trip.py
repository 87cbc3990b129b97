"""Configurations of a real Open vSwitch there and back: told, fetched, lost, restored, alike to the byte."""

import pytest

from tests.switch_round import CASES, raised_switch, there_and_back


@pytest.fixture(scope="module")
def switch():
    with raised_switch() as raised:
        yield raised


def test_there_are_at_least_ten_of_them():
    assert len(CASES) >= 10


@pytest.mark.lab
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_configuration_comes_back_to_the_byte(switch, case):
    there_and_back(switch, case.read_text())
