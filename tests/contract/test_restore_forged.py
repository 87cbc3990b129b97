"""The ways out of its target that restic 0.18.0 leaves to who can forge a snapshot, tried on a real one.

All that was tried: ``tests/soak/test_restore_forged_long.py``.
"""

import shutil
import stat

import pytest

from tests.contract.forger import below, link
from tests.contract.thief_desk import ACTING, OUT, Thief

WAYS = ("restore-to", "prove-scratch", "recover-paths")


@pytest.fixture
def thief(tmp_path, repository_folder, restic_program):
    return Thief(tmp_path, restic_program)


@pytest.mark.parametrize("verb", WAYS)
def test_a_link_and_a_folder_of_one_name_do_not_lead_out_of_the_target(thief, verb):
    for escape in ("a hard link there", "a mode through a link"):
        said = thief.restore(verb, thief.forge(*OUT[escape](thief)), into=escape[2:6].strip())
        assert thief.untouched(), escape
        assert "was forged, and is not restored" in said["error"]["message"]


def test_a_path_that_leads_through_a_restored_link_is_not_followed(thief):
    through = f"{thief.source}/a/passwd"
    said = thief.restore("prove-scratch", thief.forge(("a", link(str(thief.outside))), paths=[through]))
    assert through not in said["answer"]["found"]
    assert thief.untouched()


def test_only_what_is_declared_and_told_by_the_manifest_comes_back_to_its_place(thief):
    evil = thief.folder / "cron.d"
    beside = below(str(evil), [("evil", thief.forger.content(b"* * * * * root sh"))])
    said = thief.restore("recover-paths", thief.forge(paths=[str(evil)], beside=beside))
    assert "where this data set is not declared to lie" in said["error"]["message"]
    assert not evil.exists()
    program = ACTING["a program that runs as its owner"](thief)
    said = thief.restore("recover-paths", thief.forge(("evil", program)))
    assert "would have rights of its own" in said["error"]["message"]
    assert not (thief.source / "evil").exists()


def test_what_comes_back_to_its_place_changes_no_folder_above_it(thief):
    thief.folder.chmod(0o710)
    shutil.rmtree(thief.source)
    assert "answer" in thief.restore("recover-paths", thief.forge())
    assert (thief.source / "essay").read_text() == "Who owns the sea?"
    assert stat.S_IMODE(thief.folder.stat().st_mode) == 0o710


def test_no_program_reads_a_stream_before_all_of_it_is_proven(thief):
    loaded = thief.folder / "loaded"
    source = {
        "argv": ["echo", "12 buses"],
        "ends_with": "buses",
        "restore_argv": ["sh", "-c", f"cat > {loaded}"],
    }
    (kept,) = thief.ask("protect-command", source=source, copies=[thief.repository])
    (stream,) = [each for each in thief.snapshots() if "drplan-stream" in each["tags"]]
    (thief.folder / "repository" / "snapshots" / stream["id"]).unlink()
    evil = ("output", thief.forger.content(b"rm -rf /; 12 buses\n"))
    thief.forger.snapshot([evil], stream["paths"], stream["tags"])
    told = {"repository": thief.repository, "snapshot": kept["snapshot"], "source": source}
    assert thief.fault("recover-command", **told) == {
        "kind": "not-as-kept",
        "message": "output differs from what its manifest says",
    }
    assert not loaded.exists()
