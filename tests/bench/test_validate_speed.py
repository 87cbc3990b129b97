"""Checking a whole district: the cost of one asset among many, and against Ansible reading the same hosts."""

import json
import os
import resource
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from drplan.explain.export import EXPORTS
from tests.bench.generated_district import generated_district

ROOT = Path(__file__).parents[2]
ONCE = ROOT / "tests" / "bench" / "validate_once.py"
ANSIBLE = ROOT / ".drplan" / "bench" / "ansible"
FEW, MANY = 20, 1000
"""Sites; each has 50 assets and 5 services."""
ROUNDS = 3


def written(folder: Path, sites: int) -> Path:
    """Write a generated district as JSON and as an Ansible inventory; return the folder."""
    district = generated_district(sites, sites * 50, sites * 5)
    (folder / "district.json").write_text(EXPORTS["json"](district))
    (folder / "hosts.yml").write_text(EXPORTS["ansible"](district))
    return folder


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    return written(tmp_path_factory.mktemp("few"), FEW)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return written(tmp_path_factory.mktemp("many"), MANY)


def best(folder: Path) -> dict[str, float]:
    """Return the least of each measure over some fresh processes."""
    argv = [sys.executable, str(ONCE), str(folder / "district.json")]
    runs = [
        json.loads(subprocess.run(argv, check=True, capture_output=True, cwd=ROOT).stdout)
        for _ in range(ROUNDS)
    ]
    return {key: min(run[key] for run in runs) for key in runs[0]}


def childrens_seconds(argv: list[str]) -> float:
    """Return the CPU seconds of a program and all it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    settings = {"ANSIBLE_HOME": str(ANSIBLE / "home"), "LC_ALL": "C.UTF-8"}
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, cwd=ROOT, env=os.environ | settings)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def ansible_inventory() -> Path:
    """Return the program, installed once into an environment of its own; skip where it cannot be had."""
    program = ANSIBLE / "bin" / "ansible-inventory"
    if not program.exists():
        venv.create(ANSIBLE, with_pip=True, clear=True)
        install = [str(ANSIBLE / "bin" / "python"), "-m", "pip", "install", "-q", "ansible-core>=2.18,<2.19"]
        if subprocess.run(install, check=False).returncode != 0:
            pytest.skip("not compared: ansible-core could not be installed")
    return program


def say(capsys: pytest.CaptureFixture[str], line: str) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")


def test_an_asset_among_fifty_thousand_costs_about_what_one_among_a_thousand_does(few, many, capsys):
    small, large = best(few), best(many)
    ratios = {what: large[what] / small[what] * FEW / MANY for what in ("load", "validate")}
    for what, ratio in ratios.items():
        one, other = (1e6 * run[what] / sites / 50 for run, sites in ((large, MANY), (small, FEW)))
        say(capsys, f"{what}: {one:.0f} CPU us an asset of 50,000, {other:.0f} of 1,000, ratio {ratio:.2f}")
    say(capsys, f"findings: {large['findings']:.0f} and {small['findings']:.0f}")
    assert ratios["validate"] <= 1.3


def test_loading_and_checking_is_quicker_than_ansible_inventory_loads_the_same_hosts(many, capsys):
    program = ansible_inventory()
    ours = min(
        childrens_seconds([sys.executable, str(ONCE), str(many / "district.json")]) for _ in range(ROUNDS)
    )
    theirs = childrens_seconds([str(program), "-i", str(many / "hosts.yml"), "--list"])
    ratio = ours / theirs
    say(capsys, f"load and check: {ours:.2f} CPU s, ansible-inventory --list {theirs:.2f}, ratio {ratio:.2f}")
    assert ratio < 1
