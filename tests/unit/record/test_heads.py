"""The heads of all chains as one text: a chain that came later leaves the texts of before as they were."""

import pytest

from drplan.errors import EvidenceError
from drplan.record.heads import FOLDERS, LATER, Place, heads_of, heads_text, read_heads, see_heads

DRILLS = {"drill": [Place("d1", "ab" * 32, None)]}
ASSESSED = DRILLS | {"posture": [Place("p1", "cd" * 32, None)]}
OLD = (
    "# drplan-heads/1\n# district: valley.example\n"
    f"# drill: 1, from {'ab' * 32}\n{'ab' * 32}  evidence/d1/SHA256SUMS\n"
    "# deploy: 0\n# check: 0\n# escrow: 0\n# exercise: 0\n# approval: 0\n# key: 0\n"
)


def test_without_records_of_a_later_chain_the_text_is_what_it_was_before_there_was_one():
    assert heads_text(heads_of("valley.example", DRILLS)).decode() == OLD
    assert read_heads(OLD.encode()) == heads_of("valley.example", DRILLS)


def test_a_later_chain_with_records_is_in_the_text_and_must_still_hold_it():
    heads = heads_of("valley.example", ASSESSED)
    assert read_heads(heads_text(heads)) == heads
    assert {each.noun for each in heads.chains} == set(FOLDERS)
    assert see_heads(heads, ASSESSED, "minutes") == ()
    (found,) = see_heads(heads, DRILLS, "minutes")
    assert (found.field, "no record is here" in found.what) == ("posture", True)


def test_heads_written_down_before_the_first_assessment_still_hold_after_it():
    assert see_heads(read_heads(OLD.encode()), ASSESSED, "minutes") == ()


@pytest.mark.parametrize(
    "text",
    [
        OLD.replace("# key: 0", "# posture: 0\n# key: 0"),
        OLD.replace("# check: 0\n", ""),
        OLD.replace(
            "# key: 0\n", f"# key: 0\n# posture: 1, from {'cd' * 32}\n{'cd' * 32}  posture/p1/SHA256SUMS\n"
        ),
    ],
    ids=["a later chain of none", "an old chain left out", "in another order"],
)
def test_a_text_in_any_other_form_is_refused(text):
    with pytest.raises(EvidenceError, match="one form"):
        read_heads(text.encode())


def test_only_what_came_later_may_be_missing():
    assert set(LATER) == {"posture"}
