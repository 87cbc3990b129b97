"""What strangers install: the wheel and the archive of sources, in environments that have nothing else.

The archives are built here from what git holds. Installing them asks the package index; where that does not
answer these tests are skipped, and say so.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from drplan.extras import EXTRAS
from tests.unit.cli.test_init import DAY, options

ROOT = Path(__file__).parents[2]
MOMENT = {"SOURCE_DATE_EPOCH": "1700000000"}
MINUTES = 600
BUILD = "import sys; from setuptools import build_meta as b; print(getattr(b, sys.argv[1])(sys.argv[2]))"
CONSUMER = """
from drplan import District, Server
def names(district: District) -> list[str]:
    return [asset.name for site in district.sites for asset in site.assets if isinstance(asset, Server)]
"""
COMPLETED = {
    "drplan dep": ["deploy"],
    "drplan deploy a": ["apply"],
    "drplan deploy plan --si": ["--site"],
}


def ran(*argv, folder, ends=0, **environment):
    """Run a program in a folder with nothing of this repository about it; return all that it printed."""
    bare = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(
        [str(word) for word in argv],
        cwd=folder,
        env=bare | environment,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=MINUTES,
    )
    assert done.returncode == ends, done.stdout
    return done.stdout


def sources(folder: Path) -> Path:
    """Copy what git holds, and nothing that lies about."""
    held = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in held.stdout.split("\0"):
        if name and not name.startswith(("tests/", "runbooks/")):
            to = folder / name
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to)
    return folder


def built(kind: str, folder: Path, to: Path) -> Path:
    """Build a wheel or an sdist of a folder."""
    to.mkdir(exist_ok=True)
    said = ran(sys.executable, "-c", BUILD, f"build_{kind}", to, folder=folder, **MOMENT)
    return to / said.split()[-1]


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """The wheel and the sdist."""
    folder = sources(tmp_path_factory.mktemp("sources"))
    to = tmp_path_factory.mktemp("archives")
    return built("wheel", folder, to), built("sdist", folder, to)


@pytest.fixture(scope="module")
def plain(archives, tmp_path_factory):
    """The commands of an environment that holds the wheel and no extra."""
    place = tmp_path_factory.mktemp("plain")
    ran(sys.executable, "-m", "venv", place / "venv", folder=place)
    pip = [place / "venv" / "bin" / "python", "-m", "pip", "--disable-pip-version-check"]
    index = [*pip, "download", "--quiet", "--no-deps", "--retries=0", "--timeout=10", "-d", place, "click"]
    if subprocess.run([str(word) for word in index], check=False, capture_output=True).returncode:
        pytest.skip("not tried: the package index does not answer")
    ran(*pip, "install", "--quiet", archives[0], folder=place)
    return place / "venv" / "bin"


@pytest.fixture(scope="module")
def district(plain, tmp_path_factory):
    """A repository as ``drplan init`` writes it."""
    place = tmp_path_factory.mktemp("district")
    ran(plain / "drplan", "init", "d", *options(), *DAY, folder=place)
    return place / "d"


def test_the_wheel_holds_all_that_the_code_reads_and_nothing_else(archives):
    names = set(zipfile.ZipFile(archives[0]).namelist())
    held = subprocess.run(
        ["git", "ls-files", "-z", "drplan", "deploys"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    wanted = {f"drplan/{name}" if name.startswith("deploys/") else name for name in held if name}
    own = {name for name in names if not name.startswith("drplan-")}
    assert own == wanted
    assert any(name.endswith(".data/data/share/man/man1/drplan.1") for name in names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_two_builds_are_the_same_to_the_byte_and_the_sdist_builds_the_same_wheel(archives, tmp_path):
    wheel, sdist = archives
    again = sources(tmp_path / "again")
    assert built("wheel", again, tmp_path / "w").read_bytes() == wheel.read_bytes()
    assert built("sdist", again, tmp_path / "s").read_bytes() == sdist.read_bytes()
    with tarfile.open(sdist) as opened:
        assert not any("/tests/" in name or "__pycache__" in name for name in opened.getnames())
        opened.extractall(tmp_path / "opened", filter="data")
    (inside,) = (tmp_path / "opened").iterdir()
    assert built("wheel", inside, tmp_path / "i").read_bytes() == wheel.read_bytes()


def test_a_plain_installation_declares_validates_and_writes_pages(plain, district):
    drplan = plain / "drplan"
    assert "Commands:" in ran(drplan, "--help", folder=district)
    ran(drplan, "validate", *DAY, folder=district)
    ran(drplan, "inventory", "export", "json", folder=district)
    ran(drplan, "runbook", "build", "--runbooks", "pages", folder=district)
    said = ran(drplan, "runbook", "check", "--runbooks", "pages", folder=district)
    assert "pip install 'drplan[pdf]'" in said
    assert not list((district / "pages").rglob("*.pdf"))


def test_a_plain_installation_makes_keys_and_verifies_evidence(plain, district, tmp_path):
    runbooks = shutil.copytree(ROOT / "runbooks", tmp_path / "runbooks")
    ran(plain / "drplan", "evidence", "keygen", folder=district, DRPLAN_STATE=str(tmp_path / "state"))
    said = ran(plain / "drplan", "evidence", "verify", "--runbooks", runbooks, folder=tmp_path)
    assert "0 findings" in said


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("pdf", ["runbook", "packet", "--to", "packet.pdf"]),
        ("word", ["report", "board", "--to", "board.docx"]),
        ("pdf", ["report", "board", "--to", "board.pdf"]),
    ],
)
def test_a_command_whose_extra_is_missing_names_it_and_ends_with_2(plain, district, extra, words):
    said = ran(plain / "drplan", *words, "--runbooks", "pages", folder=district, ends=2)
    assert f"next: pip install 'drplan[{extra}]'" in said
    assert "Traceback" not in said


def test_assets_whose_extra_is_missing_are_not_tried_and_the_others_are(plain, tmp_path):
    for name in ("inventories", "deploys"):
        shutil.copytree(ROOT / name, tmp_path / name)
    said = ran(plain / "drplan", "deploy", "plan", "--site", "hs", folder=tmp_path, ends=2)
    assert "pip install 'drplan[aws]'" in said
    assert "pip install 'drplan[network]'" in said
    assert "hs-file1" in said
    assert "Traceback" not in said


def test_doctor_shows_each_extra_as_missing(plain, tmp_path):
    lines = ran(plain / "drplan", "doctor", folder=tmp_path, ends=1).splitlines()
    absent = {line.split()[1] for line in lines if line.startswith("MISSING")}
    assert {f"[{name}]" for name in EXTRAS} - absent == {"[postgres-engine]"}  # DBOS brings psycopg itself


def test_strict_types_reach_who_imports_the_installed_package(plain, tmp_path):
    (tmp_path / "consumer.py").write_text(CONSUMER)
    python = plain / "python"
    argv = [sys.executable, "-m", "mypy", "--strict", "--python-executable", python, "consumer.py"]
    assert "Success" in ran(*argv, folder=tmp_path)
    (tmp_path / "consumer.py").write_text(CONSUMER.replace("asset.name for", "asset.adress for"))
    assert "adress" in ran(*argv, folder=tmp_path, ends=1)


@pytest.mark.parametrize("typed", COMPLETED)
def test_bash_completes_words_of_the_installed_command(plain, typed, tmp_path):
    words = typed.split()
    script = (
        'eval "$(drplan completion bash)"; COMP_WORDS=($1); COMP_CWORD=$2;'
        ' _drplan_completion drplan; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = f"{plain}:{os.environ['PATH']}"
    said = ran("bash", "-c", script, "bash", typed, len(words) - 1, folder=tmp_path, PATH=path)
    assert said.split() == COMPLETED[typed]


def test_pipx_installs_the_wheel_in_a_clean_place(plain, archives, tmp_path):
    ran(plain / "python", "-m", "pip", "install", "--quiet", "pipx", folder=tmp_path)
    homes = {name: str(tmp_path / name) for name in ("PIPX_HOME", "PIPX_BIN_DIR", "PIPX_MAN_DIR")}
    ran(plain / "python", "-m", "pipx", "install", archives[0], folder=tmp_path, **homes)
    assert "drplan, version" in ran(tmp_path / "PIPX_BIN_DIR" / "drplan", "--version", folder=tmp_path)
    assert (tmp_path / "PIPX_MAN_DIR" / "man1" / "drplan.1").exists()
