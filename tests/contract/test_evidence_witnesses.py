"""Heads for the minutes, a partner's countersignature, an authority's time stamp: as people type them."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from drplan.adapters.evidence_deploys import DeployEvidence
from drplan.adapters.keys import KeyFile
from drplan.cli import cli
from drplan.errors import DrplanError, EvidenceError, ToolMissing, Unreachable, UsageError
from drplan.record.deploy import DeployRecord
from drplan.record.heads import read_heads, spoken
from tests.contract.key_desk import PARTNER, Desk

ROOT = Path(__file__).parents[2]
INVENTORY = ("--inventory", str(ROOT / "inventories"))
DEPLOY = DeployRecord.model_validate_json((ROOT / "tests/cases/evidence/deploy.json").read_bytes())
DISTINGUISHED = "/O=Test Authority/CN=stamps.example"
SECTIONS = """
[ca]
basicConstraints=critical,CA:true
[tsa]
extendedKeyUsage=critical,timeStamping
[stamping]
serial=serial
default_policy=1.2.3.4.1
digests=sha256
accuracy=secs:1
tsa_name=yes
ess_cert_id_chain=no
signer_digest=sha256
"""


@pytest.fixture(scope="module")
def unwitnessed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a desk stands with two deploys beside the drills and no witness: tests have copies."""
    root = tmp_path_factory.mktemp("unwitnessed")
    desk = Desk(root)
    desk.begin()
    shutil.rmtree(root / "runbooks/witnesses")
    for _ in range(2):
        deploys(root).append_next(DEPLOY, {}, desk.signers["second"])
    return root


