"""Keeping an export: what is judged beside its files, and what is refused before restic is asked."""

import pytest

from drplan.adapters.agent import content as contents
from drplan.adapters.agent import exports
from drplan.adapters.agent.content import Content, losses
from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.figures import Figures
from drplan.adapters.agent.laid import Laid
from drplan.adapters.agent.manifest_counts import Counts
from drplan.adapters.agent.manifest_file import Manifest
from drplan.adapters.agent.snapshot_read import Kept


def counted(**told):
    return Counts(Figures(), {name: told[name] for name in told})


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        ({"rows": 500}, {"rows": 1000}, []),
        ({"rows": 499}, {"rows": 1000}, ["shrunk"]),
        ({"rows": 100}, {"rows": 1000}, ["vanished"]),
        (None, {"rows": 1000}, ["vanished"]),
        ({"rows": 0}, {"rows": 1}, []),
        ({"rows": 1000}, None, []),
        ({"answer": 4}, {"answer": 9}, ["shrunk"]),
        ({"count": 2}, {"count": 5}, ["shrunk"]),
    ],
)
def test_a_part_that_lost_more_than_is_tolerated_is_doubted(now, before, words):
    found = losses(counted(part=(now, before)), ("part", "never there"), {"shrink": 0.5})
    assert [word for word, _ in found] == words


def test_a_loss_that_is_declared_as_usual_is_not_doubted_but_one_of_nearly_all_is_named_by_another_word():
    tolerance = {"shrink": 0.5, "ignore": [{"word": "shrunk", "because": "it is a queue"}]}
    assert losses(counted(part=({"rows": 40}, {"rows": 100})), ("part",), tolerance) == []
    assert losses(counted(part=({"rows": 4}, {"rows": 100})), ("part",), tolerance)[0][0] == "vanished"
    assert losses(counted(part=({"rows": 40}, {"rows": 100})), ("part",), {"shrink": 0.7}) == []


def request(folder, source):
    return {
        "verb": "protect-tenant-export",
        "data_set": "mail",
        "scratch": str(folder / "scratch"),
        "copies": [],
        "signing_key": None,
        "source": {"path": str(source), "form": "pst"},
    }


def test_an_export_that_comes_in_while_it_is_read_is_not_kept(tmp_path, monkeypatch):
    (tmp_path / "export").mkdir()
    (tmp_path / "export/one.pst").write_text("one")

    def read(kind, folder, source):
        (tmp_path / "export/two.pst").write_text("two")
        return Content()

    monkeypatch.setattr(exports, "read_content", read)
    with pytest.raises(Fault, match="changed while they were read"):
        exports.protect(request(tmp_path, tmp_path / "export"))


def test_a_folder_that_is_not_there_is_a_fault_of_the_source(tmp_path):
    with pytest.raises(Fault, match="is not a folder"):
        exports.protect(request(tmp_path, tmp_path / "absent"))


def kept(artefacts, inside):
    manifest = Manifest(
        "mail", "tenant-export-pst", "h", {**artefacts, **inside}, artefacts, {}, Figures(), ()
    )
    return Kept(manifest, Laid(("/e",), ("/m.jsonl", "/m.jsonl.sig"), ""), ())


def test_what_is_inside_is_not_read_of_files_that_came_back_other_than_they_were_kept(tmp_path):
    artefacts = {"/e": {"type": "folder"}, "/e/one.pst": {"type": "file", "size": 3, "sha256": "ab"}}
    was = kept(artefacts, {"mailboxes": {"count": 1}})
    came = {"expected": was.entries, "notes": (), "found": {**artefacts, "/e/one.pst": {"type": "file"}}}
    again = exports.read_again(was, str(tmp_path), {}, came)
    assert "not read again" in again["notes"][0]
    assert "mailboxes" in again["expected"].keys() - again["found"].keys()


def test_a_link_in_the_folders_place_is_refused(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "export").symlink_to("real")
    with pytest.raises(Fault, match="is not a folder"):
        exports.protect(request(tmp_path, tmp_path / "export"))


def test_a_name_that_would_break_a_line_is_quoted():
    ((_, sentence),) = contents.in_words("archives", ["a\nsuspect: none.mbz breaks off"])
    assert "\n" not in sentence


def test_only_the_first_troubles_are_named_and_the_rest_are_counted():
    said = contents.in_words("archives", [f"{name} breaks off" for name in "abcde"])
    assert [sentence for _, sentence in said] == [
        "a breaks off",
        "b breaks off",
        "c breaks off",
        "2 more of its archives are not whole",
    ]
