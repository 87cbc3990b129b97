"""Which controls a host holds, seen in the worker as it runs on this machine (pyinfra's own ``@local``)."""

import ast
import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from drplan.adapters.hosts.controls import read_controls

ROOT = Path(__file__).parents[3]
TODAY = datetime.now().astimezone().date()
HEAD = """
from io import StringIO
from pathlib import Path
from pyinfra import host
from pyinfra.operations import files
from deploys import control
control.CONTROLS = control.read_controls(Path(host.data.folder))

if name := control.held("notice", not_here=host.data.get("not_here")):
    files.put(name=name, src=StringIO("new\\n"), dest=f"{host.data.folder}/notice", mode="644")
if name := control.held("more"):
    files.put(name=name, src=StringIO("new\\n"), dest=f"{host.data.folder}/more", mode="644")
"""
CONTROLS = """
[notice]
does = "A notice"
cis = "1.6.2"
nist = "AC-8"

[more]
does = "More"
level = "strict"
"""


@pytest.fixture
def work(tmp_path):
    (tmp_path / "controls").mkdir()
    (tmp_path / "controls" / "tried.toml").write_text(CONTROLS)
    file = tmp_path / "tried.py"
    file.write_text(HEAD)

    def run(*, dry=False, **data):
        host = {"name": "@local", "files": [str(file)], "data": {"folder": str(tmp_path), **data}}
        done = subprocess.run(
            [sys.executable, "-m", "drplan.adapters.hosts.worker"],
            input=json.dumps({"dry": dry, "root": str(ROOT), "hosts": [host]}),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        answer = json.loads(done.stdout)
        assert answer["error"] is None
        return [(each["name"], each["outcome"], each["detail"]) for each in answer["operations"]]

    return run


def exception(until):
    return {"control": "notice", "reason": "a kiosk", "until": str(until), "approved_by_role": "director"}


NAME = "A notice (CIS 1.6.2; AC-8)"
DIFF = "@@ -0,0 +1 @@\n+ new"


def test_an_essential_host_holds_what_is_essential_and_a_strict_one_both(work):
    assert work() == [(NAME, "changed", DIFF)]
    assert work(level="strict") == [(NAME, "ok", ""), ("More", "changed", DIFF)]


@pytest.mark.parametrize("dry", [True, False])
def test_an_exception_holds_until_its_last_day_and_says_who_bears_it(work, tmp_path, dry):
    said = f"a kiosk (until {TODAY}, director)"
    assert work(dry=dry, exceptions=[exception(TODAY)]) == [(NAME, "excepted", said)]
    assert not (tmp_path / "notice").exists()


def test_an_exception_that_has_run_out_counts_for_nothing(work, tmp_path):
    assert work(exceptions=[exception(TODAY - timedelta(days=1))]) == [(NAME, "changed", DIFF)]
    assert (tmp_path / "notice").exists()


@pytest.mark.parametrize("dry", [True, False])
def test_what_cannot_hold_on_a_host_is_not_called_held(work, tmp_path, dry):
    assert work(dry=dry, not_here="no kernel of its own") == [
        (NAME, "not-applicable", "no kernel of its own")
    ]
    assert not (tmp_path / "notice").exists()


def used_controls() -> list[str]:
    files = [*ROOT.glob("deploys/*.py"), *ROOT.glob("deploys/hardening/*.py")]
    calls = (node for file in files for node in ast.walk(ast.parse(file.read_text())))
    return [
        ast.literal_eval(node.args[0])
        for node in calls
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "held"
    ]


def test_each_control_is_held_by_exactly_one_place_and_each_place_names_a_control():
    assert sorted(used_controls()) == sorted(read_controls(ROOT / "deploys"))


def test_each_control_says_what_it_does_and_which_standard_asks_for_it():
    for control in read_controls(ROOT / "deploys").values():
        assert len(control.does) > 15
        assert control.nist, control.id
