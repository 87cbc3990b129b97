"""What a host remembers of earlier backups: whole, bounded, and gone rather than wrong when it is torn."""

import json
from pathlib import Path

import pytest

from drplan.adapters.agent import history
from drplan.adapters.agent.figures import Figures
from drplan.adapters.agent.history import History
from drplan.adapters.held_against import held_against
from drplan.adapters.vault import point_of
from drplan.declare import Accepted, DataSet, Ignored, Paths, Tolerance

BEGINNING = '{"schema":"drplan/manifest/2"}\n["/srv/a",{"type":"file"}]\n'
SNAPSHOT = "3fd2a07c" + "0" * 56


@pytest.fixture
def manifest(tmp_path):
    (tmp_path / "manifests").mkdir()
    return str(tmp_path / "manifests" / "files.jsonl")


def end_with(path, figures):
    tail = {"entries": figures.entries, "figures": vars(figures), "suspect": [], "artefacts": None}
    Path(path).write_text(BEGINNING + json.dumps(tail) + "\n")


def test_nothing_was_remembered_before_the_first_good_one(manifest):
    assert history.read(manifest) == History()


def test_the_figures_of_good_ones_are_remembered_the_newest_last_and_not_for_ever(manifest):
    for entries in range(history.MOST + 5):
        end_with(manifest, Figures(entries=entries))
        history.note(manifest)
    kept = history.read(manifest).figures
    assert [each.entries for each in kept] == list(range(5, history.MOST + 5))


def test_what_was_heeded_stays_with_the_figures(manifest):
    history.write(manifest, History((Figures(entries=1),), frozenset({"3fd2a07c"})))
    end_with(manifest, Figures(entries=2))
    history.note(manifest)
    known = history.read(manifest)
    assert history.heeded(known, ["3fd2a07c"])
    assert not history.heeded(known, ["3fd2a07c", "91be44d0"])


@pytest.mark.parametrize(
    "torn", ["", "{", '{"accepted":[],"since":0}\n{"figures":{"entr', '[]\n{"figures":{}}', "\n\n"]
)
def test_a_torn_memory_is_none(manifest, torn):
    history.write(manifest, History((Figures(),)))
    Path(history._path(manifest)).write_text(torn)
    assert history.read(manifest) == History()


def test_what_was_accepted_keeps_its_place_while_older_ones_are_forgotten(manifest):
    known = History(tuple(Figures(entries=n) for n in range(50)))
    history.write(manifest, known.with_accepted(Figures(entries=1000), frozenset({"3fd2a07c"})))
    for entries in range(30):
        end_with(manifest, Figures(entries=entries))
        history.note(manifest)
    kept = history.read(manifest)
    assert kept.figures[kept.since].entries == 1000
    assert kept.accepted == {"3fd2a07c"}


def test_a_manifest_without_its_end_has_no_figures(manifest):
    Path(manifest).write_text(BEGINNING)
    history.note(manifest)
    assert history.read(manifest) == History()


def data_set(**more):
    source = Paths(server="file1", paths=("/srv",))
    return DataSet(name="files", source=source, policy="nightly", privacy="internal", **more)


ACCEPTED = Accepted(
    snapshots=("3fd2a07c", "91be44d0"), because="graduates left", by_role="admin", on="2026-07-02"
)


def test_the_agent_is_told_what_was_declared():
    ignored = Ignored(word="churned", because="a cache")
    declared = data_set(
        canaries=("/srv/canary",), tolerance=Tolerance(shrink=0.7, ignore=(ignored,)), accepted=(ACCEPTED,)
    )
    told = json.loads(json.dumps(held_against(declared)))
    assert told["canaries"] == ["/srv/canary"]
    assert told["accepted"] == ["3fd2a07c", "91be44d0"]
    assert (told["tolerance"]["shrink"], told["tolerance"]["ignore"][0]["word"]) == (0.7, "churned")


@pytest.mark.parametrize(("accepted", "suspect"), [((), ("shrunk",)), ((ACCEPTED,), ())])
def test_an_accepted_recovery_point_is_not_suspect_any_more(accepted, suspect):
    class Here:
        name = "here"

    kept = {"snapshot": SNAPSHOT, "taken_at": "2026-07-01T02:00:00Z", "files": 1, "size": 1, "added": 0}
    kept |= {"seconds": 1.0, "suspect": ["shrunk"]}
    assert point_of("files", Here(), kept, accepted).suspect == suspect  # type: ignore[arg-type]


def test_a_recovery_point_is_of_a_moment_in_utc_wherever_its_host_stands():
    class Here:
        name = "here"

    kept = {"snapshot": SNAPSHOT, "taken_at": "2026-11-23T01:36:00-06:00", "files": 1, "size": 1, "added": 0}
    kept |= {"seconds": 1.0, "suspect": []}
    taken = point_of("files", Here(), kept).taken_at  # type: ignore[arg-type]
    assert f"{taken:%Y-%m-%d %H:%M %Z}" == "2026-11-23 07:36 UTC"
