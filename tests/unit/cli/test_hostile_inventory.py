"""Inventories that do what they should not: one error with file and line, exit 2, soon, nothing written."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drplan.cli import cli
from drplan.cli.frame import guarded

EXAMPLE = Path(__file__).parents[3] / "inventories"
HEAD = "from drplan import *\n"
EMPTY = "sites=(), roles=(), repositories=(), policies=()"
WHOLE = f'{HEAD}district = District(name="x", domain="x.example", {EMPTY})\n'
LONG = 10_000_000
FAST = 20.0
"""Seconds."""

# name: (source of district.py, what the error says after file and line)
RAISING: dict[str, tuple[str, int, str]] = {
    "an error": ("x = 1\nraise ValueError('no')\n", 2, "ValueError: no"),
    "an exit": ("raise SystemExit(0)\n", 1, "ends the program (exit 0)"),
    "a long exit": (f"raise SystemExit('x' * {LONG})\n", 1, "ends the program (exit 'xxx"),
    "too deep a call": ("def f():\n    f()\nf()\n", 2, "RecursionError"),
    "no memory": ("raise MemoryError\n", 1, "MemoryError"),
    "an error of its own": ("class No(BaseException): pass\nraise No('mine')\n", 2, "No: mine"),
    "a generator's exit": ("raise GeneratorExit\n", 1, "GeneratorExit"),
    "an error without words": (
        "class No(Exception):\n    def __str__(self): raise self\nraise No\n",
        3,
        "No",
    ),
    "a group of errors": ("raise ExceptionGroup('several', [ValueError('a')])\n", 1, "several"),
    "a long error": (f"raise ValueError('x' * {LONG})\n", 1, "ValueError: xxx"),
    "controls in an error": ("raise ValueError('a\\x1b[31m\\0b\\ud800c')\n", 1, r"a\x1b[31m\x00b\ud800c"),
    "an error of Python's parser": ("raise SyntaxError('odd', (5, 'x', 3, 'y'))\n", 1, "odd"),
    "a long name": (
        f"{HEAD}Server(name='x' * {LONG}, address='x', owner='y')\n",
        2,
        "allowed are lower-case",
    ),
    "a long wrong value": (
        f"{HEAD}Role(name='a', title='x', email='x', phone=['x'] * {LONG})\n",
        2,
        "phone:",
    ),
    "a unicode name": (
        f"{HEAD}Server(name='größe', address='1.2.3.4', owner='y')\n",
        2,
        "allowed are lower-c",
    ),
    "a unicode variable": ("größe = 1\nraise KeyError('größe')\n", 2, "KeyError: 'größe'"),
    "null bytes": ("x = 1\ny = '\0'\n", 2, "null bytes"),
    "brackets without end": ("x = " + "(" * 300 + ")" * 300, 1, "too many nested parentheses"),
    "signs without end": ("x = " + "-" * 100_000 + "1", 1, "nested too deeply"),
    "dots without end": ("x = a" + ".b" * 100_000, 1, "nested too deeply"),
    "a closed stream": (
        "import sys\nsys.stdout.close()\nsys.stderr.close()\nraise ValueError('no')\n",
        4,
        "no",
    ),
    "no streams": ("import sys\nsys.stdout = sys.stderr = None\nraise ValueError('no')\n", 3, "no"),
    "no modules": ("import sys\nsys.modules.clear()\nraise ValueError('no')\n", 3, "no"),
    "other modules": ("import sys\nsys.modules = {}\nraise ValueError('no')\n", 3, "no"),
    "no imports": ("import sys\nsys.meta_path.clear()\nsys.path.clear()\nraise ValueError('no')\n", 4, "no"),
    "a module that is none": ("import sys\nsys.modules['json'] = None\nraise ValueError('no')\n", 3, "no"),
    "no district": ("import sys\n", 1, "declares no variable `district`"),
    "another district": ("district = object()\n", 1, "is of type object"),
    "a copy past all checks": (
        f"{WHOLE}district = district.model_copy(update={{'sites': ['hunter2']}})\n",
        1,
        "changed past its checks: sites.0: ",
    ),
    "a value past all checks": (
        f"{HEAD}district = District.model_construct(name='x')\n",
        1,
        "past its checks",
    ),
    "a field that is a function": (
        f"{WHOLE}district = district.model_copy(update={{'name': lambda: 1}})\n",
        1,
        "past its checks: name: ",
    ),
    "an import of itself": ("from .district import district\n", 1, "cannot import name 'district'"),
    "a loop": ("x = 1\nwhile True:\n    x += 1\n", -1, "still busy here after 1 seconds"),
    "a loop that lets nothing out": (
        "while True:\n    try:\n        pass\n    except BaseException:\n        pass\n",
        -1,
        "still busy here after 1 seconds",
    ),
    "a loop in a generator": (
        f"{HEAD}def f():\n    while True: yield from ()\nDistrict(name='x', domain='x', sites=f())\n",
        3,
        "still busy here after 1 seconds",
    ),
    "a sleep": ("import time\ntime.sleep(60)\n", 2, "still busy here after 1 seconds"),
    "a wait for input": ("import os\nos.read(os.pipe()[0], 1)\n", 2, "still busy here after 1 seconds"),
}


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1)
def command_line(arguments: tuple[str, ...]) -> None:
    """Run drplan as its ``main`` does."""
    guarded(lambda: cli(arguments))


def drplan(*arguments: str) -> Result:
    return CliRunner().invoke(command_line, arguments)


def refused(folder: Path, *, seconds: float = FAST) -> str:
    """Validate a folder that must be refused; return what is said after ``error:``."""
    before = sorted(folder.rglob("*"))
    begun = time.monotonic()
    result = drplan("validate", "--inventory", str(folder))
    assert time.monotonic() - begun < seconds
    return the_error(result, folder, before)


def the_error(result: Result, folder: Path, before: list[Path]) -> str:
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    lines = result.stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["error", "next"]
    assert len(result.stderr) < 5_000
    assert sorted(folder.rglob("*")) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    return lines[0].removeprefix("error: ")


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setenv("DRPLAN_INVENTORY_SECONDS", "1")


@pytest.mark.parametrize("case", RAISING)
def test_what_an_inventory_raises_is_one_error_with_file_and_line(case, tmp_path, short):
    source, line, says = RAISING[case]
    (tmp_path / "district.py").write_text(source)
    modules, streams = dict(sys.modules), (sys.stdout, sys.stderr)
    told = refused(tmp_path)
    place = f"{tmp_path}/district.py:" + ("" if line == -1 else f"{line}: ")
    assert told.startswith(place)
    assert says in told
    assert (sys.stdout, sys.stderr) == streams
    assert {name: sys.modules.get(name) for name in modules} == modules


def test_by_default_a_loop_is_stopped_after_four_seconds_in_a_process_of_its_own(tmp_path):
    (tmp_path / "district.py").write_text("while True:\n    pass\n")
    argv = [sys.executable, "-m", "drplan", "validate", "--inventory", str(tmp_path)]
    ended = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, "")
    first, second = ended.stderr.splitlines()
    assert first.startswith(f"error: {tmp_path}/district.py:")
    assert first.endswith("the inventory was still busy here after 4 seconds")
    assert "DRPLAN_INVENTORY_SECONDS" in second


def test_the_loop_is_named_by_the_file_it_is_in(tmp_path, short):
    (tmp_path / "district.py").write_text("from . import hs\n")
    (tmp_path / "hs.py").write_text("\ndef spin():\n    while True: pass\n\nspin()\n")
    assert refused(tmp_path).startswith(f"{tmp_path}/hs.py:3: ")


def test_every_file_has_its_own_time(tmp_path, short):
    imports = "".join(f"from . import s{number}\n" for number in range(4))
    (tmp_path / "district.py").write_text(imports + WHOLE)
    for number in range(4):
        (tmp_path / f"s{number}.py").write_text("import time\ntime.sleep(0.4)\n")
    assert drplan("inventory", "list", "--inventory", str(tmp_path)).exit_code == 0


def test_reading_a_file_again_and_again_gives_no_more_time(tmp_path, short):
    (tmp_path / "district.py").write_text(
        "import importlib, time\nfrom . import hs\nwhile True:\n    importlib.reload(hs)\n"
    )
    (tmp_path / "hs.py").write_text("import time\ntime.sleep(0.1)\n")
    assert "still busy here after 1 seconds" in refused(tmp_path)


@pytest.mark.parametrize("given", ["0", "-1", "nan", "inf", "soon", "1e99"])
def test_a_limit_that_is_no_number_of_seconds_is_refused(tmp_path, monkeypatch, given):
    (tmp_path / "district.py").write_text(WHOLE)
    monkeypatch.setenv("DRPLAN_INVENTORY_SECONDS", given)
    assert "DRPLAN_INVENTORY_SECONDS is not a number of seconds" in refused(tmp_path)


def test_an_alarm_that_was_set_before_is_set_again(tmp_path):
    (tmp_path / "district.py").write_text(WHOLE)
    before = signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, 500)
    try:
        assert drplan("inventory", "list", "--inventory", str(tmp_path)).exit_code == 0
        assert signal.getsignal(signal.SIGALRM) == signal.SIG_IGN
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 500
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def loop(path: Path) -> None:
    path.symlink_to(path)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("make", [pipe, folder, loop, endless])
@pytest.mark.parametrize("name", ["district.py", "hs.py"])
def test_what_is_no_file_is_not_waited_for(tmp_path, make: Callable[[Path], None], name):
    (tmp_path / "district.py").write_text("from . import hs\n")
    (tmp_path / name).unlink(missing_ok=True)
    make(tmp_path / name)
    assert refused(tmp_path) == (
        f"{tmp_path}/{name}:1: is not a file: a folder, a pipe, or a link that leads nowhere"
    )


def test_a_folder_of_links_in_a_circle_is_read_once(tmp_path):
    (tmp_path / "district.py").write_text(WHOLE)
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "pipe.py").parent.joinpath("other").mkdir()
    os.mkfifo(tmp_path / "other" / "pipe.py")
    begun = time.monotonic()
    assert drplan("validate", "--inventory", str(tmp_path)).exit_code == 1
    assert time.monotonic() - begun < FAST


def test_a_file_of_fifty_megabytes_is_refused_unread(tmp_path):
    (tmp_path / "district.py").write_text("from . import hs\n")
    with (tmp_path / "hs.py").open("wb") as huge:
        huge.truncate(50_000_000)
    assert refused(tmp_path) == f"{tmp_path}/hs.py:1: the file has 50000000 bytes, allowed are 3000000"


@pytest.mark.parametrize("bad", [b"x = 1\ny = '\xff\xfe'\n", "x = 'ä'\n".encode("utf-16"), b"# coding: no\n"])
def test_a_file_that_is_not_utf_8_is_named(tmp_path, bad):
    (tmp_path / "district.py").write_text("from . import hs\n")
    (tmp_path / "hs.py").write_bytes(bad)
    assert refused(tmp_path).startswith(f"{tmp_path}/hs.py:")


def test_two_files_that_import_each_other_are_told_so(tmp_path):
    (tmp_path / "district.py").write_text("from . import hs\n")
    (tmp_path / "hs.py").write_text("\nfrom .ms import site\n")
    (tmp_path / "ms.py").write_text("from .hs import site\n")
    assert refused(tmp_path).startswith(f"{tmp_path}/ms.py:1: cannot import name 'site'")


def test_what_an_inventory_prints_goes_to_standard_error_however_much(tmp_path):
    (tmp_path / "district.py").write_text(f"print('x' * {LONG})\n{WHOLE}")
    result = drplan("inventory", "list", "--inventory", str(tmp_path), "--format", "json")
    assert result.exit_code == 0
    assert len(result.stderr) == LONG + 1
    assert len(result.stdout) < 1000


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_an_example_cut_or_flipped_anywhere_never_ends_in_a_traceback(data, tmp_path_factory):
    spoilt = tmp_path_factory.mktemp("fuzz") / "inventories"
    shutil.copytree(EXAMPLE, spoilt, ignore=shutil.ignore_patterns("__pycache__"))
    path = data.draw(st.sampled_from(sorted(spoilt.glob("*.py"))).filter(lambda each: each.stat().st_size))
    whole = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        del whole[place:]
    else:
        whole[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)
    before = sorted(spoilt.rglob("*"))
    result = drplan("validate", "--inventory", str(spoilt), "--as-of", "2026-11-22")
    assert "Traceback" not in result.output
    assert result.exit_code in (0, 1) or the_error(result, spoilt, before).startswith(str(spoilt))
    shutil.rmtree(spoilt)
