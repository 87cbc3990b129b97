"""A key is handed over: what it signed stays good, and what it signs later is found, by OpenSSH or by us."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan.adapters.key_rotation import Asked, KeyRotation
from drplan.adapters.keys import NAME, NEXT, KeyFile
from drplan.adapters.ssh_agent import AgentKey
from drplan.cli import cli
from drplan.errors import EvidenceError, SecretMissing
from drplan.record.auditor import verification_command
from drplan.record.signers import SIGNERS, read_signers, signer_time
from drplan.record.sshsig import fingerprint
from tests.contract.key_desk import HANDED, IDENTITY, Desk

CASES = json.loads((Path(__file__).parents[1] / "cases/keys/changes.json").read_text())


@pytest.fixture(scope="module")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a desk stands that no test changes: each has a copy."""
    root = tmp_path_factory.mktemp("handed")
    Desk(root).begin()
    return root


@pytest.fixture
def desk(handed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(handed, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path).open()


def verified(*arguments: str) -> tuple[int, list[dict[str, str]]]:
    """Return how ``drplan evidence verify`` ends and all it finds."""
    seen = CliRunner().invoke(cli, ["evidence", "verify", "--format", "json", *arguments])
    told = json.loads(seen.stdout)
    return seen.exit_code, [*told["findings"], *told["trust"]["findings"]]


def auditor_accepts(desk: Desk, record: str) -> bool:
    """Run the line an auditor is given, with the time that the record claims."""
    ended = desk.evidence.record(record).ended
    line = verification_command(str(desk.evidence.root / record), IDENTITY, ended)
    return subprocess.run(["sh", "-c", line], check=False, capture_output=True).returncode == 0


def test_after_a_hand_over_every_record_holds_for_us_and_for_openssh(desk):
    assert verified() == (0, [])
    assert all(auditor_accepts(desk, record) for record in "abc")


def test_the_line_we_print_says_when_the_record_ended_only_where_the_key_s_time_is_limited(desk):
    said = {name: CliRunner().invoke(cli, ["evidence", "show", name]).stdout for name in "abc"}
    assert "-Overify-time=20261001090000Z" in said["a"]
    assert "-Overify-time" not in said["c"]
    for text in said.values():
        (line,) = [each.split(maxsplit=1)[1] for each in text.splitlines() if each.startswith("verify:")]
        assert subprocess.run(["sh", "-c", line], check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_change_is_found_where_it_was_made(desk, case):
    desk.change(case["do"])
    code, findings = verified()
    where, field, what = case["finds"]
    assert code == 1
    assert [each for each in findings if (each["record_id"], each["field"]) == (where, field)], findings
    assert any(what in each["what"] for each in findings if each["record_id"] == where), findings
    if "record" in case:
        assert auditor_accepts(desk, case["record"]) == (case["openssh"] == "accepts")


def test_the_chain_s_head_is_signed_by_the_new_key_at_once(desk):
    desk.rotate(HANDED + timedelta(days=5))
    argv: list[str | Path] = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        desk.evidence.root / SIGNERS,
        "-I",
        IDENTITY,
    ]
    argv += ["-n", "drplan-evidence", "-s", desk.evidence.root / "HEAD.sig"]
    head = (desk.evidence.root / "HEAD").read_bytes()
    seen = subprocess.run(argv, input=head, check=True, capture_output=True)
    assert KeyFile.load(desk.keys).fingerprint() in seen.stdout.decode()


def test_both_signatures_of_a_hand_over_verify_with_ssh_keygen_alone(desk):
    folder = desk.runbooks / "keys/0001"
    for name, day in (("old", HANDED), ("new", datetime.now(UTC))):
        argv: list[str | Path] = ["ssh-keygen", "-Y", "verify", f"-Overify-time={signer_time(day)}"]
        argv += ["-f", desk.evidence.root / SIGNERS, "-I", IDENTITY, "-n", "drplan-evidence"]
        argv += ["-s", folder / f"handover.{name}.sig"]
        seen = subprocess.run(
            argv, input=(folder / "handover.json").read_bytes(), check=True, capture_output=True
        )
        key = desk.signers["first" if name == "old" else "second"]
        assert key.fingerprint() in seen.stdout.decode()


def test_who_trusts_the_first_key_alone_believes_the_records_of_the_second_by_its_hand_over(desk, tmp_path):
    kept = tmp_path / "kept_at_the_first_audit"
    kept.write_text(desk.signers["first"].allowed_signer() + "\n")
    assert verified("--signers", str(kept)) == (0, [])
    kept.write_text(desk.signers["second"].allowed_signer() + "\n")
    assert verified("--signers", str(kept)) == (0, [])
    kept.write_text(desk.signers["stranger"].allowed_signer() + "\n")
    assert verified("--signers", str(kept))[0] == 1


def test_the_old_key_stays_as_a_file_with_its_last_day_and_cannot_add_a_record(desk):
    old = desk.keys / f"{NAME}.until-20261102000000Z"
    assert old.stat().st_mode & 0o777 == 0o600
    with pytest.raises(EvidenceError, match="could not sign when the record ended"):
        desk.evidence.append_next(
            desk.evidence.record("c").model_copy(update={"id": "d"}), {}, KeyFile.read(old)
        )
    assert desk.evidence.ids() == ["a", "b", "c"]
    assert len(read_signers((desk.evidence.root / SIGNERS).read_bytes())) == 2


def test_keys_follow_each_other_and_the_first_cannot_come_back(desk):
    for number in range(2, 5):
        desk.rotate(HANDED + timedelta(days=number))
        desk.append(f"d{number}", f"2026-11-0{number + 2}")
    assert verified() == (0, [])
    with pytest.raises(SecretMissing, match="was handed over already"):
        rotation(desk).rotate(desk.signers["first"], None, Asked("d.example", "again", False), HANDED)


def test_the_newest_hand_over_is_missed_when_it_is_taken_away(desk):
    desk.rotate(HANDED + timedelta(days=5))
    desk.change([{"remove": "keys/0002"}])
    assert ("keys", SIGNERS) in {(each["record_id"], each["field"]) for each in verified()[1]}


def test_what_ended_before_the_hand_over_and_is_kept_after_it_is_signed_by_the_new_key(desk):
    desk.append("late", "2026-10-31")
    assert verified() == (0, [])


def test_a_compromised_key_s_records_are_found_from_its_hand_over_on(desk):
    desk.signers["second"].path.rename(desk.keys / "copied")
    stolen = KeyFile.read(desk.keys / "copied")
    (desk.keys / NAME).write_bytes(stolen.path.read_bytes())
    (desk.keys / NAME).chmod(0o600)
    assert desk.rotate(HANDED + timedelta(days=5), compromised=True).compromised
    assert verified() == (0, [])
    desk.signers["second"] = stolen
    desk.change([{"forge": ["d", "2026-11-04", "second"]}])
    assert ("d", "SHA256SUMS.sig") in {(each["record_id"], each["field"]) for each in verified()[1]}


def test_records_that_do_not_hold_stop_a_rotation_and_nothing_changes(desk):
    (desk.evidence.root / "b/record.json").write_text("{}")
    before = tree(desk)
    with pytest.raises(EvidenceError, match="the records do not hold"):
        desk.rotate(HANDED + timedelta(days=9))
    assert tree(desk) == before


def test_a_record_from_the_future_stops_a_rotation_and_nothing_changes(desk):
    desk.append("d", "2027-01-01")
    before = tree(desk)
    with pytest.raises(EvidenceError, match="could not sign when"):
        desk.rotate(HANDED + timedelta(days=9))
    assert tree(desk) == before


@pytest.mark.parametrize("settled", [False, True])
def test_a_rotation_that_was_broken_off_after_its_statement_is_finished_by_the_next(desk, settled):
    keys, signers = desk.keys, desk.evidence.root / SIGNERS
    before = (signers.read_bytes(), (keys / NAME).read_bytes())
    desk.rotate(HANDED + timedelta(days=5))
    (keys / NAME).rename(keys / NEXT)
    (keys / NAME).write_bytes(before[1])
    (keys / NAME).chmod(0o600)
    if not settled:
        signers.write_bytes(before[0])
        next(keys.glob("*until-20261107*")).unlink()
    with pytest.raises(EvidenceError, match="was broken off") as caught:
        KeyFile.load(keys)
    assert "drplan evidence rotate" in caught.value.next_step
    finished = rotation(desk).finish()
    assert finished is not None
    assert KeyFile.load(keys).fingerprint() == finished.new.fingerprint
    assert KeyFile.read(next(keys.glob("*until-20261107*"))).fingerprint() == finished.old.fingerprint
    assert verified() == (0, [])
    assert rotation(desk).finish() is None


def test_a_new_key_that_was_never_published_is_thrown_away(desk):
    KeyFile.make(desk.keys / NEXT, IDENTITY)
    assert rotation(desk).finish() is None
    assert KeyFile.load(desk.keys).public == desk.signers["second"].public


def test_a_key_file_hands_over_to_a_key_in_an_agent(desk, tmp_path, monkeypatch):
    held = KeyFile.create(tmp_path / "token", IDENTITY)
    where = tmp_path / "agent"
    process = subprocess.Popen(["ssh-agent", "-D", "-a", where], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(where))
        subprocess.run(["ssh-add", "-q", held.path], check=True)
        new = AgentKey.find(f"agent:{fingerprint(held.public)}")
        told = Asked("cedarvalley.example", "to a token", False)
        rotation(desk).rotate(desk.signers["second"], new, told, HANDED + timedelta(days=5))
        record = desk.evidence.record("c").model_copy(update={"id": "d"})
        desk.evidence.append_next(record, {}, new)
    finally:
        process.terminate()
        process.communicate(timeout=10)
    assert not (desk.keys / NAME).exists()
    assert verified() == (0, [])


def rotation(desk: Desk) -> KeyRotation:
    return KeyRotation(desk.runbooks, {"drill": desk.evidence}, desk.keys)


def tree(desk: Desk) -> dict[str, bytes]:
    found = [*desk.runbooks.rglob("*"), *desk.keys.rglob("*")]
    return {str(path): path.read_bytes() for path in found if path.is_file()}
