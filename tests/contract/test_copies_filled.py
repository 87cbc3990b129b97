"""A copy that no host writes to, filled from another one by restic copy."""

import json

import pytest

from tests.contract.copies_desk import SECRETS, Desk


@pytest.fixture(scope="module")
def desk():
    made = Desk()
    try:
        # Two servers, two users, two passwords: restic has one pair of variables for both.
        made.port = made.rest({SECRETS["T_USER"]: SECRETS["T_USER_SECRET"]}, "--append-only")
        made.far_port = made.rest({SECRETS["T_PRUNE_USER"]: SECRETS["T_PRUNE_SECRET"]}, folder="far")
        made.onsite = made.writer(made.port)
        made.far = made.place(
            f"rest:http://127.0.0.1:{made.far_port}/far/",
            RESTIC_REST_USERNAME=SECRETS["T_PRUNE_USER"],
            RESTIC_REST_PASSWORD=SECRETS["T_PRUNE_SECRET"],
        )
        for place in (made.onsite, made.far):
            made.create(place)
        declare(made)
        yield made
    finally:
        made.close()


def declare(desk):
    desk.declare(
        f'Repository(name="onsite", location="rest:http://127.0.0.1:{desk.port}/cedar-valley/", **COMMON,'
        " **ASKED)",
        f'Repository(name="far", location="rest:http://127.0.0.1:{desk.far_port}/far/", filled_from="onsite",'
        ' **COMMON, user=Secret.env("T_PRUNE_USER"), user_secret=Secret.env("T_PRUNE_SECRET"))',
        copies=("onsite", "far"),
    )


def shown(desk, place):
    return json.loads(desk.restic(place, "snapshots", "--json", "--no-lock").stdout)


def backup(desk, *tags, text="x"):
    """Make a snapshot by hand, as a stream and its recovery point are."""
    folder = desk.folder / "manifests"
    folder.mkdir(exist_ok=True)
    (folder / "files.jsonl").write_text(text)
    words = [word for tag in tags for word in ("--tag", tag)]
    assert desk.restic(desk.onsite, "backup", *words, str(folder / "files.jsonl")).returncode == 0


def test_a_filled_copy_holds_the_same_recovery_points_with_their_times_and_tags(desk):
    desk.protect(desk.onsite)
    backup(desk, "drplan", "data-set:files", "suspect:shrunk")
    backup(desk, "payroll-by-hand")
    report = desk.report("backup", "copy")
    assert (report["copies"][0]["copied"], report["copies"][0]["there"]) == (2, 0)
    ours = [each for each in shown(desk, desk.onsite) if "drplan" in each["tags"]]
    there = shown(desk, desk.far)
    assert {each["original"] for each in there} == {each["id"] for each in ours}
    facts = [[(each["time"], sorted(each["tags"])) for each in some] for some in (ours, there)]
    assert sorted(facts[0]) == sorted(facts[1])
    point = next(each for each in there if "suspect:shrunk" not in each["tags"])
    assert desk.verdict(desk.far, point["id"]) == "pass"
    assert desk.report("backup", "copy")["copies"][0]["there"] == 2


def test_a_stream_comes_with_its_recovery_point_and_an_uncommitted_one_stays_behind(desk):
    backup(desk, "drplan-stream", "stream-of:files", "run:aa", text="the dump")
    backup(desk, "drplan", "data-set:files", "run:aa", text="its manifest")
    backup(desk, "drplan-stream", "stream-of:files", "run:bb", text="broken off")
    desk.drplan("backup", "copy")
    order = [
        each["tags"] for each in shown(desk, desk.far) if any(t.startswith("run:") for t in each["tags"])
    ]
    assert sorted(map(len, order)) == [3, 3]
    assert not [tags for tags in order if "run:bb" in tags]


def test_what_is_dated_in_the_future_does_not_come(desk):
    backup(desk, "drplan", "data-set:files", "run:cc")
    folder = str(desk.folder / "manifests")
    ahead = ("backup", "--time", "2037-01-01 00:00:00", "--tag", "drplan", "--tag", "data-set:files", folder)
    assert desk.restic(desk.onsite, *ahead).returncode == 0
    desk.drplan("backup", "copy")
    assert not [each for each in shown(desk, desk.far) if each["time"].startswith("2037")]


def test_status_sees_the_filled_copy_and_a_source_that_is_gone_is_named(desk):
    desk.protect(desk.onsite)
    desk.drplan("backup", "copy")
    found = {each["copy"]: each for each in desk.report("backup", "status")["copies"]}
    assert found["far"]["error"] is found["onsite"]["error"] is None
    assert found["far"]["last_good"]["taken_at"] == found["onsite"]["last_good"]["taken_at"]
    desk.declare(
        'Repository(name="onsite", location="rest:http://127.0.0.1:9/cedar-valley/", **COMMON, **ASKED)',
        f'Repository(name="far", location="rest:http://127.0.0.1:{desk.far_port}/far/", filled_from="onsite",'
        ' **COMMON, user=Secret.env("T_PRUNE_USER"), user_secret=Secret.env("T_PRUNE_SECRET"))',
        copies=("onsite", "far"),
    )
    assert "127.0.0.1 port 9 does not answer" in desk.drplan("backup", "copy", code=2).stderr