@pytest.fixture
def desk(unwitnessed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    shutil.copytree(unwitnessed, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path).open()


def deploys(root: Path) -> DeployEvidence:
    return DeployEvidence(root / "state/evidence")


def evidence(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["evidence", *arguments])


def heads(out: str = "heads.txt") -> Path:
    assert evidence("heads", "--out", out, *INVENTORY).exit_code == 0
    return Path(out)


def countersigned(desk: Desk) -> Path:
    """Return the partner's line, having countersigned the present heads to ``heads.txt.sig``."""
    file = heads()
    partner = desk.signers["partner"]
    said = evidence("countersign", str(file), "--key", str(partner.path))
    assert said.exit_code == 0, said.output
    line = Path("partner_signers")
    line.write_text(said.stdout.splitlines()[-1] + "\n")
    return line


def kept(desk: Desk) -> Path:
    line = countersigned(desk)
    words = ("heads.txt", "heads.txt.sig", "--signers", str(line), "--partner", "river-bend", *INVENTORY)
    said = evidence("witness", "add", *words)
    assert said.exit_code == 0, said.output
    return desk.runbooks / "witnesses/0001-river-bend"


def test_the_page_for_the_minutes_says_what_sha256sum_says(desk):
    said = evidence("heads", "--out", "heads.txt", *INVENTORY)
    assert said.exit_code == 0, said.output
    whole = hashlib.sha256(Path("heads.txt").read_bytes()).hexdigest()
    seen = subprocess.run(["sha256sum", "heads.txt"], check=True, capture_output=True, text=True).stdout
    assert whole in seen
    assert whole in said.stdout
    assert spoken(whole) in said.stdout
    assert len(spoken(whole).replace(" ", "")) == 16
    told = json.loads(evidence("heads", "--format", "json", *INVENTORY).stdout)
    assert told["ledger_head"] == whole
    assert told["text"].encode() == Path("heads.txt").read_bytes()
    assert [(each["noun"], each["count"]) for each in told["chains"]][:2] == [("drill", 3), ("deploy", 2)]


def test_sha256sum_checks_the_heads_against_the_records_now_and_when_more_were_added(desk, tmp_path):
    file = heads()
    desk.append("d", "2026-11-05")
    shutil.copytree(tmp_path / "state/evidence", desk.runbooks / "deploys")
    argv = ["sha256sum", "-c", "--strict", tmp_path / file]
    seen = subprocess.run(argv, cwd=desk.runbooks, check=True, capture_output=True, text=True)
    assert seen.stdout.count(": OK") == 3
    shutil.rmtree(desk.runbooks / "deploys")
    said = evidence("verify", "--heads", str(file))
    assert said.exit_code == 0
    assert f"{file}: every chain holds its head" in said.stdout
    assert "not seen without --head" not in said.stdout


def test_the_same_records_have_the_same_heads_whenever_they_are_printed(desk):
    assert heads("one").read_bytes() == heads("two").read_bytes()
    desk.append("d", "2026-11-05")
    assert heads("three").read_bytes() != Path("one").read_bytes()


@pytest.mark.parametrize(
    ("gone", "field"),
    [("runbooks/evidence/c", "drill"), ("state/evidence", "deploy"), ("runbooks/keys/0001", "key")],
)
def test_kept_heads_find_what_was_taken_off_any_end(desk, tmp_path, gone, field):
    file = heads()
    shutil.rmtree(tmp_path / gone)
    told = json.loads(evidence("verify", "--heads", str(file), "--format", "json").stdout)
    assert (str(file), field) in {(each["record_id"], each["field"]) for each in told["trust"]["findings"]}


def test_records_that_do_not_hold_have_no_heads(desk):
    (desk.evidence.root / "b/record.json").write_text("{}")
    said = evidence("heads", "--out", "heads.txt", *INVENTORY)
    assert said.exit_code == 1
    assert "b: record.json" in said.stdout
    assert "ledger head" not in said.stdout
    assert not Path("heads.txt").exists()


def test_heads_never_overwrite_a_file(desk):
    file = heads()
    with pytest.raises(UsageError, match="cannot write"):
        CliRunner().invoke(cli, ["evidence", "heads", "--out", str(file), *INVENTORY], catch_exceptions=False)


@pytest.mark.parametrize(("old", "new"), [("drill: 3", "drill: 03"), ("# key", "#key"), ("\n", "\r\n")])
def test_heads_in_another_form_are_refused(desk, old, new):
    data = heads().read_bytes().replace(old.encode(), new.encode())
    with pytest.raises(EvidenceError, match="one form"):
        read_heads(data)


def test_a_partner_s_countersignature_is_kept_verified_and_good_for_ssh_keygen(desk):
    folder = kept(desk)
    said = evidence("verify")
    assert said.exit_code == 0, said.output
    assert f"witnesses/0001-river-bend: by {PARTNER}: the chains hold" in said.stdout
    argv = ["ssh-keygen", "-Y", "verify", "-f", "allowed_signers", "-I", PARTNER, "-n", "drplan-countersign"]
    subprocess.run(
        [*argv, "-s", "heads.txt.sig"],
        input=(folder / "heads.txt").read_bytes(),
        cwd=folder,
        check=True,
        capture_output=True,
    )
    desk.append("d", "2026-11-05")
    assert evidence("verify").exit_code == 0


def test_a_witness_finds_the_newest_record_gone(desk):
    kept(desk)
    shutil.rmtree(desk.evidence.root / "c")
    said = evidence("verify")
    assert said.exit_code == 1
    assert "witnesses/0001-river-bend: drill: the chain does not hold c" in said.stdout


def test_on_a_machine_without_those_deploys_the_rest_is_verified_and_that_is_said(desk, tmp_path):
    kept(desk)
    shutil.rmtree(tmp_path / "state/evidence")
    said = evidence("verify")
    assert said.exit_code == 0
    assert "the deploys it names are not here, so not checked" in said.stdout
    other = DEPLOY.model_copy(update={"operator_role": "network-administrator"})
    deploys(tmp_path).append_next(other, {}, desk.signers["second"])
    assert "the deploys it names are not here" in evidence("verify").stdout


def test_partners_keys_kept_elsewhere_replace_those_beside_the_signature(desk):
    kept(desk)
    trusted = Path("trusted")
    ours = (desk.evidence.root / "allowed_signers").read_text()
    trusted.write_text(ours + Path("partner_signers").read_text())
    assert evidence("verify", "--signers", str(trusted)).exit_code == 0
    other = Path("partner_signers").read_text().split()
    other[-1] = desk.signers["stranger"].allowed_signer().split()[-1]
    trusted.write_text(ours + " ".join(other) + "\n")
    said = evidence("verify", "--signers", str(trusted))
    assert said.exit_code == 1
    assert "the partners' keys that you gave does not let countersign" in said.stdout


@pytest.mark.parametrize("partner", ["oak-hill", ""])
def test_who_is_not_declared_to_countersign_is_no_witness(desk, partner):
    line = countersigned(desk)
    words = ["witness", "add", "heads.txt", "heads.txt.sig", "--signers", str(line), "--partner", partner]
    with pytest.raises(UsageError, match="evidence-countersignature") as caught:
        CliRunner().invoke(cli, ["evidence", *words, *INVENTORY], catch_exceptions=False)
    assert "river-bend" in caught.value.next_step
    assert not (desk.runbooks / "witnesses").exists()


@pytest.mark.parametrize("who", ["second", "stranger"])
def test_a_signature_by_anybody_else_is_not_kept(desk, who):
    line = countersigned(desk)
    Path("heads.txt.sig").unlink()
    assert evidence("countersign", "heads.txt", "--key", str(desk.signers[who].path)).exit_code == 0
    words = [
        "witness",
        "add",
        "heads.txt",
        "heads.txt.sig",
        "--signers",
        str(line),
        "--partner",
        "river-bend",
    ]
    with pytest.raises(UsageError, match=r"own key|does not hold"):
        CliRunner().invoke(cli, ["evidence", *words, *INVENTORY], catch_exceptions=False)
    assert not (desk.runbooks / "witnesses").exists()


class Authority:
    """A time-stamping authority: what ``openssl ts -reply`` answers, with its certificates in ``room``."""

    def __init__(self, room: Path) -> None:
        self.room = room
        self.answer: bytes | None = None
        (room / "openssl.cnf").write_text(SECTIONS)
        self._run("req -x509 -newkey rsa:2048 -nodes -days 30 -keyout ca.key -out ca.pem -subj", "/CN=Root")
        self._run("req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj", DISTINGUISHED)
        signing = "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -days 30 -out tsa.pem"
        self._run(f"{signing} -extfile openssl.cnf -extensions tsa")
        (room / "serial").write_text("01\n")

    def _run(self, words: str, *more: str) -> None:
        argv = ["openssl", *words.split(), *more]
        subprocess.run(argv, cwd=self.room, check=True, capture_output=True)

    def reply(self, query: bytes) -> bytes:
        (self.room / "query").write_bytes(query)
        asked = "ts -reply -config openssl.cnf -section stamping -queryfile query"
        self._run(f"{asked} -signer tsa.pem -inkey tsa.key -out reply")
        return self.answer if self.answer is not None else (self.room / "reply").read_bytes()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def url(authority: Authority) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            answer = authority.reply(query)
            assert self.headers["Content-Type"] == "application/timestamp-query"
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    authority.answer = None
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/tsa"
        server.shutdown()
        thread.join()


def stamp(url: str, ca: Path, *more: str) -> Result:
    words = ["evidence", "stamp", *more, "--url", url, "--ca", str(ca), *INVENTORY]
    return CliRunner().invoke(cli, words, catch_exceptions=False)


def test_an_authority_s_stamp_is_kept_verified_and_good_for_openssl(desk, authority, url):
    said = stamp(url, authority.room / "ca.pem")
    assert said.exit_code == 0, said.output
    seen = evidence("verify")
    assert seen.exit_code == 0, seen.output
    assert "witnesses/0001-stamp: by the time-stamping authority stamps.example, 20" in seen.stdout
    (line,) = [each.split(maxsplit=1)[1] for each in said.stdout.splitlines() if each.startswith("verify:")]
    assert subprocess.run(["sh", "-c", line], check=False, capture_output=True).returncode == 0
    shutil.rmtree(desk.evidence.root / "c")
    assert "witnesses/0001-stamp: drill: the chain does not hold c" in evidence("verify").stdout


@pytest.mark.parametrize("name", ["heads.txt", "heads.txt.tsr", "ca.pem"])
def test_a_stamp_that_was_changed_is_found(desk, authority, url, name):
    assert stamp(url, authority.room / "ca.pem").exit_code == 0
    path = desk.runbooks / "witnesses/0001-stamp" / name
    data = path.read_bytes()
    changed = {"heads.txt": data.replace(b"drill: 3", b"drill: 2"), "ca.pem": b"", "heads.txt.tsr": data[:-9]}
    path.write_bytes(changed[name])
    seen = evidence("verify")
    assert seen.exit_code == 1
    assert "witnesses/0001-stamp: heads.txt.tsr:" in seen.stdout


def test_a_stamp_of_other_heads_is_not_kept(desk, authority, url, tmp_path):
    first = heads("first")
    assert stamp(url, authority.room / "ca.pem", str(first)).exit_code == 0
    authority.answer = (desk.runbooks / "witnesses/0001-stamp/heads.txt.tsr").read_bytes()
    desk.append("d", "2026-11-05")
    with pytest.raises(EvidenceError, match="does not hold"):
        stamp(url, authority.room / "ca.pem")
    assert [each.name for each in (desk.runbooks / "witnesses").iterdir()] == ["0001-stamp"]


@pytest.mark.parametrize("answer", [b"", b"<html>not found</html>", bytes(500)])
def test_an_answer_that_is_no_stamp_is_not_kept(desk, authority, url, answer):
    authority.answer = answer
    with pytest.raises(EvidenceError, match="holds no time stamp"):
        stamp(url, authority.room / "ca.pem")
    assert not (desk.runbooks / "witnesses").exists()


def test_an_authority_that_the_root_does_not_know_is_not_believed(desk, authority, url, tmp_path):
    other = Authority(tmp_path)
    with pytest.raises(EvidenceError, match="does not hold"):
        stamp(url, other.room / "ca.pem")
    assert not (desk.runbooks / "witnesses").exists()


@pytest.mark.parametrize(
    ("address", "error"),
    [("http://127.0.0.1:9/", Unreachable), ("file:///etc/passwd", UsageError), ("tsa.example", UsageError)],
)
def test_nobody_there_is_said_with_a_next_step_and_nothing_is_kept(desk, authority, address, error):
    with pytest.raises(error) as caught:
        stamp(address, authority.room / "ca.pem")
    assert isinstance(caught.value, DrplanError)
    assert caught.value.next_step
    assert not (desk.runbooks / "witnesses").exists()


def test_without_openssl_a_stamp_is_not_checked_and_never_passes(desk, authority, url, monkeypatch):
    assert stamp(url, authority.room / "ca.pem").exit_code == 0
    monkeypatch.setattr("drplan.adapters.stamps.find", lambda _name: None)
    seen = evidence("verify")
    assert seen.exit_code == 3
    assert "witnesses/0001-stamp: not checked: no openssl here" in seen.stdout
    with pytest.raises(ToolMissing):
        stamp(url, authority.room / "ca.pem")
    assert len(list((desk.runbooks / "witnesses").iterdir())) == 1


def test_a_partner_signs_with_its_own_evidence_key_by_itself(desk, tmp_path, monkeypatch):
    file = heads()
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "theirs"))
    KeyFile.create(tmp_path / "theirs/keys", PARTNER)
    said = evidence("countersign", str(file))
    assert said.exit_code == 0
    assert f"countersigned 5 records of cedarvalley.example as {PARTNER}" in said.stdout
    with pytest.raises(UsageError, match="cannot write"):
        CliRunner().invoke(cli, ["evidence", "countersign", str(file)], catch_exceptions=False)
