"""``drplan assess``: what is printed, what is written, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from drplan.cli import cli
from drplan.errors import UsageError
from drplan.explain.assessment.tiers import STARTING_POINTS

CASES = Path(__file__).parents[2] / "cases"
FILE = """from pathlib import Path

from drplan import District

district = District.model_validate_json(Path({case!r}).read_text())
"""


@pytest.fixture
def imported(tmp_path):
    """Return an inventory as bare as an import leaves it."""
    folder = tmp_path / "inventories"
    folder.mkdir()
    (folder / "district.py").write_text(FILE.format(case=str(CASES / "assess" / "imported.json")))
    return folder


@pytest.fixture
def complete(tmp_path):
    """Return an inventory that has a service for every function and lacks nothing."""
    declared = json.loads((CASES / "validate" / "base.json").read_text())
    office, school = declared["sites"]
    (portal,) = [each for each in school["services"] if each["name"] == "hs-portal"]
    covered = {each["function"] for each in (*office["services"], *school["services"])}
    for point in (each for each in STARTING_POINTS if each.function not in covered):
        own = {"name": f"hs-{point.function}", "function": point.function, "tier": int(point.tier)}
        school["services"].append({**portal, **own, "depends_on": [], "bia": {}})
        for exercise in declared["exercises"]:
            exercise["services"].append(own["name"])
    router, cloud = office["assets"]
    cloud["lifecycle"] = router["lifecycle"]
    (tmp_path / "district.json").write_text(json.dumps(declared))
    (tmp_path / "district.py").write_text(FILE.format(case=str(tmp_path / "district.json")))
    return tmp_path


def test_nothing_left_to_do_ends_with_0(complete):
    result = run(complete)
    assert result.exit_code == 0, result.output
    assert "No rule has anything to say, and nothing is left blank." in result.stdout


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(
        cli, ["assess", "--inventory", str(folder), "--as-of", "2026-11-22", *arguments]
    )


def test_a_bare_import_is_reported_and_ends_with_1(imported):
    result = run(imported)
    assert result.exit_code == 1, result.output
    assert result.stdout.startswith("Imported District: First 90 days")
    assert "A district declares no service" in result.stdout


def test_the_day_is_the_one_asked_for(imported):
    assert "judged on 2026-11-22" in run(imported).stdout
    told = json.loads(run(imported, "--format", "json").stdout)
    assert (told["schema"], told["as_of"]) == ("drplan/assess/1", "2026-11-22")


def test_one_site_leaves_the_others_out(imported):
    result = run(imported, "--site", "es")
    assert "es-sw1" in result.stdout
    assert "hs-db1" not in result.stdout


def test_a_site_that_does_not_exist_is_refused(imported):
    result = run(imported, "--site", "xx")
    assert isinstance(result.exception, UsageError)
    assert "hs" in result.exception.next_step


@pytest.mark.parametrize(
    ("name", "asked", "begins"),
    [
        ("first.html", [], "<!DOCTYPE html>"),
        ("first.json", [], "{"),
        ("first.txt", [], "Imported District"),
        ("first.html", ["--format", "text"], "Imported District"),
    ],
)
def test_the_end_of_the_name_says_what_to_write_unless_told(imported, tmp_path, name, asked, begins):
    result = run(imported, "--to", str(tmp_path / name), *asked)
    assert result.stdout == f"written: {tmp_path / name}\n"
    assert result.exit_code == 1
    assert (tmp_path / name).read_text().startswith(begins)


def test_a_file_that_is_there_is_replaced_only_by_force(imported, tmp_path):
    file = tmp_path / "first.html"
    file.write_text("mine")
    refused = run(imported, "--to", str(file))
    assert isinstance(refused.exception, UsageError)
    assert file.read_text() == "mine"
    assert run(imported, "--to", str(file), "--force").exit_code == 1
    assert file.read_text().startswith("<!DOCTYPE html>")


def test_an_inventory_that_cannot_be_read_ends_with_2_and_what_to_do(tmp_path):
    program = [sys.executable, "-c", "from drplan.cli import main; main()", "assess"]
    result = subprocess.run(
        [*program, "--inventory", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.splitlines()[1].startswith("next: ")
