from datetime import UTC, datetime

import pytest

from drplan.adapters.looks import LooksFolder
from drplan.custody import Seen
from drplan.declare import Repository, Secret
from drplan.errors import RepositoryError

ONSITE = Repository(name="onsite", location="/x", site="hs", media="disk", password=Secret.env("X"))


def test_a_look_is_remembered_until_the_next(tmp_path):
    looks = LooksFolder(tmp_path / "looks")
    assert looks.last(ONSITE) is None
    seen = Seen(datetime(2026, 3, 2, 12, tzinfo=UTC), frozenset({"a", "b"}))
    looks.remember(ONSITE, seen)
    assert looks.last(ONSITE) == seen


def test_a_look_that_cannot_be_read_is_an_error_and_no_first_look(tmp_path):
    (tmp_path / "onsite.json").write_text("{")
    with pytest.raises(RepositoryError, match="cannot be read"):
        LooksFolder(tmp_path).last(ONSITE)
