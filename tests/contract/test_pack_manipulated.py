"""Stock tools, ``verify.py`` and drplan accept a good pack, and all refuse whatever is done to one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from drplan.cli import cli
from drplan.errors import DrplanError
from drplan.record.sums import SUMS, sha256
from tests.contract.pack_desk import ROOT, Desk, add_drill, desk
from tests.contract.pack_manipulated import Manipulated, Packs, run_shell

CASES = json.loads((ROOT / "tests/cases/evidence/manipulations.json").read_bytes())
STEP = re.compile(r"^## (Step \d)?.*?$", re.MULTILINE)
COMMAND = re.compile(r"^```sh\n(.*?)^```\n+\*\*Prints\.\*\* (.*?)$", re.MULTILINE | re.DOTALL)


def export(made: Desk, out: Path, *more: str, inventory: Path = ROOT / "inventories") -> Path:
    """Type ``drplan evidence export`` and return the pack's folder."""
    words = (
        "--from",
        "2026-03-01",
        "--to",
        "2026-03-07",
        "--out",
        str(out),
        "--runbooks",
        str(made.runbooks),
    )
    done = CliRunner().invoke(
        cli,
        ["evidence", "export", *words, "--inventory", str(inventory), "--format", "json", *more],
        env={"DRPLAN_STATE": str(made.state)},
        catch_exceptions=False,
    )
    assert done.exit_code == 0, done.output
    return Path(json.loads(done.stdout)["folder"])


@pytest.fixture(scope="session")
def packs(tmp_path_factory) -> Packs:
    """A good pack, of drills alone, and others to take from; the minutes hold the newest drill's head."""
    room = tmp_path_factory.mktemp("packs")
    ours, theirs = desk(room / "ours"), desk(room / "theirs")
    older = export(ours, room / "older")
    newest = add_drill(ours, 5)
    good = export(ours, room / "good", "--control", "CP-10")
    whole = export(ours, room / "whole")
    public = export(ours, room / "public", "--edition", "public")
    other = export(theirs, room / "other")
    heads = {
        f"HEAD D{number}": sha256((path / SUMS).read_bytes())
        for number, path in enumerate(sorted((good / "records/drill").iterdir()), start=1)
    }
    assert sha256((ours.runbooks / "evidence" / newest / SUMS).read_bytes()) == heads["HEAD D4"]
    return Packs(
        {"good": good, "whole": whole, "older": older, "public": public, "other": other},
        {"own": ours.key, "other": theirs.key},
        (ours.runbooks / "evidence/allowed_signers").read_bytes(),
        heads,
    )


class Auditor:
    """Somebody with a signers' file and a head from elsewhere, who has a page, a program and drplan."""

    def __init__(self, packs: Packs, room: Path, case: dict[str, Any], head: str) -> None:
        self.head, self.signers = packs.heads[head], room / "trusted_signers"
        lines = packs.signers.decode()
        for namespace, limits in case.get("signers", {}).items():
            lines = lines.replace(f'namespaces="{namespace}"', f'namespaces="{namespace}",{limits}')
        self.signers.write_text(lines)
        self.page = (packs.made["good"] / "HOW-TO-CHECK.md").read_text()
        self.program = packs.made["good"] / "verify.py"

    def stock_tools(self, folder: Path, tar: Path | None) -> str:
        """Follow the page; return the step that printed what the page does not say, empty when none did."""
        steps = list(self._steps())
        settings = steps[0][1]
        given = {"SIGNERS": str(self.signers), "HEADS": self.head}
        for name, command, prints in steps[1:]:
            if name == "Step 1" and tar is None:
                continue
            told = {**given, **({"TAR": str(tar)} if tar else {})}
            printed = run_shell(f"{settings}\n{command}", folder, **told)
            wanted = prints.removeprefix("one line that begins with: ")
            good = printed == "" if prints == "nothing" else re.fullmatch(re.escape(wanted) + ".*\n", printed)
            if not good:
                return name
        return ""

    def _steps(self) -> Iterator[tuple[str, str, str]]:
        starts = [*STEP.finditer(self.page)]
        for start, end in zip(starts, [*starts[1:], None], strict=True):
            section = self.page[start.end() : end.start() if end else None]
            for command, prints in COMMAND.findall(section):
                yield start[1] or "", command, prints

    def verify_py(self, pack: Path) -> tuple[int, str]:
        told = ("--signers", self.signers, "--head", self.head, pack)
        words: list[str | Path] = [sys.executable, "-I", "-S", self.program, *told]
        done = subprocess.run(words, check=False, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def drplan(self, pack: Path) -> tuple[int, str]:
        words = ["--signers", str(self.signers), "--head", self.head, "--pack", str(pack)]
        done = CliRunner().invoke(cli, ["evidence", "verify", *words])
        return 2 if isinstance(done.exception, DrplanError) else done.exit_code, done.output


def judged(
    packs: Packs, room: Path, case: dict[str, Any], head: str
) -> tuple[str, tuple[int, str], tuple[int, str]]:
    """Do what the case says to a copy of the good pack; return what each of the three makes of it."""
    changed = Manipulated(packs, room)
    for word, *told in case["steps"]:
        changed.do(word, *told)
    tar = changed.tar(*case["tar"]) if "tar" in case else None
    auditor = Auditor(packs, room, case, head)
    pack = tar or changed.folder
    return auditor.stock_tools(changed.folder, tar), auditor.verify_py(pack), auditor.drplan(pack)


@pytest.mark.parametrize("case", CASES["accepted"], ids=lambda case: case["kind"])
def test_all_three_accept_a_good_pack(packs, tmp_path, case):
    stock, verify_py, drplan = judged(packs, tmp_path, case, "HEAD D4")
    assert (stock, verify_py[0], drplan[0]) == ("", 0, 0), verify_py[1] + drplan[1]


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["kind"])
def test_all_three_refuse_a_pack_when(packs, tmp_path, case):
    stock, verify_py, drplan = judged(packs, tmp_path, case, "HEAD D4")
    assert stock == case["found_by"]
    assert (verify_py[0], drplan[0]) == (case.get("exit", 1),) * 2, verify_py[1] + drplan[1]


@pytest.mark.parametrize("case", CASES["refused_by_programs"], ids=lambda case: case["kind"])
def test_both_programs_refuse_a_form_that_stock_tools_do_not_read(packs, tmp_path, case):
    stock, verify_py, drplan = judged(packs, tmp_path, case, "HEAD D2")
    assert stock == ""
    assert (verify_py[0], drplan[0]) == (1, 1)
    assert "record.json" in verify_py[1]
    assert "record.json" in drplan[1]


def test_there_are_forty_kinds_and_no_kind_twice():
    kinds = [case["kind"] for case in CASES["refused"]]
    assert len(kinds) == len(set(kinds)) >= 40
