"""What a listing may hold: in order, in folders that were named, and no heavier than is told."""

import pytest

from drplan.adapters.agent.fault import Fault
from drplan.adapters.agent.laid import laid_out
from drplan.adapters.agent.restore_guard import Acting, Tree, refuse_elsewhere
from drplan.adapters.agent.restore_weight import Weight, against_manifest


def node(path, kind="file", **facts):
    return {"path": path, "type": kind, "name": path.rpartition("/")[2], **facts}


def take(*nodes, roots=("/srv",)):
    tree = Tree("abcdef0123", roots)
    for each in nodes:
        tree.take(each)
    return tree.there


SOUND = (
    node("/srv", "dir"),
    node("/srv/a", "dir"),
    node("/srv/a/deep", "dir"),
    node("/srv/a/deep/file"),
    node("/srv/a.txt"),
    node("/srv/link", "symlink"),
    node("/var", "dir"),
)


def test_a_listing_as_restic_makes_it_is_sound():
    assert take(*SOUND, roots=("/srv", "/srv/none", "/")) == {"/srv", "/"}


@pytest.mark.parametrize(
    "nodes",
    [
        (node("/a", "symlink"), node("/a", "dir")),
        (node("/a", "dir"), node("/a", "symlink")),
        (node("/b"), node("/a")),
        (node("/a", "symlink"), node("/a/passwd")),
        (node("/a/passwd"),),
        (node("/a", "dir"), node("/b", "dir"), node("/a/late")),
        (node("/a", "dir"), node("/a/x"), node("/b"), node("/a", "dir")),
        ({"path": "/etc", "type": "dir", "name": "../../etc"},),
        ({"path": "/", "type": "dir", "name": ".."},),
        (node("/."),),
        (node("/a\0b"),),
        (node("/caf\ufffd", "symlink"), node("/caf\ufffd", "dir")),
    ],
)
def test_a_listing_that_restic_never_makes_is_refused(nodes):
    with pytest.raises(Fault, match="abcdef01 was forged, and is not restored"):
        take(*nodes)


def test_names_that_are_not_utf_8_may_look_alike_and_out_of_order():
    assert take(node("/srv", "dir"), node("/srv/a\ufffd"), node("/srv/a\ufffdb"), node("/srv/a\ufffd")) == {
        "/srv"
    }


@pytest.mark.parametrize("root", ["/etc", "/srv/files-of-another", "/", "/srv"])
def test_a_snapshot_goes_back_only_to_where_its_data_set_is_declared(root):
    refuse_elsewhere("abcdef0123", ["/srv/files", "/srv/files/below"], ["/srv/files/"])
    with pytest.raises(Fault, match="not declared to lie"):
        refuse_elsewhere("abcdef0123", [root], ["/srv/files"])


@pytest.mark.parametrize("path", ["/srv/../etc", "srv", "//srv", "/srv/", "/srv//a"])
def test_a_snapshot_of_a_path_that_is_none_is_refused(path):
    paths = [path, "/var/lib/drplan/manifests/files.jsonl"]
    with pytest.raises(Fault, match="of a path that is none"):
        laid_out({"snapshot": "abcdef0123", "paths": paths, "run": "", "data_set": "files"})


def test_set_id_and_devices_are_held_against_the_manifest():
    set_id = 1 << 23 | 0o755
    acting = Acting("abcdef0123", ["/srv"], {"/srv/su": {"type": "file", "mode": "0o4755"}})
    acting(node("/srv/su", mode=set_id))
    acting(node("/elsewhere/su", mode=set_id))
    acting(node("/srv/plain", mode=0o755))
    for wrong in (node("/srv/sh", mode=set_id), node("/srv/su", "chardev"), node("/srv", "dev")):
        with pytest.raises(Fault, match="rights of its own"):
            acting(wrong)


def test_a_snapshot_that_claims_more_than_its_manifest_is_refused():
    weigh = against_manifest({"/srv/a": {"type": "file", "size": 1 << 30}, "/srv": {"type": "folder"}})
    weigh(node("/srv/a", size=3 << 30))
    weigh(node("/srv", "dir", size=1 << 60))
    with pytest.raises(Fault, match="claims to hold more than twice what its manifest says"):
        weigh(node("/srv/b", size=1))


def test_the_names_of_one_file_take_its_room_once():
    weigh = Weight(100, "there is", once=True)
    for _ in range(3):
        weigh(node("/srv/a", size=90, inode=7))
    with pytest.raises(Fault):
        weigh(node("/srv/b", size=90, inode=8))
