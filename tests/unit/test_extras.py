"""The parts that a plain installation leaves out: each is named when it is needed, and nothing else fails."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from drplan import extras
from drplan.act.deploy import plan_deploy
from drplan.adapters.on_demand import OnDemand
from drplan.cli import runbook
from drplan.declare import AwsAccount
from drplan.errors import DrplanError, ToolMissing

ROOT = Path(__file__).parents[2]
OPTIONAL = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
NEEDS = {
    "aws": "drplan.adapters.aws.enforce",
    "network": "drplan.adapters.network.devices",
    "notify": "apprise",
    "pdf": "drplan.explain.pdf",
    "postgres-engine": "drplan.adapters.engine.lease_postgres",
    "word": "drplan.explain.word",
}
"""What is imported when the part is needed."""
PLAIN = (
    *(f"drplan.cli.{each.stem}" for each in sorted((ROOT / "drplan" / "cli").glob("[a-z]*.py"))),
    "drplan.adapters.sources",
    "drplan.adapters.probes.prober",
    "drplan.adapters.vault",
    "drplan.adapters.ground",
    "drplan.adapters.network.history",
    "drplan.adapters.engine.place",
    "drplan.explain.pages",
)
"""What a plain installation imports: every command, and what backs up, proves and probes servers."""
WITHOUT = """
import importlib, json, sys
from importlib.machinery import PathFinder
from drplan import extras
missing, watched, names = json.loads(sys.argv[1])
class Plain(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name in missing else super().find_spec(name, path, target)
sys.meta_path[sys.meta_path.index(PathFinder)] = Plain
if watched:
    extras.watch()
told = {}
for name in names:
    try:
        importlib.import_module(name)
    except Exception as error:
        told[name] = [type(error).__name__, str(error), getattr(error, "next_step", "")]
print(json.dumps(told))
"""


def without(missing, names, *, watched=True):
    """Import modules in a process that has no distributions of those names; return what each raised."""
    asked = json.dumps([list(missing), watched, list(names)])
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, asked],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    return json.loads(done.stdout)


def test_every_part_is_in_pyproject_with_the_distributions_it_names():
    named = {name: tuple(re.split(r"[<>=\[]", each)[0] for each in OPTIONAL[name]) for name in extras.EXTRAS}
    assert {name: sorted(each.distributions) for name, each in extras.EXTRAS.items()} == {
        name: sorted(each) for name, each in named.items()
    }
    assert OPTIONAL["all"] == [f"drplan[{','.join(extras.EXTRAS)}]"]


def test_no_part_is_in_the_plain_installation_too():
    plain = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.split(r"[<>=\[]", each)[0] for each in plain}
    assert not names & {each for extra in extras.EXTRAS.values() for each in extra.distributions}


@pytest.mark.parametrize("extra", extras.EXTRAS)
def test_what_needs_a_missing_part_says_in_one_line_how_to_get_it(extra):
    told = without(extras.EXTRAS[extra].modules, [NEEDS[extra]])
    kind, message, step = told[NEEDS[extra]]
    assert kind == "ExtraMissing"
    assert "\n" not in message
    assert all(each in message for each in extras.EXTRAS[extra].distributions)
    assert step == f"pip install 'drplan[{extra}]'"


def test_without_any_part_every_command_loads():
    every = {module for extra in extras.EXTRAS.values() for module in extra.modules} - {"psycopg"}
    assert without(every, PLAIN) == {}


def test_a_library_that_gets_along_without_one_still_does():
    error = extras.ExtraMissing("aws")
    assert isinstance(error, ToolMissing)
    assert isinstance(error, ImportError)


def test_a_module_that_is_of_no_part_is_missing_as_ever():
    assert without([], ["not_a_module_at_all"])["not_a_module_at_all"][0] == "ModuleNotFoundError"


def test_accounts_whose_part_is_missing_are_not_tried_and_say_why():
    def refuses():
        raise extras.ExtraMissing("aws")

    account = AwsAccount(
        name="cloud", account_id="123456789012", region="us-east-1", owner="technology-director"
    )
    (result,) = plan_deploy([account], OnDemand({"aws": refuses}))
    assert "pip install 'drplan[aws]'" in result.error
    assert not result.operations


@pytest.fixture
def no_typst(monkeypatch):
    monkeypatch.setattr(extras, "there", lambda extra: extra != "pdf")


@pytest.mark.usefixtures("no_typst")
def test_without_typst_all_pages_but_pdfs_are_chosen(tmp_path):
    chosen = runbook.makeable(tmp_path)
    assert [chosen(name) for name in ("hs/runbook.html", "hs/runbook.md", "hs/runbook.pdf")] == [
        True,
        True,
        False,
    ]
    assert runbook.left_out() == ["pdf"]


@pytest.mark.usefixtures("no_typst")
def test_without_typst_pages_beside_pdfs_are_neither_renewed_nor_said_to_be_current(tmp_path):
    (tmp_path / "hs").mkdir()
    (tmp_path / "hs" / "runbook.pdf").write_bytes(b"%PDF")
    with pytest.raises(DrplanError, match="typst must be installed"):
        runbook.makeable(tmp_path)


def test_with_typst_nothing_is_left_out(tmp_path):
    assert runbook.left_out() == []
    assert runbook.makeable(tmp_path)("hs/runbook.pdf")
