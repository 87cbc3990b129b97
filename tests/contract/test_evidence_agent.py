"""The evidence key in a real ssh-agent: the same bytes as from a file, and a clear word when it cannot be."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from drplan import wiring
from drplan.adapters.access import Access
from drplan.adapters.agent.manifest_seal import check, seal
from drplan.adapters.evidence_folder import EvidenceFolder
from drplan.adapters.inventory import load_district
from drplan.adapters.keys import NAME, KeyFile
from drplan.adapters.seal_keys import SealKeys
from drplan.adapters.ssh_agent import SETTING, AgentKey
from drplan.declare import DeviceConfig
from drplan.declare.lookup import data_sets
from drplan.errors import DrplanError, EvidenceError, SecretMissing, Unreachable, UsageError
from drplan.record.auditor import verification_command
from drplan.record.drill import DrillRecord
from drplan.record.sshsig import fingerprint
from drplan.record.wire import ssh_string

SAMPLE = DrillRecord.model_validate_json(
    (Path(__file__).parents[1] / "cases/evidence/record.json").read_bytes()
)
IDENTITY = "evidence@cedarvalley.example"
DISTRICT = load_district(Path(__file__).parents[2] / "inventories")
DEVICE = next(each.source for each in data_sets(DISTRICT) if isinstance(each.source, DeviceConfig))


@pytest.fixture
def key(tmp_path: Path) -> KeyFile:
    return KeyFile.create(tmp_path / "keys", IDENTITY)


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield the socket of an ssh-agent of the test's own, empty."""
    where = tmp_path / "agent"
    process = subprocess.Popen(["ssh-agent", "-D", "-a", where], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(where))
        yield where
    finally:
        process.terminate()
        process.communicate(timeout=10)


def add(*what: str | Path, words: str = "", script: Path | None = None) -> None:
    told = {"SSH_ASKPASS": str(script), "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": ":0"} if script else {}
    subprocess.run(
        ["ssh-add", "-q", *what],
        check=True,
        capture_output=True,
        input=words.encode(),
        env={**os.environ, **told},
    )


def lock(tmp_path: Path, how: str) -> None:
    script = tmp_path / "words"
    script.write_text("#!/bin/sh\necho open sesame\n")
    script.chmod(0o700)
    add(how, script=script)


def test_an_agent_signs_the_bytes_that_the_file_signs(agent, key):
    add(key.path)
    held = AgentKey.find(f"agent:{key.fingerprint()}")
    assert (held.identity, held.fingerprint()) == (IDENTITY, key.fingerprint())
    assert held.allowed_signer() == key.allowed_signer()
    for message in (b"", b"sums\n", bytes(range(256)) * 300):
        argv: list[str | Path] = ["ssh-keygen", "-q", "-Y", "sign", "-f", key.path, "-n", "drplan-evidence"]
        theirs = subprocess.run(argv, input=message, check=True, capture_output=True).stdout
        assert held.sign(message).encode() == theirs == key.sign(message).encode()


def test_an_auditor_accepts_a_record_that_an_agent_signed(agent, key, tmp_path, monkeypatch):
    add(key.path)
    monkeypatch.setenv("DRPLAN_EVIDENCE_KEY", f"agent:{key.fingerprint()}")
    folder = EvidenceFolder(tmp_path / "evidence").append_next(SAMPLE, {}, wiring.evidence_key())
    line = verification_command(str(folder), IDENTITY)
    assert subprocess.run(["sh", "-c", line], check=False, capture_output=True).returncode == 0


def test_a_name_in_the_setting_stands_for_a_comment_that_is_none(agent, key, tmp_path):
    subprocess.run(["ssh-keygen", "-q", "-c", "-C", "cardno:00 01", "-f", key.path], check=True)
    add(key.path)
    with pytest.raises(EvidenceError, match="names no signer"):
        AgentKey.find(f"agent:{key.fingerprint()}")
    assert AgentKey.find(f"agent:{key.fingerprint()}:{IDENTITY}").identity == IDENTITY


def test_a_locked_agent_says_so_and_signs_again_once_it_is_open(agent, key, tmp_path):
    add(key.path)
    held = AgentKey.find(f"agent:{key.fingerprint()}")
    lock(tmp_path, "-x")
    with pytest.raises(SecretMissing, match="locked") as caught:
        AgentKey.find(f"agent:{key.fingerprint()}")
    assert "ssh-add -X" in caught.value.next_step
    with pytest.raises(EvidenceError, match="did not sign"):
        held.sign(b"x")
    lock(tmp_path, "-X")
    assert held.sign(b"x") == key.sign(b"x")


