"""The layers of the design hold, and a breach of each contract is caught."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

PLANTED = [
    ("Stages import downwards only", "measure/planted.py", "from drplan.adapters import access"),
    ("Stages import downwards only", "declare/planted.py", "from drplan import ports"),
    ("Stages import downwards only", "act/planted.py", "from drplan.explain import words"),
    ("Stages import downwards only", "stray/__init__.py", ""),
    ("Only wiring builds adapters", "cli/planted.py", "from drplan.adapters import access"),
    ("Processes are started in adapters only", "plan/planted.py", "import subprocess"),
    ("pyinfra lives behind the hosts adapter", "act/planted.py", "import pyinfra"),
    ("boto3 lives behind the aws adapters", "adapters/planted.py", "import boto3"),
    ("apprise lives behind the notify adapter", "act/planted.py", "import apprise"),
    ("prometheus-client lives behind the textfile adapter", "cli/planted.py", "import prometheus_client"),
    ("dnspython lives behind the probes adapter", "adapters/planted.py", "import dns.message"),
    ("netmiko lives behind the network adapter", "act/planted.py", "import netmiko"),
    ("hier_config lives in one module", "plan/network/planted.py", "import hier_config"),
    ("DBOS lives behind the engine adapter", "wiring/planted.py", "import dbos"),
    ("Pages are made in explain", "adapters/planted.py", "import jinja2"),
]

HEAVY = (
    "apprise",
    "boto3",
    "botocore",
    "click",
    "cryptography",
    "dbos",
    "dns",
    "docx",
    "hier_config",
    "jinja2",
    "netmiko",
    "paramiko",
    "prometheus_client",
    "psycopg",
    "pyinfra",
    "rich",
    "sqlalchemy",
    "typst",
)


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the package and its contracts, to break."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "drplan", folder / "drplan", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_contract_holds(house):
    done = lint(house)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(CONTRACTS)} kept, 0 broken" in done.stdout


def test_every_contract_has_a_planted_breach():
    assert {name for name, _, _ in PLANTED} == {contract["name"] for contract in CONTRACTS}


@pytest.mark.parametrize(
    ("contract", "file", "line"), PLANTED, ids=[f"{file}: {line}" for _, file, line in PLANTED]
)
def test_a_planted_breach_is_caught(house, contract, file, line):
    planted = house / "drplan" / file
    new_folder = not planted.parent.exists()
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(line + "\n")
    try:
        done = lint(house)
    finally:
        planted.unlink()
        if new_folder:
            shutil.rmtree(planted.parent)
    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout


def test_the_declaring_words_load_nothing_heavier_than_pydantic():
    look = f"import sys, drplan; drplan.District; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == ""


def test_importing_drplan_or_asking_for_help_loads_nothing_heavy():
    look = (
        "import sys, drplan; first = [name for name in (*HEAVY, 'pydantic') if name in sys.modules];"
        " sys.argv = ['drplan', '--help']\n"
        "from drplan.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "then = [name for name in (*HEAVY, 'pydantic') if name in sys.modules]\n"
        "print(first, then)"
    )
    argv = [sys.executable, "-c", f"HEAVY = {HEAVY!r}\n{look}"]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines()[-1] == "[] ['click']"
