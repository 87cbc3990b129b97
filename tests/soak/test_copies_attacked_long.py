"""Buckets that do not keep what they promise, and the whole story rehearsed, on a real S3 server."""

import json

import pytest

from tests.contract.attacked_desk import LOCKED, LOOSE, OPEN, AttackedDesk


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


def test_a_writer_who_may_set_a_lifecycle_is_a_finding_by_name(desk, monkeypatch):
    user, secret = LOOSE
    monkeypatch.setenv("T_LOOSE", user)
    monkeypatch.setenv("T_LOOSE_SECRET", secret)
    asked = 'user=Secret.env("T_LOOSE"), user_secret=Secret.env("T_LOOSE_SECRET")'
    desk.declare_bucket(LOCKED, asked)
    done = desk.drplan("backup", "check", "--attack", *desk.runbooks(), code=1)
    assert "change the lifecycle: the backup credential can" in done.stdout
    assert secret not in done.stdout + done.stderr
    # Nothing is left of what was written to try it.
    s3 = desk.s3("storage-admin", "owns-the-account")
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchLifecycleConfiguration"):
        s3.get_bucket_lifecycle_configuration(Bucket=LOCKED)
    desk.declare_bucket(LOCKED)


def test_nobody_at_a_terminal_agrees_to_no_moment(desk):
    desk.declare_bucket(LOCKED)
    since = desk.theft(LOCKED, desk.offsite)
    asked = desk.drplan("backup", "unhide", "onsite", *desk.runbooks(), code=2)
    assert "nobody is here to agree" in asked.stderr
    desk.drplan("backup", "unhide", "onsite", "--since", since, *desk.runbooks())
    # Once more changes nothing: what was cut off is resumed by the same command.
    again = desk.report("backup", "unhide", "onsite", "--since", since, "--dry-run", *desk.runbooks())
    assert again["files"] == {"hidden": {}, "overwritten": {}, "gone": {}}
    assert desk.restic(desk.bucket(LOCKED, "T_PRUNE"), "unlock", "--remove-all").returncode == 0


def test_a_labs_copy_is_attacked_wholly_and_a_rehearsal_brings_every_data_set_back(desk):
    desk.declare_bucket(LOCKED)
    refused = desk.drplan("backup", "unhide", "onsite", "--rehearse", *desk.runbooks(), code=2)
    assert "no lab is up" in refused.stderr
    desk.raise_lab()
    try:
        seen, tried = attempts(desk.report("backup", "check", "--attack", *desk.runbooks()))
        assert (seen["verdict"]["outcome"], tried["delete-bucket"]["came"]) == ("pass", "refused")
        told = desk.report("backup", "unhide", "onsite", "--rehearse", *desk.runbooks())
    finally:
        (desk.state / "lab" / "access.json").unlink()
    (record,) = told["record"]["repositories"]
    done = record["unhidden"]
    assert (record["verdict"]["outcome"], done["rehearsal"], done["overwritten"]) == ("pass", True, 1)
    assert set(done["seconds"]) == {"attack", "detect", "unhide", "unlock", "check", "restore"}
    (restored,) = done["restored"]
    assert (restored["snapshot"], restored["matched"]) == (desk.good, restored["entries"])
    verified = json.loads(desk.look("evidence", "verify", *desk.runbooks(), "--format", "json"))
    assert not verified["findings"]


def test_a_bucket_without_a_lock_is_found_out_and_what_it_lost_is_said_to_be_gone(desk):
    place = desk.bucket(OPEN)
    desk.ask("open", repository=place, create=True)
    lost = desk.protect(place)
    desk.declare_bucket(OPEN)
    seen, tried = attempts(desk.report("backup", "check", "--attack", *desk.runbooks(), code=1))
    for what in ("delete", "overwrite", "prune"):
        assert (tried[what]["came"], tried[what]["verdict"]["outcome"]) == ("succeeded", "fail")
    assert any("delete an object: the backup credential can" in each for each in seen["verdict"]["because"])
    assert seen["attack"]["left"] == 0
    desk.drplan("backup", "check", *desk.runbooks(), code=0)
    since = desk.theft(OPEN, place)
    done = desk.drplan("backup", "unhide", "onsite", "--since", since, *desk.runbooks(), code=1)
    assert "keeps no versions" in done.stdout or "lists no version" in done.stdout
    assert f"snapshot {lost[:8]} has no version left: gone for good" in done.stdout
