"""What the code reads beside itself goes into the wheel; tests/soak/test_wheel.py looks into a built one."""

import subprocess
import tomllib
from pathlib import Path

from click.testing import CliRunner

from drplan.cli import cli

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def taken(file: Path) -> bool:
    """Say whether a pattern takes the file into the package of one of the folders above it."""
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    within = [folder for folder in file.parents if (ROOT / folder / "__init__.py").exists()]
    return any(
        len(pattern.split("/")) == len(file.relative_to(folder).parts)
        and file.relative_to(folder).match(pattern)
        for folder in within
        for pattern in patterns
    )


def held() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "drplan"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [Path(name) for name in listed.stdout.split("\0") if name]


def test_every_file_that_is_no_module_is_package_data():
    assert [str(file) for file in held() if file.suffix != ".py" and not taken(file)] == []


def test_every_module_is_in_a_package():
    modules = [file for file in held() if file.suffix == ".py"]
    assert [str(file) for file in modules if not (ROOT / file.parent / "__init__.py").exists()] == []


def test_the_command_says_the_version_that_is_written_in_one_place():
    said = CliRunner().invoke(cli, ["--version"], prog_name="drplan").output
    assert said == f"drplan, version {PROJECT['project']['version']}\n"
