"""What ``drplan`` offers is what ``drplan.declare`` offers, and it is loaded when it is asked for."""

import subprocess
import sys

import pytest

import drplan
from drplan import declare

LIGHT = """
import sys
import drplan
import drplan.adapters.hosts.worker
import drplan.adapters.hosts.runner
import drplan.adapters.hosts.refusal
import drplan.adapters.hosts.given
import drplan.adapters.hosts.standby
import drplan.cli
heavy = {"pydantic", "drplan.declare"} & set(sys.modules)
assert not heavy, heavy
"""


def test_every_word_can_be_imported_and_is_listed():
    assert drplan.__all__ == declare.__all__
    assert set(declare.__all__) <= set(dir(drplan))
    for word in declare.__all__:
        assert getattr(drplan, word) is getattr(declare, word)


def test_a_star_brings_all_words():
    names: dict[str, object] = {}
    exec("from drplan import *", names)
    assert set(declare.__all__) <= set(names)


def test_what_is_no_word_is_no_attribute():
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = drplan.nothing_like_it
    with pytest.raises(ImportError):
        exec("from drplan import nothing_like_it")


def test_workers_and_the_start_of_the_command_load_no_models():
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
