"""What never answers is not waited for, however many there are of it."""

import threading
import time

import pytest

from drplan.act.in_time import in_time
from drplan.errors import RepositoryLocked, Unreachable


def test_an_answer_and_an_error_come_through_as_they_are():
    def ask(name: str) -> str:
        if name == "locked":
            raise RepositoryLocked("it is locked", next_step="wait")
        return name.upper()

    within = in_time(ask, 30)
    assert within("onsite") == "ONSITE"
    with pytest.raises(RepositoryLocked, match="it is locked"):
        within("locked")


def test_questions_that_hang_end_together():
    never = threading.Event()
    within = in_time(lambda _: never.wait(60), 0.2)
    begun = time.monotonic()
    for name in ("one", "two", "three"):
        with pytest.raises(Unreachable, match=r"no answer within 0\.2 seconds"):
            within(name)
    waited = time.monotonic() - begun
    never.set()
    assert waited < 30
