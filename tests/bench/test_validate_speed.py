"""Checking a whole district: the cost of one asset among many, and against Ansible reading the same hosts."""

import json
import os
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from drplan.explain.export import EXPORTS
from tests.bench.deployers import CACHE, NotMeasured, peers
from tests.bench.generated_district import generated_district
from tests.bench.pace import ROUNDS, pick, turns

ROOT = Path(__file__).parents[2]
ONCE = ROOT / "tests" / "bench" / "validate_once.py"
FEW, MANY = pick((100, 1000), (8, 80))
"""Sites; each has 50 assets and 5 services."""
BESIDE = 80
"""Sites that Ansible reads too: 4,000 hosts."""


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


def medians(folder: Path) -> dict[str, float]:
    """Return the median of each measure over some fresh processes."""
    argv = [sys.executable, str(ONCE), str(folder / "district.json")]
    runs = [
        json.loads(subprocess.run(argv, check=True, capture_output=True, cwd=ROOT).stdout)
        for _ in range(ROUNDS)
    ]
    return {key: median(run[key] for run in runs) for key in runs[0]}


def childrens_seconds(argv: list[str]) -> float:
    """Return the CPU seconds of a program and all it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    settings = {"LC_ALL": "C.UTF-8"}
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, cwd=ROOT, env=os.environ | settings)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_an_asset_among_many_costs_about_what_one_among_few_does(few, many, report):
    small, large = medians(few), medians(many)
    for what in ("load", "validate"):
        one, other = (1e6 * run[what] / sites / 50 for run, sites in ((large, MANY), (small, FEW)))
        report.say(f"{what}: {one:.0f} CPU us an asset of {MANY * 50:,}, {other:.0f} of {FEW * 50:,}")
    assert large["findings"] >= small["findings"] > 0
    took = [run["load"] + run["validate"] for run in (small, large)]
    report.grown("validate", *took, f"{FEW * 50:,} → {MANY * 50:,} assets")


def test_loading_and_checking_is_quicker_than_ansible_inventory_loads_the_same_hosts(
    tmp_path, report, monkeypatch
):
    monkeypatch.setenv("ANSIBLE_HOME", str(tmp_path / "home"))
    folder = written(tmp_path, BESIDE)
    try:
        program = peers(CACHE) / "bin" / "ansible-inventory"
    except NotMeasured as why:
        report.not_measured("validate", why)
        return
    ours = partial(childrens_seconds, [sys.executable, str(ONCE), str(folder / "district.json")])
    theirs = partial(childrens_seconds, [str(program), "-i", str(folder / "hosts.yml"), "--list"])
    report.beside("validate", turns(ours, theirs), f"{BESIDE * 50:,} assets")
