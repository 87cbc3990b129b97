"""A key as a file's name: it never leads out of its folder, and no two take one place."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.plan.cloud.file_names import OTHERS, folded, other_name, unfit

KEYS = st.text(st.sampled_from("a./\\\0é\nB"), min_size=1, max_size=12) | st.text(min_size=1, max_size=30)


@given(KEYS)
def test_a_key_that_may_be_a_name_stays_in_its_folder_as_it_is(key):
    if not unfit(key, 10):
        path = PurePosixPath("/folder") / key
        assert path.is_relative_to("/folder")
        assert ".." not in path.parts
        assert str(path) == f"/folder/{key}"


@given(KEYS)
def test_the_other_name_of_any_key_is_fit_but_for_the_folder_that_drplan_keeps(key):
    folder, name = other_name(key).split("/")
    assert folder == OTHERS
    assert unfit(name, 10) == ""


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("a\0b", "holds a control character or a backslash"),
        ("../a", "would leave the folder, or names none"),
        ("a//b", "would leave the folder, or names none"),
        ("a/", "would leave the folder, or names none"),
        ("DRPLAN-index.jsonl", "is a name that drplan needs"),
        ("é" * 128, "is too long for a file's name"),
        ("/".join(["a" * 100] * 10), ""),
    ],
)
def test_why_a_key_cannot_be_a_name(key, why):
    assert unfit(key, 10) == why


def test_a_path_is_too_long_with_its_folder():
    assert unfit("a" * 200, 3_900) == "is too long for a path"


def test_names_that_some_system_takes_for_the_same_are_the_same():
    assert folded("A/É.txt") == folded("a/e\u0301.TXT")
    assert folded("a/b/c") == (["a", "a/b"], "a/b/c")
