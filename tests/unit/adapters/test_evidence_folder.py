"""The evidence folder: whole or not at all, one chain, nothing secret."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from drplan.adapters.evidence_folder import EvidenceFolder
from drplan.adapters.keys import KeyFile
from drplan.errors import EvidenceError, UsageError
from drplan.record.canonical import record_bytes
from drplan.record.drill import DrillRecord
from drplan.record.signers import read_signers

SAMPLE = DrillRecord.model_validate_json(
    (Path(__file__).parents[2] / "cases/evidence/record.json").read_bytes()
)
FILES = {"manifests/sis.json": b"{}", "manifests/home folders é.json": b"[]"}


@dataclass
class Mixed:
    """A signer that signs with one key and names another."""

    signs: KeyFile
    says: KeyFile

    def sign(self, message: bytes) -> str:
        return self.signs.sign(message)

    def allowed_signer(self) -> str:
        return self.says.allowed_signer()


@pytest.fixture
def key(tmp_path: Path) -> KeyFile:
    return KeyFile.create(tmp_path / "keys", "evidence@cedarvalley.example")


@pytest.fixture
def evidence(tmp_path: Path) -> EvidenceFolder:
    return EvidenceFolder(tmp_path / "runbooks/evidence")


def drill(name: str, previous: str | None, **changes: object) -> DrillRecord:
    return SAMPLE.model_copy(update={"id": name, "previous": previous, **changes})


def add(evidence: EvidenceFolder, key: KeyFile, *names: str) -> None:
    for name in names:
        evidence.append(drill(name, evidence.head()), FILES, key)


def content(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_before_the_first_drill_there_is_nothing(evidence):
    assert evidence.head() is None
    assert evidence.records() == []
    assert evidence.verify() == []
    assert not evidence.root.exists()


def test_drills_come_back_in_the_order_they_were_added(evidence, key):
    add(evidence, key, "z", "m", "a")
    assert [record.id for record in evidence.records()] == ["z", "m", "a"]
    assert evidence.verify() == []
    assert evidence.signed_for("m") == ("evidence@cedarvalley.example",)
    assert sorted(path.name for path in evidence.root.iterdir()) == [
        "HEAD",
        "HEAD.sig",
        "a",
        "allowed_signers",
        "m",
        "z",
    ]


def test_what_was_added_is_what_is_read(evidence, key):
    folder = evidence.append(drill("hs-1", None), FILES, key)
    assert evidence.record("hs-1") == drill("hs-1", None)
    assert {name: (folder / name).read_bytes() for name in FILES} == FILES


def test_a_record_that_does_not_follow_the_newest_is_refused(evidence, key):
    add(evidence, key, "a", "b")
    before = content(evidence.root)
    with pytest.raises(EvidenceError, match="the newest record is"):
        evidence.append(drill("c", None), {}, key)
    assert content(evidence.root) == before


def test_of_two_records_of_one_second_the_later_is_kept_beside_the_first(evidence, key):
    for _ in range(3):
        evidence.append_next(drill("20261122T090000Z-hs", None), FILES, key)
    assert [record.id for record in evidence.records()] == [
        "20261122T090000Z-hs",
        "20261122T090000Z-hs-2",
        "20261122T090000Z-hs-3",
    ]
    assert evidence.verify(head=evidence.head()) == []


@pytest.mark.parametrize(
    "name",
    ["a", "allowed_signers", "HEAD", "HEAD.sig", "", ".hidden", "../x", "x/y", "x y", "x" * 101, "x\n"],
)
def test_an_id_that_is_taken_or_no_plain_name_is_refused(evidence, key, name):
    add(evidence, key, "a")
    before = content(evidence.root)
    with pytest.raises(EvidenceError, match="can be kept under the id"):
        evidence.append(drill(name, evidence.head()), {}, key)
    assert content(evidence.root) == before


@pytest.mark.parametrize(
    "names",
    [
        ["record.json"],
        ["SHA256SUMS"],
        ["SHA256SUMS.sig"],
        ["record.json/x"],
        ["SHA256SUMS/x"],
        ["a", "a/b"],
        ["../x"],
        ["a/../../x"],
        ["/x"],
        ["a\nb"],
        ["-"],
        [""],
    ],
)
def test_files_that_cannot_be_kept_are_refused(evidence, key, names):
    with pytest.raises(EvidenceError):
        evidence.append(drill("a", None), dict.fromkeys(names, b""), key)
    assert content(evidence.root.parent.parent).keys() == {"keys/evidence_ed25519"}
    assert list(evidence.root.iterdir()) == []


def test_a_secret_in_a_record_or_file_is_refused(evidence, key):
    loud = SAMPLE.steps[0].model_copy(update={"detail": 'login with hunter"2 failed'})
    with pytest.raises(EvidenceError, match=r"record\.json holds a secret"):
        evidence.append(drill("a", None, steps=(loud,)), {}, key, secrets=['hunter"2'])
    with pytest.raises(EvidenceError, match=r"log\.txt holds a secret"):
        evidence.append(drill("a", None), {"log.txt": b"pw=hunter22"}, key, secrets=iter(["hunter22"]))
    with pytest.raises(EvidenceError, match="SHA256SUMS holds a secret"):
        evidence.append(drill("a", None), {"hunter22.txt": b""}, key, secrets=["hunter22"])
    assert content(evidence.root) == {}


def test_a_signer_whose_signature_does_not_hold_adds_nothing(evidence, key, tmp_path):
    other = KeyFile.create(tmp_path / "other", "other@cedarvalley.example")
    with pytest.raises(EvidenceError, match="does not verify"):
        evidence.append(drill("a", None), {}, Mixed(signs=other, says=key))
    assert content(evidence.root) == {}


def test_an_older_key_goes_on_proving_its_records(evidence, key, tmp_path):
    add(evidence, key, "a")
    add(evidence, KeyFile.create(tmp_path / "new", "evidence-2@cedarvalley.example"), "b")
    assert evidence.verify() == []
    assert evidence.signed_for("b") == ("evidence-2@cedarvalley.example",)
    assert len((evidence.root / "allowed_signers").read_text().splitlines()) == 2


def test_signers_kept_elsewhere_do_not_trust_a_key_added_beside_the_records(evidence, key, tmp_path):
    add(evidence, key, "a")
    trusted = evidence.signers()
    add(evidence, KeyFile.create(tmp_path / "thief", "evidence@cedarvalley.example"), "b")
    assert evidence.verify() == []
    assert [each.record_id for each in evidence.verify(signers=trusted)] == ["b", "HEAD"]
    assert {each.record_id for each in evidence.verify(signers=read_signers(b""))} == {"a", "b", "HEAD"}


def test_a_removed_middle_record_is_named_and_nothing_more_is_added(evidence, key):
    add(evidence, key, "a", "b", "c")
    shutil.rmtree(evidence.root / "b")
    (finding,) = evidence.verify()
    assert (finding.record_id, finding.field) == ("c", "previous")
    with pytest.raises(EvidenceError, match="the chain of records is broken"):
        evidence.head()
    with pytest.raises(EvidenceError, match="the chain of records is broken"):
        evidence.append(drill("d", None), {}, key)


def test_records_taken_off_the_end_are_seen_by_the_signed_head(evidence, key):
    add(evidence, key, "a", "b", "c")
    shutil.rmtree(evidence.root / "c")
    (finding,) = evidence.verify()
    assert finding.line() == "HEAD: HEAD: names c as the newest of 3, and it is not here: 1 taken off the end"
    with pytest.raises(EvidenceError, match="1 taken off the end"):
        add(evidence, key, "d")


def test_records_taken_off_the_end_with_an_older_head_in_place_are_seen_by_a_head_kept_elsewhere(
    evidence, key
):
    add(evidence, key, "a", "b")
    older = {name: (evidence.root / name).read_bytes() for name in ("HEAD", "HEAD.sig")}
    add(evidence, key, "c")
    head = evidence.head()
    assert evidence.verify(head=head) == []
    shutil.rmtree(evidence.root / "c")
    for name, data in older.items():
        (evidence.root / name).write_bytes(data)
    assert evidence.verify() == []
    (finding,) = evidence.verify(head=head)
    assert (finding.record_id, finding.field) == ("b", "head")


def test_a_fork_from_two_clones_is_named(evidence, key, tmp_path):
    add(evidence, key, "a")
    clone = EvidenceFolder(tmp_path / "clone")
    clone.append(drill("a", None), FILES, key)
    add(evidence, key, "b")
    add(clone, key, "c")
    (clone.root / "c").rename(evidence.root / "c")
    assert [each.line() for each in evidence.verify()] == [
        "b: previous: follows a, and so does c: a fork, as of two clones merged",
        "c: previous: follows a, and so does b: a fork, as of two clones merged",
    ]
    with pytest.raises(EvidenceError, match="a fork"):
        evidence.records()
    with pytest.raises(EvidenceError, match="a fork"):
        add(evidence, key, "d")


def test_a_head_that_git_could_not_merge_is_named_and_not_built_upon(evidence, key):
    add(evidence, key, "a", "b")
    path = evidence.root / "HEAD"
    path.write_bytes(b"<<<<<<< ours\n" + path.read_bytes())
    (finding,) = evidence.verify()
    assert finding.what == "is not in its form: git left marks of a merge in it"
    with pytest.raises(EvidenceError, match="marks of a merge"):
        add(evidence, key, "c")


def test_swapped_folders_are_both_named(evidence, key):
    add(evidence, key, "a", "b")
    (evidence.root / "a").rename(evidence.root / "x")
    (evidence.root / "b").rename(evidence.root / "a")
    (evidence.root / "x").rename(evidence.root / "b")
    found = {(each.record_id, each.field) for each in evidence.verify()}
    assert found == {("a", "id"), ("b", "id"), ("HEAD", "HEAD")}


@pytest.mark.parametrize("name", ["record.json", "SHA256SUMS", "SHA256SUMS.sig", "manifests/sis.json"])
def test_a_link_in_the_place_of_a_file_is_named(evidence, key, tmp_path, name):
    add(evidence, key, "a")
    path = evidence.root / "a" / name
    path.rename(tmp_path / "moved")
    path.symlink_to(tmp_path / "moved")
    assert (name, "is not a plain file") in {(each.field, each.what) for each in evidence.verify()}


def test_a_link_in_the_place_of_a_drill_is_named(evidence, key, tmp_path):
    add(evidence, key, "a")
    (evidence.root / "a").rename(tmp_path / "a")
    (evidence.root / "a").symlink_to(tmp_path / "a")
    assert evidence.verify()


def test_an_altered_record_is_never_read_as_a_record(evidence, key):
    add(evidence, key, "a")
    path = evidence.root / "a/record.json"
    path.write_bytes(record_bytes(drill("a", None, district="Elsewhere")))
    with pytest.raises(EvidenceError, match=r"drill a: record\.json was altered"):
        evidence.records()


def test_a_drill_that_is_not_there_is_a_usage_error(evidence):
    with pytest.raises(UsageError, match="no drill x"):
        evidence.record("x")


def test_what_a_dead_writer_left_is_passed_by_and_cleared(evidence, key):
    add(evidence, key, "a")
    (evidence.root / ".staging/record/manifests").mkdir(parents=True)
    (evidence.root / ".staging/record/record.json").write_bytes(b"{")
    for name in ("allowed_signers", "HEAD", "HEAD.sig"):
        (evidence.root / ".staging" / name).write_bytes(b"x")
    assert evidence.verify() == []
    assert [record.id for record in evidence.records()] == ["a"]
    add(evidence, key, "b")
    assert not list(evidence.root.glob(".*"))
