"""What ``drplan evidence export`` makes: the same bytes anywhere, and public only what is for the public."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from drplan.adapters.inventory import load_district
from drplan.cli import cli
from drplan.declare import District
from drplan.errors import DrplanError, EvidenceError, SecretMissing, UsageError
from drplan.record.pack import KINDS
from drplan.record.sums import sha256
from tests.contract.pack_desk import ROOT, Desk, desk

PERIOD = ("--from", "2026-03-01", "--to", "2026-03-05")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Desk:
    return desk(tmp_path_factory.mktemp("desk"))


def drplan(made: Desk, *words: str):
    told = [
        "--runbooks",
        str(made.runbooks),
        *(("--inventory", str(ROOT / "inventories")) if "export" in words else ()),
    ]
    return CliRunner().invoke(cli, ["evidence", *words, *told], env={"DRPLAN_STATE": str(made.state)})


def export(made: Desk, out: Path, *words: str) -> dict[str, Any]:
    done = drplan(made, "export", *PERIOD, "--out", str(out), "--format", "json", *words)
    assert done.exit_code == 0, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def refused(made: Desk, *words: str) -> DrplanError:
    error = drplan(made, "export", *words).exception
    assert isinstance(error, DrplanError)
    return error


def seen(folder: Path) -> dict[str, tuple[bytes | None, int, int]]:
    """Return everything in a folder: bytes, mode and time of modification."""
    return {
        path.relative_to(folder).as_posix(): (
            path.read_bytes() if path.is_file() else None,
            path.stat().st_mode,
            int(path.stat().st_mtime),
        )
        for path in folder.rglob("*")
    }


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("edition", ["restricted", "public"])
def test_a_pack_is_the_same_to_the_byte_wherever_and_whenever_it_is_made(made, tmp_path, edition):
    first = export(made, tmp_path / "one", "--edition", edition)
    elsewhere = {
        **os.environ,
        "DRPLAN_STATE": str(made.state),
        "PYTHONPATH": str(ROOT),
        "TZ": "Pacific/Auckland",
        "LC_ALL": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "7",
    }
    words = [*PERIOD, "--out", "two/deeper", "--runbooks", made.runbooks, "--edition", edition]
    command = [
        sys.executable,
        "-m",
        "drplan",
        "evidence",
        "export",
        *words,
        "--inventory",
        ROOT / "inventories",
    ]
    masked = ["sh", "-c", 'umask 077; exec "$@"', "sh", *command]
    subprocess.run(masked, check=True, cwd=tmp_path, env=elsewhere, stdout=subprocess.DEVNULL)
    folder, tar = Path(first["folder"]), Path(first["tar"])
    other = tmp_path / "two/deeper"
    assert (other / tar.name).read_bytes() == tar.read_bytes()
    assert sha256(tar.read_bytes()) == first["tar_sha256"]
    assert seen(other / folder.name) == seen(folder)


def test_the_tar_says_nothing_of_who_made_it(made, tmp_path):
    told = export(made, tmp_path)
    with tarfile.open(told["tar"]) as tar:
        members = tar.getmembers()
    assert [each.name for each in members] == sorted(each.name for each in members)
    assert {(each.uid, each.gid, each.uname, each.gname) for each in members} == {(0, 0, "", "")}
    assert {(each.isdir(), each.mode) for each in members} == {(True, 0o755), (False, 0o644)}
    newest = max(int(path.stat().st_mtime) for path in Path(told["folder"]).rglob("*"))
    assert {int(each.mtime) for each in members} == {newest}


def test_records_are_in_it_byte_for_byte_and_the_plan_too(made, tmp_path):
    folder = Path(export(made, tmp_path)["folder"])
    drills = names_in(folder / "records/drill")
    assert drills == ["20260302T090000Z-hs", "20260303T090000Z-hs"]
    for name in drills:
        theirs = {each: data for each, (data, _, _) in seen(made.runbooks / "evidence" / name).items()}
        assert {each: data for each, (data, _, _) in seen(folder / "records/drill" / name).items()} == theirs
    assert names_in(folder / "records") == sorted(KINDS.keys() - {"approval"})
    witness = "witnesses/0001-river-bend/heads.txt"
    assert (folder / witness).read_bytes() == (made.runbooks / witness).read_bytes()
    assert (folder / "plan/hs/runbook.pdf").read_bytes() == (made.runbooks / "hs/runbook.pdf").read_bytes()


def test_the_manifest_says_where_the_period_stands_in_the_chain(made, tmp_path):
    words = ("--from", "2026-03-03", "--to", "2026-03-05", "--out", str(tmp_path), "--format", "json")
    told = json.loads(drplan(made, "export", *words).stdout)["manifest"]
    chain = told["chains"]["drill"]
    sums = [
        made.runbooks / "evidence" / name / "SHA256SUMS"
        for name in ("20260302T090000Z-hs", "20260306T090000Z-hs")
    ]
    assert [chain["before"], chain["newest"]] == [sha256(path.read_bytes()) for path in sums]
    assert (chain["first"], chain["last"], chain["count"], chain["here"]) == (
        "20260303T090000Z-hs", "20260303T090000Z-hs", 3, 1,
    )  # fmt: skip
    assert {"what": "2 drill records", "why": "begun on other days"} in told["left_out"]


def test_a_control_limits_the_pack_to_what_bears_on_it(made, tmp_path):
    told = export(made, tmp_path, "--control", "CM-6")
    here = {noun: each["here"] for noun, each in told["manifest"]["chains"].items()}
    assert here == {
        "approval": 0,
        "check": 0,
        "deploy": 2,
        "drill": 0,
        "escrow": 0,
        "exercise": 0,
        "posture": 1,
    }
    assert {"what": "2 drill records", "why": "no evidence for CM-6"} in told["manifest"]["left_out"]
    assert drplan(made, "verify", "--pack", told["folder"]).exit_code == 0


def not_for_the_public(district: District) -> set[str]:
    """Return every address, path, asset, room, copy and place of one that the example declares."""
    told = json.dumps(district.model_dump(mode="json"))
    words = set(re.findall(r"\d+\.\d+\.\d+\.\d+|(?<=\")/[\w./-]+", told))
    words |= {asset.name for site in district.sites for asset in site.assets}
    words |= {room.name for site in district.sites for room in site.rooms}
    words |= {name for each in district.repositories for name in (each.name, each.location, each.site or "")}
    return {word for word in words if word}


def test_nothing_in_a_public_pack_names_a_machine_a_place_or_an_account(made, tmp_path):
    folder = Path(export(made, tmp_path, "--edition", "public")["folder"])
    files = {name: data for name, (data, _, _) in seen(folder).items() if data is not None}
    told = b"\n".join(
        name.encode() + b"\n" + data
        for name, data in files.items()
        if name not in {"verify.py", "HOW-TO-CHECK.md", "HOW-TO-CHECK.html"}
    ).decode()
    words = not_for_the_public(load_district(ROOT / "inventories")) | {
        "root@do-mgmt1",
        "root@",
        "jo@mgmt1",
        "/srv",
    }
    assert len(words) > 100
    found = {each for each in words if re.search(rf"(?<![A-Za-z0-9]){re.escape(each)}(?![A-Za-z0-9])", told)}
    assert found == set()
    snapshots = re.findall(r'"snapshot":"([0-9a-f]{64})"', _records(made))
    assert snapshots
    assert not [each for each in snapshots if each[:8] in told]


def _records(made: Desk) -> str:
    return "".join(path.read_text() for path in made.runbooks.glob("evidence/*/record.json"))


def test_a_pack_is_refused_with_the_reason(made, tmp_path):
    out = ("--out", str(tmp_path))
    assert "no record was begun" in refused(made, "--from", "2020-01-01", "--to", "2020-12-31", *out).message
    assert "is after" in refused(made, "--from", "2026-03-02", "--to", "2026-03-01", *out).message
    assert "bears on a control CP-99" in refused(made, *PERIOD, *out, "--control", "CP-99").message
    assert (
        "CM-6 and was begun"
        in refused(made, "--from", "2026-03-06", "--to", "2026-03-07", *out, "--control", "CM-6").message
    )
    assert names_in(tmp_path) == []
    export(made, tmp_path)
    again = refused(made, *PERIOD, *out)
    assert isinstance(again, UsageError)
    assert "is there already" in again.message


def test_no_pack_is_made_of_evidence_that_does_not_hold_or_without_a_key(tmp_path):
    broken = desk(tmp_path)
    record = broken.runbooks / "evidence/20260303T090000Z-hs/record.json"
    whole = record.read_bytes()
    record.write_bytes(whole + b" ")
    error = refused(broken, *PERIOD, "--out", str(tmp_path / "out"))
    assert isinstance(error, EvidenceError)
    assert "20260303T090000Z-hs" in error.message
    record.write_bytes(whole)
    (broken.state / "keys/evidence_ed25519").unlink()
    assert isinstance(refused(broken, *PERIOD, "--out", str(tmp_path / "out")), SecretMissing)
    assert not (tmp_path / "out").exists()


def test_without_ssh_keygen_the_program_never_says_that_all_is_well(made, tmp_path):
    folder = Path(export(made, tmp_path)["folder"])
    alone: list[str | Path] = [sys.executable, "-I", "-S", folder / "verify.py"]
    done = subprocess.run(alone, check=False, capture_output=True, text=True, env={"PATH": "/nonexistent"})
    assert done.returncode == 3
    assert "signatures NOT checked" in done.stdout
    nothing = subprocess.run([*alone, tmp_path / "nothing"], check=False, capture_output=True, text=True)
    assert nothing.returncode == 2


def test_verifying_a_pack_says_what_was_taken_on_trust(made, tmp_path):
    folder = export(made, tmp_path)["folder"]
    text = drplan(made, "verify", "--pack", folder).stdout
    assert "give --signers" in text
    assert "not seen without --head" in text
    trusted = ("--signers", str(made.runbooks / "evidence/allowed_signers"), "--head", sha256_of(made))
    report = json.loads(drplan(made, "verify", "--pack", folder, *trusted, "--format", "json").stdout)
    assert report == {
        "schema": "drplan/evidence-verify-pack/1", "pack": folder, "records": 8, "findings": [],
        "signers_given": True, "anchored": True,
    }  # fmt: skip


def sha256_of(made: Desk) -> str:
    return sha256((made.runbooks / "evidence/20260306T090000Z-hs/SHA256SUMS").read_bytes())
