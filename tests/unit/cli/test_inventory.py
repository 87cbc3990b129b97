"""``drplan inventory export`` and ``graph``: where the text goes and how they end."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from drplan.cli import cli
from drplan.declare import District
from drplan.errors import UsageError

EXAMPLE = Path(__file__).parents[3] / "inventories"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["inventory", *arguments, "--inventory", str(EXAMPLE)])


@pytest.mark.parametrize("tool", ["ansible", "pyinfra", "json"])
def test_a_file_holds_what_would_be_printed(tool, tmp_path):
    printed = run("export", tool, "--site", "hs")
    written = run("export", tool, "--site", "hs", "--to", str(tmp_path / "out"))
    assert printed.exit_code == written.exit_code == 0, printed.output + written.output
    assert written.stdout == f"written: {tmp_path / 'out'}\n"
    assert (tmp_path / "out").read_text() == printed.stdout
    assert "hs-db1" in printed.stdout
    assert "es-file1" not in printed.stdout


def test_the_whole_district_is_exported_unless_told_otherwise():
    read = District.model_validate_json(run("export", "json").stdout)
    assert [site.code for site in read.sites] == ["do", "hs", "ms", "es"]


@pytest.mark.parametrize("verb", [["export", "json"], ["graph"]])
def test_a_file_that_is_there_is_replaced_only_by_force(verb, tmp_path):
    file = tmp_path / "out"
    file.write_text("mine")
    refused = run(*verb, "--to", str(file))
    assert isinstance(refused.exception, UsageError)
    assert file.read_text() == "mine"
    assert run(*verb, "--to", str(file), "--force").exit_code == 0
    assert file.read_text() != "mine"


def test_a_tool_we_do_not_know_is_bad_usage():
    assert run("export", "puppet").exit_code == 2


@pytest.mark.parametrize(
    ("name", "asked", "begins"),
    [
        ("order.svg", [], "<svg "),
        ("order.json", [], "{"),
        ("order.txt", [], "High School: "),
        ("order", [], "High School: "),
        ("order.svg", ["--format", "text"], "High School: "),
        ("order.txt", ["--format", "svg"], "<svg "),
    ],
)
def test_the_end_of_the_name_says_what_to_draw_unless_told(name, asked, begins, tmp_path):
    assert run("graph", "--site", "hs", "--to", str(tmp_path / name), *asked).exit_code == 0
    assert (tmp_path / name).read_text().startswith(begins)


def test_a_graph_is_printed_in_three_forms():
    assert re.match(r"Cedar Valley School District: \d+ services in \d+ waves\n", run("graph").stdout)
    assert json.loads(run("graph", "--format", "json").stdout)["schema"] == "drplan/graph/1"
    assert ET.fromstring(run("graph", "--format", "svg").stdout).tag.endswith("svg")


def test_a_person_reads_lengths_of_time_in_hours_and_a_program_as_before():
    text = run("list", "--site", "hs").output
    (row,) = [line.split() for line in text.splitlines() if line.startswith("  hs    hs-learning ")]
    assert row[3:7] == ["24", "h", "24", "h"]
    told = json.loads(
        CliRunner().invoke(cli, ["inventory", "list", "--site", "hs", "--format", "json"]).output
    )
    assert "1 day, 0:00:00" in {each["rto"] for each in told["services"]}
