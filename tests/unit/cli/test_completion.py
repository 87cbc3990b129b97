"""A shell completes nouns, verbs and options; bash does so for real."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from drplan.cli import NOUNS, cli

ROOT = Path(__file__).parents[3]
BASH = """
eval "$(drplan completion bash)"
COMP_WORDS=($1); COMP_CWORD=$2; _drplan_completion drplan
printf '%s\\n' "${COMPREPLY[@]}"
"""


def offered(words, incomplete):
    items = ShellComplete(cli, {}, "drplan", "_DRPLAN_COMPLETE").get_completions(words, incomplete)
    return [item.value for item in items]


def test_nouns_verbs_and_options_are_offered():
    assert offered([], "") == list(NOUNS)
    assert offered([], "de") == ["deploy"]
    assert offered(["deploy"], "a") == ["apply"]
    assert "--site" in offered(["deploy", "plan"], "--")


def test_nouns_are_offered_without_loading_any():
    look = "import sys, drplan.cli as c; print([i.value for i in c.cli.shell_complete(None, 'd')]);"
    look = look.replace("(None,", "(c.click.Context(c.cli),") + "print('drplan.cli.deploy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines() == ["['deploy', 'drill', 'doctor']", "False"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_lines_of_its_own(shell):
    done = CliRunner().invoke(cli, ["completion", shell])
    assert done.exit_code == 0
    assert f"_DRPLAN_COMPLETE={shell}_complete" in done.output


def test_bash_itself_completes_a_verb(tmp_path):
    program = tmp_path / "drplan"
    program.write_text(f"#!{sys.executable}\nfrom drplan.cli import main\nmain()\n")
    program.chmod(0o755)
    place = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    argv = ["bash", "-c", BASH, "bash", "drplan backup ru", "2"]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, env=os.environ | place)
    assert done.stdout.split() == ["run"]
