"""The agent on a real restic and a repository on this disk: what it keeps it proves, and faults are named."""

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from drplan.adapters.agent.answer import answer
from drplan.adapters.agent.manifest import describe
from drplan.adapters.agent.manifest_seal import check, seal_all
from drplan.adapters.agent.places import manifest_path
from drplan.adapters.agent.snapshots import keep, write_manifest
from drplan.adapters.agent.together import Together
from drplan.adapters.agent.turns import alone
from drplan.measure.compare import compare
from tests.contract.weak_key import PASSWORD


class Desk:
    """A source, a repository, and the agent's answers about them."""

    def __init__(self, folder, program):
        self.folder = folder
        self.source = folder / "source"
        self.repository = {
            "program": program,
            "location": str(folder / "repository"),
            "cache": str(folder / "cache"),
            "environment": {"RESTIC_PASSWORD": PASSWORD},
            "ca_certificate": "",
        }
        self.source.mkdir()

    def say(self, verb, **words):
        return answer({"verb": verb, "data_set": "files", "scratch": str(self.folder / "scratch"), **words})

    def ask(self, verb, **words):
        said = self.say(verb, **words)
        assert "answer" in said, said
        return said["answer"]

    def fault(self, verb, **words):
        return self.say(verb, **words)["error"]

    def protect(self):
        (kept,) = self.ask("protect-paths", source={"paths": [str(self.source)]}, copies=[self.repository])
        return kept["snapshot"]

    def recover(self, snapshot):
        return self.ask("recover-paths", repository=self.repository, snapshot=snapshot)

    def verdict(self, snapshot):
        came = self.recover(snapshot)
        return compare(came["expected"], came["found"]).verdict

    def empty(self):
        import shutil

        shutil.rmtree(self.source)


@pytest.fixture
def desk(tmp_path, repository_folder, restic_program):
    return Desk(tmp_path, restic_program)


def fill_with_odd_things(source):
    (source / "a file\nwith a new line").write_text("x")
    (source / "größe-学校").write_bytes(b"\0" * 4096)
    (source / "empty").touch()
    (source / "empty folder").mkdir()
    (source / "link").symlink_to("nowhere")
    (source / "first").write_text("two names")
    os.link(source / "first", source / "second")
    (source / "private").write_text("mode")
    (source / "private").chmod(0o400)
    os.mkfifo(source / "pipe")
    with (source / "sparse").open("wb") as file:
        file.truncate(1 << 20)
    os.utime(source / "first", ns=(1, 1_000_000_007))


def test_odd_trees_come_back_equal_in_every_fact(desk):
    fill_with_odd_things(desk.source)
    snapshot = desk.protect()
    desk.empty()
    assert desk.verdict(snapshot).outcome == "pass"
    assert (desk.source / "first").samefile(desk.source / "second")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda s: (s / "first").write_text("2wo names"), "sha256"),
        (lambda s: (s / "private").chmod(0o444), "mode"),
        (lambda s: (s / "empty").unlink(), "missing"),
        (lambda s: (s / "extra").touch(), "not there at backup time"),
        (lambda s: ((s / "link").unlink(), (s / "link").symlink_to("elsewhere")), "target"),
        (lambda s: ((s / "second").unlink(), (s / "second").write_text("two names")), "same_as"),
    ],
)
def test_what_is_spoilt_after_the_restore_is_seen_and_named(desk, spoil, why):
    fill_with_odd_things(desk.source)
    came = desk.recover(desk.protect())
    times = (desk.source / "first").stat()
    spoil(desk.source)
    os.utime(desk.source / "first", ns=(times.st_atime_ns, times.st_mtime_ns))
    verdict = compare(came["expected"], describe([str(desk.source)])).verdict
    assert verdict.outcome == "fail"
    assert any(why in line for line in verdict.because)


def test_a_flipped_byte_in_a_pack_never_comes_back_as_good(desk):
    (desk.source / "data").write_bytes(os.urandom(1 << 20))
    snapshot = desk.protect()
    desk.empty()
    pack = max((desk.folder / "repository" / "data").rglob("*"), key=lambda p: p.stat().st_size)
    content = bytearray(pack.read_bytes())
    content[1000] ^= 1
    pack.chmod(0o600)
    pack.write_bytes(content)
    fault = desk.fault("recover-paths", repository=desk.repository, snapshot=snapshot)
    assert fault["kind"] == "repository-damaged"
    assert "restore" in fault["message"]


