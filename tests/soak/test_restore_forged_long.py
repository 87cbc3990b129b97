"""Snapshots forged with a repository's own key, on a real restic: nothing of them leaves the scratch target.

What restic 0.18.0 refuses by itself is tried too: that is no promise of the next one's. The ways out that it
has are tried at every change: ``tests/contract/test_restore_forged.py``.
"""

import os
import stat

import pytest

from drplan.adapters.agent.manifest_seal import UNCHECKED
from drplan.adapters.agent.restic_words import only
from tests.contract.conftest import empty_repository, repository_folder, restic_program
from tests.contract.forger import below, link, node
from tests.contract.thief_desk import ACTING, OUT, Thief

__all__ = ["empty_repository", "repository_folder", "restic_program"]
WAYS = ("restore-to", "prove-scratch", "recover-paths")
AWAY = ("restore-to", "prove-scratch")


@pytest.fixture
def thief(tmp_path, repository_folder, restic_program):
    return Thief(tmp_path, restic_program)


@pytest.mark.parametrize("verb", WAYS)
@pytest.mark.parametrize("escape", OUT)
def test_nothing_of_a_forged_snapshot_leaves_its_target(thief, verb, escape):
    said = thief.restore(verb, thief.forge(*OUT[escape](thief)))
    assert thief.untouched(), said
    assert not (thief.folder / "new").exists()
    if escape != "a file below a link":
        assert "was forged, and is not restored" in said["error"]["message"]


@pytest.mark.parametrize("verb", AWAY)
def test_a_path_that_leads_through_a_restored_link_is_not_followed(thief, verb):
    through = f"{thief.source}/a/passwd"
    snapshot = thief.forge(("a", link(str(thief.outside))), paths=[through])
    said = thief.restore(verb, snapshot)
    assert through not in said["answer"]["found"]
    assert thief.untouched()


@pytest.mark.parametrize("verb", WAYS)
@pytest.mark.parametrize("path", ["/../../etc", "//etc", "etc", "/a/./b", "/"])
def test_a_path_that_is_none_is_refused_or_means_nothing(thief, verb, path):
    said = thief.restore(verb, thief.forge(paths=[path]))
    if path == "/":
        assert verb != "recover-paths" or "not declared to lie" in said["error"]["message"]
    else:
        assert said["error"]["message"].endswith("was forged: it is of a path that is none")


def test_what_is_brought_back_to_its_place_is_only_what_is_declared(thief):
    evil = thief.folder / "cron.d"
    beside = below(str(evil), [("evil", thief.forger.content(b"* * * * * root sh"))])
    said = thief.restore("recover-paths", thief.forge(paths=[str(evil)], beside=beside))
    assert not evil.exists()
    assert "where this data set is not declared to lie" in said["error"]["message"]


def test_a_path_with_a_pattern_in_it_brings_nothing_else_back(thief):
    thief.empty()
    odd = f"{thief.source}/*"
    snapshot = thief.forge(("*", [("x", thief.forger.content(b"x"))]), ("other", thief.forger.content(b"y")))

    assert only([odd]) == ["--include", f"{thief.source}/\\*"]
    assert "answer" in thief.restore("recover-paths", snapshot)


def test_what_lies_beside_the_data_set_in_a_snapshot_does_not_come_into_the_folder(thief):
    snapshot = thief.forge(beside=[("extra", thief.forger.content(b"x"))])
    assert "answer" in thief.restore("restore-to", snapshot)
    assert not (thief.folder / "to" / "extra").exists()


@pytest.mark.parametrize("what", ACTING)
def test_what_would_have_rights_of_its_own_comes_back_to_its_place_only_when_the_manifest_says_so(
    thief, what
):
    said = thief.restore("recover-paths", thief.forge(("evil", ACTING[what](thief))))
    assert "would have rights of its own" in said["error"]["message"]
    assert not (thief.source / "evil").exists()


def test_a_set_id_program_that_was_kept_comes_back(thief):
    (thief.source / "essay").chmod(0o4755)
    snapshot = thief.protect()
    thief.empty()
    assert thief.verdict(snapshot).outcome == "pass"
    assert stat.S_IMODE((thief.source / "essay").stat().st_mode) == 0o4755


@pytest.mark.parametrize("verb", WAYS)
def test_a_file_that_claims_to_be_endless_is_refused_before_it_takes_the_disk(thief, verb):
    # Not a size that restic could take: if the guard were not there, this test would fill the machine.
    giant = {**thief.forger.content(b"x"), "size": 8 << 60}
    said = thief.restore(verb, thief.forge(("giant", giant)))
    assert "claims to hold more than" in said["error"]["message"]


def test_names_with_control_letters_are_shown_harmless(thief):
    said = thief.restore(
        "recover-paths", thief.forge(("\x1b[2J\nnext: rm", {**node("chardev"), "device": 1}))
    )
    assert "\x1b" not in said["error"]["message"]
    assert "\n" not in said["error"]["message"]


def test_names_that_are_not_utf_8_and_look_alike_come_back(thief):
    for name in (b"caf\xe8", b"caf\xe9", b"caf\xe9b", b"caf\xe8c"):
        (thief.source / os.fsdecode(name)).write_text(repr(name))
    snapshot = thief.protect()
    thief.empty()
    assert thief.verdict(snapshot).outcome == "pass"


def test_what_is_restored_is_for_its_owners_eyes(thief):
    (thief.folder / "to").mkdir(mode=0o755)
    said = thief.restore("restore-to", thief.forge())
    assert any(note.startswith(UNCHECKED) for note in said["answer"]["notes"])
    assert stat.S_IMODE((thief.folder / "to").stat().st_mode) == 0o700
