import json
from pathlib import Path

from click.testing import CliRunner

from drplan.cli.drill import command

TOP = Path(__file__).parents[3]
SHOWN = ("--inventory", str(TOP / "inventories"), "--runbooks", str(TOP / "runbooks"))


def run(*words):
    return CliRunner().invoke(command, ["forecast", "--site", "hs", *SHOWN, *words])


def test_the_example_is_foreseen_from_its_own_records():
    done = run("--format", "json")
    assert done.exit_code in (0, 1), done.output
    report = json.loads(done.stdout)
    assert report["schema"] == "drplan/drill-forecast/1"
    assert "hs-files" in {each["service"] for each in report["services"]}


def test_a_table_says_what_is_believed_at_both_ends():
    shown = run().stdout
    assert "Earliest" in shown
    assert "not measured" in shown