@pytest.mark.parametrize("where", ["snapshots", "index"])
def test_a_file_that_a_power_cut_left_empty_is_named_as_damage_when_another_host_meets_it(desk, where):
    (desk.source / "data").write_text("an essay")
    desk.protect()
    hurt = next((desk.folder / "repository" / where).iterdir())
    hurt.chmod(0o600)
    os.truncate(hurt, 0)
    # The host that wrote it has it in its cache and goes on; one that has not cannot.
    other = {**desk.repository, "cache": str(desk.folder / "cache of another host")}
    fault = desk.fault("protect-paths", source={"paths": [str(desk.source)]}, copies=[other])
    assert fault["kind"] == "repository-damaged"
    assert hurt.name[:8] in fault["message"]


def test_an_empty_source_is_refused_because_its_disk_may_be_gone(desk):
    fault = desk.fault("protect-paths", source={"paths": [str(desk.source)]}, copies=[desk.repository])
    assert fault["kind"] == "source"
    assert "is its disk mounted" in fault["message"]


def test_a_source_that_is_not_there_is_refused(desk):
    fault = desk.fault(
        "protect-paths", source={"paths": [str(desk.folder / "gone")]}, copies=[desk.repository]
    )
    assert (fault["kind"], "is not a folder" in fault["message"]) == ("source", True)


def test_a_wrong_password_is_named_and_not_repeated(desk):
    wrong = {**desk.repository, "environment": {"RESTIC_PASSWORD": "hunter2"}}
    fault = desk.fault("points", repository=wrong)
    assert fault["kind"] == "wrong-password"
    assert "hunter2" not in fault["message"]


def test_a_repository_that_is_not_there_is_not_made_without_being_asked(desk):
    elsewhere = {**desk.repository, "location": str(desk.folder / "elsewhere")}
    assert desk.fault("open", repository=elsewhere, create=False)["kind"] == "repository-absent"
    assert not (desk.folder / "elsewhere").exists()


def test_a_repository_is_made_when_asked_to_and_opened_the_next_time(desk):
    elsewhere = {**desk.repository, "location": str(desk.folder / "elsewhere")}
    assert desk.ask("open", repository=elsewhere, create=True) == {"created": True}
    assert desk.ask("open", repository=elsewhere, create=True) == {"created": False}


def test_a_server_that_does_not_answer_is_unreachable_within_seconds(desk, monkeypatch):
    from drplan.adapters.agent import restic_reach

    monkeypatch.setattr(restic_reach, "REACH_SECONDS", 0.2)
    closed = {**desk.repository, "location": "rest:http://127.0.0.1:9/drplan/"}
    assert desk.fault("points", repository=closed)["kind"] == "unreachable"


def test_a_snapshot_of_another_data_set_is_refused(desk):
    (desk.source / "data").touch()
    snapshot = desk.protect()
    words = {"repository": desk.repository, "snapshot": snapshot, "data_set": "payroll"}
    assert "holds no manifest of payroll" in desk.fault("recover-paths", **words)["message"]


def test_a_copy_that_takes_none_keeps_no_other_from_its_own(desk):
    (desk.source / "data").touch()
    gone = {**desk.repository, "location": str(desk.folder / "elsewhere")}
    failed, kept = desk.ask(
        "protect-paths", source={"paths": [str(desk.source)]}, copies=[gone, desk.repository]
    )
    assert failed["error"]["kind"] == "repository-absent"
    assert [p["snapshot"] for p in desk.ask("points", repository=desk.repository)] == [kept["snapshot"]]
    assert not (desk.folder / "scratch" / "kept").exists()


def test_a_recovery_point_shows_what_it_added_and_how_long_it_took(desk):
    (desk.source / "data").write_bytes(os.urandom(1 << 20))
    desk.protect()
    (point,) = desk.ask("points", repository=desk.repository)
    assert point["added"] > 1 << 20
    assert 0 < point["seconds"] < 60
    assert point["suspect"] == []


def test_points_are_those_of_the_data_set_alone(desk):
    (desk.source / "data").touch()
    snapshot = desk.protect()
    assert [p["snapshot"] for p in desk.ask("points", repository=desk.repository)] == [snapshot]
    assert desk.ask("points", repository=desk.repository, data_set="payroll") == []


def test_text_kept_from_here_comes_back_with_its_manifest(desk):
    entries = {"running-config": {"sha256": "aa", "lines": 2}}
    words = {"name": "running-config.txt", "content": "hostname hs-rtr1\n", "entries": entries}
    (kept,) = desk.ask("protect-artefact", copies=[desk.repository], **words)
    came = desk.ask("read-artefact", repository=desk.repository, snapshot=kept["snapshot"])
    assert (came["expected"], came["content"]) == (entries, "hostname hs-rtr1\n")
    assert not list((desk.folder / "scratch").rglob("running-config.txt"))


