"""What a host that has forgotten holds its next backup against: read out of a real repository."""

import shutil
from datetime import UTC, datetime, timedelta

import pytest

from drplan.adapters.agent import commits, history
from tests.contract.test_agent import Desk
from tests.contract.test_agent_streams import forget, held
from tests.e2e.backup_desk import sitting_at_a_desk
from tests.e2e.backup_forged import forge


@pytest.fixture
def desk(tmp_path):
    with sitting_at_a_desk(tmp_path) as made:
        made.fill()
        yield made


def protect(desk):
    (kept,) = desk.ask("protect-paths", **{k: v for k, v in desk.request().items() if k in KEYS})
    return kept


KEYS = ("source", "copies", "canaries", "tolerance", "accepted")


def remembered(desk):
    return history.read(str(desk.scratch / "manifests" / "files.jsonl"))


def lose_most(desk):
    for each in sorted(desk.source.rglob("*.txt"))[5:]:
        each.unlink()


def test_it_is_the_newest_good_one_not_a_suspect_one_nor_one_from_the_future(desk):
    protect(desk)
    forge(desk, datetime.now(UTC) + timedelta(days=300))
    for number in range(10):
        (desk.source / f"more-{number}.txt").write_text(f"{number}\n")
    assert protect(desk)["suspect"] == []
    lose_most(desk)
    suspect = protect(desk)
    assert suspect["suspect"] == ["shrunk"]
    assert "11 entries where" in suspect["doubts"][0]
    shutil.rmtree(desk.scratch)
    assert protect(desk)["suspect"] == ["shrunk"]
    assert [each.entries for each in remembered(desk).figures] == [57]


def test_an_accepted_one_takes_its_place_once_and_sizes_begin_with_it(desk):
    protect(desk)
    lose_most(desk)
    desk.accepted = [protect(desk)["snapshot"][:10]]
    assert protect(desk)["suspect"] == []
    known = remembered(desk)
    assert [each.entries for each in known.figures] == [47, 11, 11]
    assert (known.since, known.accepted) == (1, {*desk.accepted})


def test_what_is_accepted_and_not_to_be_found_changes_nothing(desk):
    protect(desk)
    desk.accepted = ["0123456789"]
    lose_most(desk)
    assert protect(desk)["suspect"] == ["shrunk"]
    assert remembered(desk).accepted == frozenset()


def test_nothing_is_read_again_where_all_is_known(desk, monkeypatch):
    from drplan.adapters.agent import judging

    protect(desk)
    asked = []
    monkeypatch.setattr(judging, "_newest_good", lambda *_: asked.append(1))
    protect(desk)
    assert asked == []


def test_a_point_whose_stream_is_gone_is_none_to_be_held_against(tmp_path, restic_program, repository_folder):
    desk = Desk(tmp_path, restic_program)

    def keep(lines):
        source = {"argv": ["seq", str(lines)], "ends_with": None, "restore_argv": []}
        return desk.ask("protect-command", source=source, copies=[desk.repository])[0]

    keep(20_000)
    small = {each["id"] for each in held(desk)}
    keep(400_000)
    (stream,) = (e["id"] for e in held(desk) if e["id"] not in small and commits.STREAM in e["tags"])
    forget(desk, stream)
    shutil.rmtree(tmp_path / "scratch")
    assert keep(20_000)["suspect"] == []
