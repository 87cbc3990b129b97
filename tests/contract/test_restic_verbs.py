"""restic's verbs as typed values, and who may call which."""

import os
from pathlib import Path

import pytest

from drplan.adapters.agent import restic
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.restic_call import PLAIN
from drplan.adapters.restic_upkeep import Upkeep


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    (folder / "a folder").mkdir(parents=True)
    (folder / "a folder" / "größe").write_bytes(os.urandom(3000))
    (folder / "empty").touch()
    return folder


def test_a_backup_tells_what_the_repository_lists(place, source):
    seen: list[restic.Progress] = []
    made = restic.Writer(place).backup(
        str(source), tags=["drplan", "data-set:files"], on_progress=seen.append
    )
    reader = restic.Reader(place)
    (listed,) = reader.snapshots(tags=["drplan", "data-set:files"])
    assert (made.files, made.size, made.partial) == (2, 3000, False)
    assert (listed.id, listed.tags, listed.paths) == (
        made.snapshot,
        ("drplan", "data-set:files"),
        (str(source),),
    )
    assert reader.snapshots(tags=["drplan", "data-set:other"]) == ()
    assert made.seconds > 0
    assert reader.files("snapshots") == (made.snapshot,)


def test_entries_are_listed_found_counted_and_restored(place, source, tmp_path):
    made = restic.Writer(place).backup(str(source))
    reader = restic.Reader(place)
    nodes = {node.path: node for node in reader.ls(made.snapshot)}
    assert nodes[f"{source}/a folder/größe"].size == 3000
    assert nodes[f"{source}/empty"].type == "file"
    (found,) = reader.find("größe")
    assert (found.snapshot, [node.path for node in found.matches]) == (
        made.snapshot,
        [f"{source}/a folder/größe"],
    )
    assert reader.stats().size == 3000
    assert reader.stats(mode="raw-data").blobs >= 2
    came = reader.restore(made.snapshot, str(tmp_path / "target"))
    assert came.size == 3000
    assert (tmp_path / f"target{source}/a folder/größe").stat().st_size == 3000


def test_a_listing_given_up_in_its_midst_leaves_no_process(place, source):
    made = restic.Writer(place).backup(str(source))
    listing = restic.Reader(place).ls(made.snapshot)
    next(listing)
    listing.close()
    assert restic.Reader(place).config().version == 2


def test_a_check_that_finds_nothing_is_sound_and_leaves_no_lock(place, source):
    restic.Writer(place).backup(str(source))
    assert restic.Reader(place).check("--read-data").sound
    assert not list(Path(place.location, "locks").iterdir())


def test_forgetting_names_whole_ids_and_pruning_frees_their_room(place, source):
    upkeep = Upkeep(place)
    first = upkeep.backup(str(source)).snapshot
    (source / "a folder" / "größe").write_bytes(os.urandom(3000))
    second = upkeep.backup(str(source)).snapshot
    with pytest.raises(Fault, match="no whole snapshot id"):
        upkeep.forget([first[:8]])
    assert upkeep.forget([first]) == (first,)
    assert upkeep.files("snapshots") == (second,)
    pruned = upkeep.prune("--max-unused", "0")
    assert pruned.after < pruned.before
    assert upkeep.check("--read-data").sound


@pytest.mark.parametrize("verb", ["backup", "forget", "prune", "unlock", "tag", "key add", "init", "copy"])
def test_a_reader_calls_nothing_that_changes_a_repository(place, verb):
    assert not hasattr(restic.Reader(place, PLAIN), verb.replace(" ", "_"))
    with pytest.raises(ValueError, match="may change a repository"):
        restic.read(place, *verb.split())
