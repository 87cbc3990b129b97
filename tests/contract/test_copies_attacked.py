"""Ransomware with a host's keys at a real S3 server: what it can do, and the way back to the last byte."""

import json

import pytest

from tests.contract.attacked_desk import LOCKED, OPEN, AttackedDesk


@pytest.fixture(scope="module")
def desk():
    made = AttackedDesk()
    try:
        made.serve_s3()
        for number in range(5):
            (made.source / f"file {number}").write_bytes(bytes([number]) * 100_000)
        made.offsite = made.bucket(LOCKED)
        made.ask("open", repository=made.offsite, create=True)
        made.good = made.protect(made.offsite)
        made.declare_bucket(LOCKED)
        made.keygen()
        yield made
    finally:
        made.close()


def attempts(told):
    (seen,) = told["record"]["repositories"]
    return seen, {each["what"]: each for each in seen["attack"]["attempts"]}


def test_an_attack_on_a_locked_bucket_is_refused_or_only_hides_and_leaves_restics_data_alone(desk):
    before = desk.held(LOCKED)
    seen, tried = attempts(desk.report("backup", "check", "--attack", *desk.runbooks()))
    assert seen["verdict"]["outcome"] == "pass"
    hidden = {what for what, each in tried.items() if each["came"] == "hidden"}
    assert hidden == {"overwrite", "delete", "prune"}
    assert {each["came"] for what, each in tried.items() if what not in hidden} == {"refused"}
    assert desk.held(LOCKED) == before
    # What a lock holds stays until it ends, and is said with its date.
    assert seen["attack"]["left"] > 0
    assert seen["attack"]["until"] > "2026"
    assert "verified" in desk.drplan("evidence", "verify", *desk.runbooks()).stdout
    shown = desk.look("evidence", "show", *desk.runbooks())
    assert "only hidden" in shown or "hidden" in shown


def test_the_story_from_the_attack_to_identical_files_passes_through_commands_alone(desk):
    desk.drplan("backup", "check", *desk.runbooks())
    since = desk.theft(LOCKED, desk.offsite)
    # It is noticed.
    assert "onsite" in desk.drplan("backup", "check", *desk.runbooks(), code=2).stdout
    # Nobody is at a terminal to agree to a moment: it is proposed, and nothing is done.
    asked = desk.drplan("backup", "unhide", "onsite", *desk.runbooks(), code=2)
    assert "nobody is here to agree" in asked.stderr
    planned = desk.report("backup", "unhide", "onsite", "--dry-run", *desk.runbooks())
    assert planned["since"][:16] == since[:16]
    assert planned["files"]["overwritten"] == {"data": 1}
    assert planned["names"]["hidden"]
    assert not desk.restic(desk.offsite, "cat", "config", "--no-lock").returncode == 0
    told = desk.report("backup", "unhide", "onsite", "--since", since, *desk.runbooks())
    (seen,) = told["record"]["repositories"]
    assert (seen["verdict"]["outcome"], seen["unhidden"]["overwritten"]) == ("pass", 1)
    # Once more changes nothing: what was cut off is resumed by the same command.
    again = desk.report("backup", "unhide", "onsite", "--since", since, "--dry-run", *desk.runbooks())
    assert again["files"] == {"hidden": {}, "overwritten": {}, "gone": {}}
    assert desk.restic(desk.bucket(LOCKED, "T_PRUNE"), "unlock", "--remove-all").returncode == 0
    desk.drplan("backup", "check", "--all", *desk.runbooks())
    assert desk.verdict(desk.offsite, desk.good) == "pass"


def test_a_bucket_without_a_lock_is_found_out_and_what_it_lost_is_said_to_be_gone(desk):
    place = desk.bucket(OPEN)
    desk.ask("open", repository=place, create=True)
    lost = desk.protect(place)
    desk.declare_bucket(OPEN)
    try:
        seen, tried = attempts(desk.report("backup", "check", "--attack", *desk.runbooks(), code=1))
        assert seen["verdict"]["outcome"] == "fail"
        for what in ("delete", "overwrite", "prune"):
            assert (tried[what]["came"], tried[what]["verdict"]["outcome"]) == ("succeeded", "fail")
        assert any(
            "delete an object: the backup credential can" in each for each in seen["verdict"]["because"]
        )
        assert seen["attack"]["left"] == 0
        desk.drplan("backup", "check", *desk.runbooks(), code=1)
        since = desk.theft(OPEN, place)
        done = desk.drplan("backup", "unhide", "onsite", "--since", since, *desk.runbooks(), code=1)
        assert "keeps no versions" in done.stdout
        assert f"snapshot {lost[:8]} has no version left: gone for good" in done.stdout
    finally:
        desk.declare_bucket(LOCKED)


def test_a_writers_own_credential_brings_nothing_back(desk):
    desk.declare(
        f'Repository(name="onsite", location="s3:{desk.url}/{LOCKED}", immutable_days=30, **COMMON, **ASKED)'
    )
    try:
        done = desk.drplan("backup", "unhide", "onsite", "--since", "2026-01-01", *desk.runbooks(), code=2)
        assert "declares no prune_user and prune_secret" in done.stderr
    finally:
        desk.declare_bucket(LOCKED)


def test_a_rehearsal_is_refused_outside_a_lab(desk):
    done = desk.drplan("backup", "unhide", "onsite", "--rehearse", *desk.runbooks(), code=2)
    assert "no lab is up" in done.stderr
    assert json.loads(desk.restic(desk.offsite, "snapshots", "--json", "--no-lock").stdout)