class Batch:
    """Texts of several data sets, kept together."""

    def __init__(self, desk):
        self.desk = desk
        self.together = Together(
            {
                "copies": [desk.repository],
                "scratch": str(desk.folder / "scratch"),
                "signing_key": None,
                "begun": "2026-11-23T02:00:00+00:00",
            }
        )

    def keep(self, **texts):
        try:
            for name, text in texts.items():
                entries = {"running-config": {"sha256": hashlib.sha256(text.encode()).hexdigest()}}
                told = {"data_set": name, "name": f"{name}.cfg", "content": text, "entries": entries}
                self.together.add({**told, "beside": {"LOADING.txt": f"load {name}\n"}})
            return self.together.keep()
        finally:
            self.together.close()


def test_many_texts_share_a_snapshot_and_each_is_a_recovery_point_of_its_own(desk):
    made = Batch(desk).keep(one="hostname one\n", two="hostname two\n")
    (snapshot,) = {point["snapshot"] for each in made.values() for point in each["kept"]}
    for name in ("one", "two"):
        (point,) = desk.ask("points", repository=desk.repository, data_set=name)
        assert (point["snapshot"], point["taken_at"]) == (snapshot, "2026-11-23T02:00:00+00:00")
        assert point["files"] < 6
        came = desk.ask("read-artefact", repository=desk.repository, snapshot=snapshot, data_set=name)
        assert (came["content"], came["beside"]) == (f"hostname {name}\n", {"LOADING.txt": f"load {name}\n"})
        to = desk.folder / f"back-{name}"
        words = {"repository": desk.repository, "snapshot": snapshot, "data_set": name, "to": str(to)}
        came = desk.ask("restore-to", **words)
        assert compare(came["expected"], came["found"]).verdict.outcome == "pass"
        assert {path.name for path in to.rglob("*") if path.is_file()} == {f"{name}.cfg", "LOADING.txt"}
    assert {each["data_set"] for each in desk.ask("all-points", repository=desk.repository)} == {"one", "two"}
    assert not list((desk.folder / "scratch/staging").iterdir())


def test_one_that_is_doubted_has_a_snapshot_of_its_own(desk):
    Batch(desk).keep(one="hostname one\n" * 40, two="hostname two\n")
    together = Batch(desk)
    canary = {"canaries": ["startup-config"]}
    told = {"name": "one.cfg", "content": "x\n", "entries": {"running-config": {"sha256": "aa"}}}
    together.together.add({"data_set": "one", **told, **canary})
    made = together.keep(two="hostname two\n", three="hostname three\n")
    assert made["one"]["kept"][0]["suspect"] == ["canary"]
    assert [made[name]["kept"][0]["suspect"] for name in ("two", "three")] == [[], []]
    assert made["one"]["kept"][0]["snapshot"] != made["two"]["kept"][0]["snapshot"]
    assert made["two"]["kept"][0]["snapshot"] == made["three"]["kept"][0]["snapshot"]


def test_a_data_set_that_another_run_is_at_work_on_is_left_out_alone(desk, monkeypatch):
    monkeypatch.setattr("drplan.adapters.agent.together._WAIT_SECONDS", 0.0)
    with alone(str(desk.folder / "scratch"), "one"):
        made = Batch(desk).keep(one="hostname one\n", two="hostname two\n")
    assert made["one"]["error"]["kind"] == "busy"
    assert made["two"]["kept"][0]["snapshot"]


def test_a_point_of_before_is_one_file_whatever_its_name(desk):
    text = "hostname hs-rtr1\n"
    place = desk.folder / "scratch/staging/files/running-config.txt"
    place.parent.mkdir(parents=True)
    place.write_text(text)
    manifest_file = manifest_path(str(desk.folder / "scratch"), "files")
    entries: dict[str, dict[str, str | int]] = {"running-config": {"sha256": "aa", "lines": 1}}
    write_manifest(
        manifest_file,
        "files",
        kind="artefact",
        entries=entries,
        artefacts=describe([str(place)]),
        signing_key=None,
    )
    (kept,) = keep([desk.repository], "files", [str(place)], manifest_file)
    came = desk.ask("read-artefact", repository=desk.repository, snapshot=kept["snapshot"])
    assert (came["expected"], came["content"], came["beside"]) == (entries, text, {})


@pytest.mark.parametrize("key", ["there", None, "gone"])
def test_many_manifests_are_signed_as_one_is(desk, key):
    files = []
    for name in ("one", "two"):
        path = manifest_path(str(desk.folder / "scratch"), name)
        write_manifest(path, name, kind="artefact", entries={"a": {"sha256": "aa"}}, signing_key=None)
        files.append(path)
    private = desk.folder / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", private], check=True)
    seal_all(files, {"there": str(private), None: None, "gone": str(desk.folder / "gone")}[key])
    public = " ".join((desk.folder / "key.pub").read_text().split()[:2])
    for path in files:
        manifest, signature = (Path(each).read_bytes() for each in (path, f"{path}.sig"))
        notes = check(manifest, signature, [public], may_lack=True)
        assert bool(notes) == (key != "there")
