"""Manifests of folders on a real restic: what they say is what is kept, and what is not so is said."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from drplan.adapters.agent import (
    manifest_past,
    manifest_tree,
    manifest_walk,
    manifest_work,
    restic_refusal,
    turns,
)
from drplan.adapters.agent.manifest_walk import Rules
from drplan.measure.compare import compare
from tests.contract.test_agent import Desk, fill_with_odd_things

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="mounts need root")


class Folders(Desk):
    """A desk whose data set is declared in more words, and that signs with a key of its own."""

    def __init__(self, folder, program):
        super().__init__(folder, program)
        self.key = str(folder / "key")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.key], check=True)
        self.public = " ".join(Path(f"{self.key}.pub").read_text().split()[:2])

    def request(self, **source):
        return {
            "verb": "protect-paths",
            "data_set": "files",
            "scratch": str(self.folder / "scratch"),
            "source": {"paths": [str(self.source)], **source},
            "copies": [self.repository],
            "signing_key": self.key,
        }

    def keep(self, **source):
        (kept,) = self.ask(**self.request(**source))
        return kept

    def suspects(self):
        return [point["suspect"] for point in self.ask("points", repository=self.repository)]

    def manifest(self):
        return self.folder / "scratch" / "manifests" / "files.jsonl"

    def lines(self):
        return [json.loads(line) for line in self.manifest().read_text().splitlines()]

    def names_in(self, snapshot):
        words = [self.repository["program"], "-r", self.repository["location"], "ls", "--json", snapshot]
        said = subprocess.run(
            words, env={**os.environ, **self.repository["environment"]}, capture_output=True, check=True
        ).stdout
        nodes = [json.loads(line) for line in said.splitlines()]
        root = str(self.source)
        return {n["path"] for n in nodes[1:] if n["path"] == root or n["path"].startswith(f"{root}/")}


@pytest.fixture
def desk(tmp_path, repository_folder, restic_program):
    return Folders(tmp_path, restic_program)


def test_an_unchanged_source_gives_the_same_manifest_and_adds_next_to_nothing(desk):
    fill_with_odd_things(desk.source)
    desk.keep()
    desk.keep()
    before, times = desk.manifest().read_bytes(), desk.manifest().stat()
    assert desk.keep()["suspect"] == []
    assert desk.manifest().read_bytes() == before
    assert desk.manifest().stat().st_ctime_ns == times.st_ctime_ns
    assert desk.lines()[-1]["figures"]["new"] == 0


def test_what_changed_between_two_backups_is_counted_against_the_last_good_one(desk):
    for number in range(5):
        (desk.source / str(number)).write_text(str(number))
    desk.keep()
    (desk.source / "0").unlink()
    (desk.source / "1").write_bytes(os.urandom(4096))
    (desk.source / "2").rename(desk.source / "moved")
    (desk.source / "new").touch()
    desk.keep()
    figures = desk.lines()[-1]["figures"]
    told = ("entries", "new", "changed", "vanished", "moved", "grew_dense")
    assert [figures[word] for word in told] == [6, 2, 1, 2, 1, 1]


def test_a_file_that_never_stays_the_same_leaves_a_recovery_point_that_is_doubted_by_name(desk):
    (desk.source / "calm").write_text("calm")
    stop = threading.Event()

    def write():
        while not stop.wait(0.02):
            with (desk.source / "busy\nlog").open("a") as file:
                file.write("x")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        time.sleep(0.1)
        kept = desk.keep()
    finally:
        stop.set()
        writer.join()
    assert kept["suspect"] == ["partial"]
    assert desk.suspects() == [["partial"]] * 3
    assert "busy" in (desk.folder / "scratch/past/files.doubt").read_text()
    assert not (desk.folder / "scratch/kept").exists()
    assert desk.keep()["suspect"] == []
    assert desk.suspects()[-1] == []


def test_a_file_that_changed_once_is_kept_again_and_the_first_try_is_doubted(desk, monkeypatch):
    (desk.source / "data").write_text("before")
    real = manifest_tree.changed_since
    tries = []

    def changed_since(*words):
        tries.append(1)
        if len(tries) == 1:
            (desk.source / "data").write_text("after!")
        return real(*words)

    monkeypatch.setattr(manifest_tree, "changed_since", changed_since)
    kept = desk.keep()
    assert (kept["suspect"], desk.suspects()) == ([], [["partial"], []])
    desk.empty()
    came = desk.recover(kept["snapshot"])
    assert compare(came["expected"], came["found"]).verdict.outcome == "pass"
    assert (desk.source / "data").read_text() == "after!"


def test_a_volatile_file_may_change_and_its_neighbours_may_not(desk, monkeypatch):
    (desk.source / "sis.log").write_text("one\n")
    (desk.source / "data").write_text("data")
    real = manifest_tree.changed_since

    def changed_since(*words):
        with (desk.source / "sis.log").open("a") as file:
            file.write("two\n")
        return real(*words)

    monkeypatch.setattr(manifest_tree, "changed_since", changed_since)
    kept = desk.keep(volatile=["*.log"])
    assert (kept["suspect"], len(desk.suspects())) == ([], 1)
    desk.empty()
    came = desk.recover(kept["snapshot"])
    assert compare(came["expected"], came["found"]).verdict.outcome == "pass"
    (desk.source / "sis.log").unlink()
    found = manifest_tree_names(desk)
    assert compare(came["expected"], found).verdict.outcome == "fail"


def manifest_tree_names(desk):
    from drplan.adapters.agent.manifest import describe

    return describe([str(desk.source)])


def test_files_that_may_not_be_read_make_a_partial_point_that_names_them_and_never_passes(desk):
    for name in ("one", "two", "three", "plain"):
        (desk.source / name).write_text(name)
    for name in ("one", "two", "three"):
        (desk.source / name).chmod(0)
    said = answer_without_privilege(desk.request())
    (kept,) = said["answer"]
    assert (kept["suspect"], desk.suspects()) == (["partial"], [["partial"]])
    assert desk.lines()[-1]["suspect"][0].startswith("3 entries could not be read, such as ")
    came = desk.recover(kept["snapshot"])
    verdict = compare(came["expected"], came["found"]).verdict
    assert verdict.outcome == "fail"
    assert sum("could not be read at backup time" in line for line in verdict.because) == 3
    assert any("doubted when it was made" in note for note in came["notes"])


def answer_without_privilege(request):
    program = "import json, sys; from drplan.adapters.agent.answer import main; main()"
    words = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
    words = words if os.geteuid() == 0 else []
    done = subprocess.run(
        [*words, sys.executable, "-c", program],
        input=json.dumps(request).encode(),
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return json.loads(done.stdout)


def test_a_backup_that_broke_off_before_it_was_proved_is_doubted_by_the_next(desk, monkeypatch):
    (desk.source / "data").write_text("data")
    with monkeypatch.context() as broken:
        broken.setattr(manifest_tree, "changed_since", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            desk.keep()
    assert desk.suspects() == [[]]
    assert desk.keep()["suspect"] == []
    assert desk.suspects() == [["partial"], []]
    assert not (desk.folder / "scratch/past/files.pending").exists()


def test_a_copy_that_takes_nothing_is_not_asked_again_when_the_tree_changed(desk, monkeypatch):
    monkeypatch.setattr(restic_refusal, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(manifest_tree, "changed_since", lambda *_: ["data"])
    (desk.source / "data").write_text("data")
    program, calls = desk.folder / "restic-that-is-refused", desk.folder / "calls"
    says = "Save(<lock/aa>) returned error, retrying after 1s: unexpected HTTP response (500): 500"
    program.write_text(
        f'#!/bin/sh\ncase "$*" in *backup*) echo asked >> {calls}\n'
        f'while :; do echo "{says}" >&2; sleep 0.05; done ;; esac\nexec {desk.repository["program"]} "$@"\n'
    )
    program.chmod(0o755)
    request = desk.request()
    request["copies"] = [desk.repository, {**desk.repository, "location": "full", "program": str(program)}]
    kept, refused = desk.ask(**request)
    assert (kept["suspect"], refused["error"]["kind"]) == (["partial"], "repository-refuses")
    assert calls.read_text() == "asked\n"


def test_two_backups_of_one_data_set_do_not_run_at_once(desk, monkeypatch):
    (desk.source / "data").write_text("data")
    monkeypatch.setattr(turns, "_WAIT_SECONDS", 0.0)
    with turns.alone(str(desk.folder / "scratch"), "files"):
        assert desk.fault(**desk.request())["kind"] == "busy"
    assert desk.keep()["suspect"] == []


def test_the_first_snapshot_of_all_holds_its_manifest_however_late_that_is_written(desk, monkeypatch):
    (desk.source / "data").write_text("data")
    real = manifest_tree.write_tree

    def late(*words):
        time.sleep(2)
        return real(*words)

    monkeypatch.setattr(manifest_tree, "write_tree", late)
    kept = desk.keep()
    assert (kept["suspect"], kept["files"]) == ([], 3)
    assert desk.verdict(kept["snapshot"]).outcome == "pass"


def test_a_snapshot_that_holds_other_files_than_its_manifest_names_is_doubted(desk, monkeypatch):
    (desk.source / "data").write_text("data")
    (desk.source / "left.out").write_text("restic keeps it")
    monkeypatch.setattr(Rules, "words", lambda *_: [])
    assert desk.keep(excludes=["*.out"])["suspect"] == ["partial"]
    assert desk.suspects() == [["partial"]]


def test_bytes_that_changed_under_the_same_times_are_found_within_a_month_and_kept(desk, monkeypatch):
    (desk.source / "rotten").write_text("good")
    with monkeypatch.context() as blind:
        same = manifest_past.record_of
        fixed = os.lstat(desk.source / "rotten")
        blind.setattr(manifest_work, "record_of", lambda name, status: same(name, fixed))
        desk.keep()
        (desk.source / "rotten").write_text("bad!")
        tree = manifest_walk.Tree("files", [str(desk.source)], Rules())
        found = 0
        for day in range(1, manifest_work.TURNS + 1):
            now = time.time() + day * 86400
            found += manifest_tree.write_tree(tree, str(desk.manifest()), lambda _: [], now=now).silent
            manifest_past.Shelf(str(desk.manifest())).accept()
    assert found == 1


@pytest.mark.parametrize("signed_by", ["known", "unknown", "nobody"])
def test_a_signature_is_checked_on_the_way_back_or_the_record_says_that_it_was_not(desk, signed_by):
    (desk.source / "data").write_text("data")
    if signed_by == "nobody":
        desk.key = None
    snapshot = desk.keep()["snapshot"]
    other = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE0yXCGcX2ZJtxTkEO+FTRp7hsj8NSGWrDJEWmjp6A1L"
    signers = [desk.public if signed_by == "known" else other]
    words = {"repository": desk.repository, "snapshot": snapshot, "signers": signers}
    notes = desk.ask("recover-paths", **words)["notes"]
    expected = {"known": [], "unknown": ["not a known key"], "nobody": ["is not signed"]}[signed_by]
    assert len(notes) == len(expected)
    assert all(word in note for word, note in zip(expected, notes, strict=True))


def test_a_manifest_that_was_altered_in_the_repository_is_never_restored_as_good(desk):
    (desk.source / "data").write_text("data")
    desk.keep()
    text = desk.manifest().read_text().replace('"uid":0', '"uid":7').replace('"size":4', '"size":5')
    desk.manifest().write_text(text)
    tags = [word for tag in ("drplan", "data-set:files") for word in ("--tag", tag)]
    own = [str(desk.source), str(desk.manifest()), f"{desk.manifest()}.sig"]
    program, location = desk.repository["program"], desk.repository["location"]
    subprocess.run(
        [program, "-r", location, "-q", "backup", *tags, *own],
        env={**os.environ, **desk.repository["environment"]},
        check=True,
    )
    forged = desk.ask("points", repository=desk.repository)[-1]["snapshot"]
    words = {"repository": desk.repository, "snapshot": forged, "signers": [desk.public]}
    assert "signature does not fit" in desk.fault("recover-paths", **words)["message"]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ({"excludes": ["files.jsonl"]}, "leave out"),
        ({"excludes": ["sour*"]}, "leave out"),
        ({"excludes": ["[ab]"]}, "one thing to restic and another here"),
        ({"mounted": True}, "is its disk mounted?"),
    ],
)
def test_what_would_look_like_a_good_backup_and_be_none_is_refused(desk, source, why):
    (desk.source / "data").touch()
    assert why in desk.fault(**desk.request(**source))["message"]


def test_a_link_in_the_place_of_a_folder_is_refused(desk):
    (desk.folder / "link").symlink_to(desk.source)
    (desk.source / "data").touch()
    assert "is a link" in desk.fault(**desk.request(paths=[str(desk.folder / "link")]))["message"]


ODD_NAMES = (
    b"a", b"b.log", b".b.log", b"b.LOG", b"tmp", b"tmp2", b"x y", "größe".encode(), b"\xff\xfe", b"new\nline",
    b"a*b", b"a,b", b"#c", b"$HOME", b"{a,b}", b"^a", b"-x",
)  # fmt: skip

PATTERNS = ("*.log", "tmp2", "?", "??", "gr*", "*\N{LATIN SMALL LETTER O WITH DIAERESIS}*", "a,b", "#c",
            "$HOME", "{a,b}", "^a", "-x", "*b*", "x y", "new*", "?.log", "/tmp", "/tmp/a", "/b.log", "/#c",
            "/$HOME")  # fmt: skip


@pytest.mark.parametrize("some", [slice(0), slice(7), slice(7, 14), slice(14, None), slice(0, None, 3)])
def test_the_manifest_names_exactly_what_restic_keeps_whatever_is_left_out(desk, some):
    folders = ("", "tmp", "tmp/tmp", "gr", "x y", "deep", "deep/\udcff")
    for folder in folders:
        (desk.source / folder).mkdir(exist_ok=True)
    for place in (desk.source / folder / os.fsdecode(name) for folder in folders for name in ODD_NAMES):
        if not place.exists():
            place.write_text("content")
    below = [f"{desk.source}{pattern}" if pattern.startswith("/") else pattern for pattern in PATTERNS]
    kept = desk.keep(excludes=below[some])
    assert kept["suspect"] == []
    ours = {os.fsencode(name).decode(errors="replace") for name, _ in named(desk)}
    assert ours == desk.names_in(kept["snapshot"])


def named(desk):
    return [line for line in desk.lines() if isinstance(line, list)]


@needs_root
def test_of_another_file_system_only_the_place_it_is_mounted_on_is_kept(desk, tmp_path):
    (desk.source / "inside").mkdir()
    (desk.source / "data").write_text("data")
    (desk.source / "bound").touch()
    script = (
        'mount -t tmpfs none "$0/inside" && mkdir -p "$0/inside/deep/back" "$0/inside/other"'
        ' && touch "$0/inside/file" && mkdir "$0/../outside" && touch "$0/../outside/data"'
        ' && mount --bind "$0/../outside" "$0/inside/deep/back" && mount --bind "$0/inside/file" "$0/bound"'
        ' && exec "$@"'
    )
    program = "from drplan.adapters.agent.answer import main; main()"
    said = []
    for one_file_system in (True, False):
        subprocess.run(["rm", "-rf", str(desk.folder / "outside")], check=True)
        done = subprocess.run(
            ["unshare", "-m", "sh", "-c", script, str(desk.source), sys.executable, "-c", program],
            input=json.dumps(desk.request(one_file_system=one_file_system)).encode(),
            capture_output=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
        (kept,) = json.loads(done.stdout)["answer"]
        assert kept["suspect"] == []
        assert {name for name, _ in named(desk)} == desk.names_in(kept["snapshot"])
        said.append({os.path.relpath(name, desk.source) for name, _ in named(desk)})
    assert {"inside", "data"} <= said[0] < said[1]
    assert "inside/file" in said[1] - said[0]


@needs_root
def test_a_path_on_its_own_disk_is_kept_while_that_is_mounted(desk):
    program = "from drplan.adapters.agent.answer import main; main()"
    script = 'mount -t tmpfs none "$0" && touch "$0/data" && exec "$@"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, str(desk.source), sys.executable, "-c", program],
        input=json.dumps(desk.request(mounted=True)).encode(),
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert "answer" in json.loads(done.stdout)