def test_a_key_that_left_the_agent_signs_no_more(agent, key, tmp_path):
    other = KeyFile.create(tmp_path / "other", IDENTITY)
    add(key.path)
    with pytest.raises(SecretMissing, match="does not hold the key"):
        AgentKey.find(f"agent:{other.fingerprint()}")
    held = AgentKey.find(f"agent:{key.fingerprint()}")
    add("-D")
    with pytest.raises(EvidenceError, match="did not sign"):
        held.sign(b"x")
    evidence = EvidenceFolder(tmp_path / "evidence")
    with pytest.raises(EvidenceError):
        evidence.append_next(SAMPLE, {}, held)
    assert evidence.ids() == []


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_a_key_of_another_kind_is_named(agent, tmp_path, kind):
    path = tmp_path / "theirs"
    argv: list[str | Path] = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", IDENTITY, "-f", path]
    subprocess.run(argv, check=True)
    add(path)
    shown = subprocess.run(["ssh-add", "-l"], check=True, capture_output=True, text=True).stdout.split()[1]
    with pytest.raises(EvidenceError, match=f"is a .*{kind}.* key"):
        AgentKey.find(f"agent:{shown}")


def test_no_agent_is_said_in_each_way_there_can_be_none(tmp_path, monkeypatch):
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with pytest.raises(Unreachable, match="SSH_AUTH_SOCK is not set"):
        AgentKey.find("agent:SHA256:x")
    for where in (tmp_path / "gone", tmp_path):
        with pytest.raises(Unreachable, match="does not answer"):
            AgentKey.find("agent:SHA256:x", str(where))


@pytest.mark.parametrize("setting", ["agent:", "agent:MD5:00", "agent:SHA256:", "file", "SHA256:x"])
def test_a_setting_of_another_form_is_refused(setting, monkeypatch):
    monkeypatch.setenv("DRPLAN_EVIDENCE_KEY", setting)
    with pytest.raises(UsageError, match="names no evidence key"):
        wiring.evidence_key()


FIDO = ssh_string(b"sk-ssh-ed25519@openssh.com") + ssh_string(bytes(32)) + ssh_string(b"ssh:")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "hung up"),
        (bytes(4), "no ssh-agent"),
        (ssh_string(b"\x05"), "no ssh-agent"),
        (ssh_string(b"\x0c"), "no ssh-agent"),
        (ssh_string(b"\x0c\xff\xff\xff\xff"), "no ssh-agent"),
        (ssh_string(b"\x0c\0\0\0\1" + ssh_string(FIDO) + ssh_string(b"a@b")), "a FIDO key"),
    ],
)
def test_whatever_answers_in_an_agents_place_is_refused_with_a_next_step(tmp_path, answer, said):
    def serve() -> None:
        line, _ = listening.accept()
        with line:
            line.recv(64)
            line.sendall(answer)

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "odd"))
        listening.listen()
        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(DrplanError, match=said) as caught:
            AgentKey.find(f"agent:{fingerprint(FIDO)}", str(tmp_path / "odd"))
        thread.join()
    assert caught.value.next_step


def test_a_file_that_was_changed_meanwhile_signs_nothing_with_the_key_of_before(key, tmp_path):
    new = KeyFile.create(tmp_path / "new", IDENTITY)
    new.path.replace(key.path.parent / NAME)
    with pytest.raises(EvidenceError, match="was changed since this began"):
        key.sign(b"x")


def test_a_manifest_of_what_is_read_here_is_signed_by_the_agent_too(agent, key, tmp_path, monkeypatch):
    add(key.path)
    monkeypatch.setenv(SETTING, f"agent:{key.fingerprint()}")
    seals = SealKeys(DISTRICT, Access(), tmp_path / "elsewhere")
    (signer,) = seals.signers(DEVICE)
    manifest = tmp_path / "manifest"
    manifest.write_text("what lies there")
    signature = Path(seal(str(manifest), seals.own())).read_bytes()
    assert check(manifest.read_bytes(), signature, [signer]) == []
    add("-D")
    assert seals.own() is None
