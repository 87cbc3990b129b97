"""What the thresholds make of a school's year, and of ransomware in it. The whole table: tests/bench."""

import pytest

from tests.unit.adapters.school_share import ATTACKS, DOUBTED, HARMLESS, MISSED, harmless, siege

SEED, FILES = 2026, 1200


@pytest.mark.parametrize("event", [*HARMLESS])
def test_a_school_year_raises_no_doubt(event):
    assert harmless(SEED, HARMLESS[event], FILES) == []


@pytest.mark.parametrize("event", [*DOUBTED])
def test_what_looks_the_same_as_harm_is_doubted_once_and_then_accepted(event):
    assert len(harmless(SEED, DOUBTED[event], FILES)) == 1


@pytest.mark.parametrize("attack", [name for name in ATTACKS if name not in MISSED])
def test_ransomware_is_doubted_before_the_last_good_point_is_lost(attack):
    night, words, hit = siege(SEED, ATTACKS[attack], files=FILES)
    assert {*words} & {"encrypted", "churned", "vanished"}
    assert night == 1 or hit < 0.6


def test_what_is_all_at_once_is_doubted_on_its_first_night():
    first = [siege(SEED, attack, files=FILES)[0] for name, attack in ATTACKS.items() if "at once" in name]
    assert first == [1] * 7
