"""``drplan runbook notice``: one text to copy, notes beside it, and the district's own words."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan.adapters.template_folder import read_notices
from drplan.cli import cli
from drplan.errors import DeclarationError, DrplanError

ROOT = Path(__file__).parents[3]
FIRST = ("--scenario", "ransomware-overnight", "--audience", "families")


def typed(*words, inventory=ROOT / "inventories"):
    return CliRunner().invoke(cli, ["runbook", "notice", *words, "--inventory", str(inventory)])


def test_the_text_alone_goes_to_standard_output():
    done = typed(*FIRST)
    assert done.exit_code == 0
    assert done.stdout.startswith("Some school systems are not working\n\n")
    assert "note:" not in done.stdout
    assert "note: Fill in every ________" in done.stderr


def test_the_language_and_the_moment_are_chosen():
    done = typed(*FIRST, "--language", "es", "--moment", "over")
    assert done.stdout.startswith("Nuestros sistemas funcionan otra vez\n")


def test_json_holds_text_and_notes():
    told = json.loads(typed(*FIRST, "--moment", "records", "--format", "json").stdout)
    assert told["schema"] == "drplan/runbook-notice/1"
    assert (told["peril"], told["moment"], told["language"]) == ("ransomware", "records", "en")
    assert "has a duty to tell" in " ".join(told["paragraphs"])
    assert any("Laws differ by state" in each for each in told["notes"])


@pytest.fixture
def notices(tmp_path):
    """Return the folder of the example district's own notices, empty."""
    inventory = tmp_path / "inventories"
    shutil.copytree(ROOT / "inventories", inventory, ignore=shutil.ignore_patterns("__pycache__"))
    folder = inventory / "templates" / "notices"
    folder.mkdir(parents=True)
    return folder


def test_the_districts_own_text_is_taken_from_its_folder(notices):
    (notices / "families.ransomware.first.en.txt").write_text("Ours\n\nFrom {{ district }}.\n")
    done = typed(*FIRST, inventory=notices.parents[1])
    assert done.stdout == "Ours\n\nFrom Cedar Valley School District.\n"


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("--scenario", "flood", "--audience", "press"), "no scenario is named 'flood'"),
        (
            ("--scenario", "ice-storm", "--audience", "press", "--moment", "records"),
            "has no notice of the moment",
        ),
    ],
)
def test_what_there_is_not_is_an_error_with_a_next_step(words, error):
    done = typed(*words)
    assert isinstance(done.exception, DrplanError)
    assert error in done.exception.message
    assert done.exception.next_step


def test_an_own_text_that_cannot_be_filled_in_names_file_and_line(notices):
    (notices / "families.ransomware.first.en.txt").write_text("Ours\n\n\nFrom {{ them }}.\n")
    done = typed(*FIRST, inventory=notices.parents[1])
    assert "notices/families.ransomware.first.en.txt, line 4: " in done.exception.message


def test_a_folder_that_is_not_there_holds_no_text(tmp_path):
    assert read_notices(tmp_path / "none") == {}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 100_001])
def test_a_file_that_is_no_page_of_text_is_refused_by_its_name(notices, content):
    (notices / "a.txt").write_bytes(content)
    with pytest.raises(DeclarationError, match=r"a\.txt"):
        read_notices(notices.parents[1])


def test_a_byte_order_mark_is_no_part_of_the_text(notices):
    (notices / "a.txt").write_text("Hola", encoding="utf-8-sig")
    assert read_notices(notices.parents[1]) == {"a.txt": "Hola"}
