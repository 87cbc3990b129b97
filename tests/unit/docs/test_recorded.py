"""The pictures of the README: what a terminal showed comes back as text, and ``validate`` still prints it."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan.cli import cli
from scripts.recording import CHANGES, NAMES, VALIDATE, careless, without
from scripts.recording_terminal import picture, text_in

ROOT = Path(__file__).parents[3]
PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 600_000


def words_of(lines):
    """Return the words: where a terminal breaks a line is its own affair."""
    return " ".join(lines).split()


def test_the_picture_of_validate_shows_what_it_prints_today(tmp_path, monkeypatch):
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "state"))
    leave = shutil.ignore_patterns("__pycache__")
    for name in ("inventories", "runbooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=leave)
    careless(tmp_path)
    monkeypatch.chdir(tmp_path)
    printed = CliRunner().invoke(cli, VALIDATE.words.split())
    command, *shown = text_in((PICTURES / "validate.svg").read_text())
    assert command == f"$ drplan {VALIDATE.words}"
    told = "make it again: sudo .venv/bin/python -m scripts.recording --only validate"
    assert words_of(shown) == [*printed.output.split(), "ended", "with", str(printed.exit_code)], told


def test_each_change_of_the_careless_hand_is_found(tmp_path):
    (tmp_path / "inventories").mkdir()
    school = tmp_path / "inventories" / "hs.py"
    shutil.copy(ROOT / "inventories" / "hs.py", school)
    careless(tmp_path)
    assert all(now not in school.read_text() for now, _then in CHANGES)
    with pytest.raises(SystemExit, match="recording stops"):
        careless(tmp_path)


def test_lines_come_back_from_a_picture_as_they_were():
    lines = ['\x1b[1;32m$\x1b[0m drplan <x> & "y"', "", "  a │ b", "   \x1b[31mred\x1b[0m   far"]
    shown = text_in(picture(lines, "A title that is no line", 60))
    assert shown == ['$ drplan <x> & "y"', "", "  a │ b", "   red   far"]


def test_a_picture_fetches_nothing():
    for path in PICTURES.glob("*.svg"):
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text
        assert "@font-face" not in text


def test_lines_that_are_left_out_are_counted():
    kept = without(["first", "  x probe pass", "  y probe pass", "last"], r"probe")
    assert [kept[0], kept[-1]] == ["first", "last"]
    assert "2 lines of progress, not shown here" in kept[1]
    assert len(kept) == 3


def test_every_picture_is_there_says_its_day_and_all_are_small():
    made = json.loads((PICTURES / "made.json").read_text())
    assert set(made) == set(NAMES)
    files = [path for path in PICTURES.iterdir() if path.suffix in (".svg", ".png")]
    assert {path.stem for path in files} == set(NAMES)
    assert sum(path.stat().st_size for path in files) < MOST_BYTES
