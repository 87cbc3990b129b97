"""A plan in rounds, beside the plan that asks one by one: the worker as it runs, on this machine."""

import json
import subprocess
import sys
from itertools import pairwise

import pytest

HEAD = """
from io import StringIO
from shlex import quote
from uuid import uuid4
from pyinfra import host, local
from pyinfra.api import FactBase, operation
from pyinfra.facts.server import Command, Which
from pyinfra.operations import files, server

class Counted(FactBase):
    '''Reads a file, and leaves a trace of having been asked.'''
    default = list
    def command(self, path):
        return f"echo {path} >> {host.data.folder}/asked; cat {path} 2>/dev/null || true"
    def process(self, output):
        return list(output)

@operation()
def follows(path, depth):
    for _ in range(depth):
        found = host.get_fact(Counted, path=path)
        if not found:
            return
        path = found[0]
    yield f"echo {path} >> {host.data.folder}/followed"
"""


@pytest.fixture
def folder(tmp_path):
    """Return a folder in which ``a`` leads to ``b``, ``b`` to ``c`` and ``c`` nowhere."""
    for here, there in pairwise("abc"):
        (tmp_path / here).write_text(f"{tmp_path / there}\n")
    return tmp_path


@pytest.fixture
def work(folder):
    def run(text, *, dry=True, batched=True, **data):
        file = folder / "deploy.py"
        file.write_text(HEAD + text)
        host = {"name": "@local", "files": [str(file)], "data": {"folder": str(folder), **data}}
        done = subprocess.run(
            [sys.executable, "-m", "drplan.adapters.hosts.worker"],
            input=json.dumps({"dry": dry, "batched": batched, "root": str(folder), "hosts": [host]}),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        (line,) = map(json.loads, done.stdout.splitlines())
        assert line["error"] is None
        return [(each["name"], each["outcome"], each["detail"]) for each in line["operations"]]

    return run


def lines(path):
    return path.read_text().splitlines() if path.exists() else []


CHAIN = """
for depth in (1, 2, 3, 4):
    follows(name=f"depth {depth}", path=f"{host.data.folder}/a", depth=depth)
"""

HELD = """
files.directory(name="folder", path=f"{host.data.folder}/held", mode="755")
first = files.put(name="first", src=StringIO("one\\n"), dest=f"{host.data.folder}/held/first", mode="644")
files.line(name="line", path=f"{host.data.folder}/held/first", line="^one$")
server.shell(name="after", commands=["true"], _if=first.did_change)
files.link(name="link", path=f"{host.data.folder}/held/link", target=f"{host.data.folder}/held/first")
"""

CONDITION = """
def word(number):
    return host.get_fact(Command, "echo no yes").split()[number]

files.put(name="never", src=StringIO(""), dest="/x", _if=lambda: word(0) == "yes")
files.file(name="own", path=f"{host.data.folder}/own", _if=lambda: word(1) == "yes")
"""

LEADS = """
kind = host.get_fact(Command, f"cat {host.data.folder}/a").rsplit("/")[-1]
host.data.kind = kind + host.data.get("kind", "")
for name in {"b": ("one", "two")}[kind]:
    files.file(name=f"{name} {host.data.kind}", path=f"{host.data.folder}/{name}")
"""

BREAKS = """
files.file(name="before", path=f"{host.data.folder}/before")
1 / 0
files.file(name="behind", path=f"{host.data.folder}/behind")
"""

FAILS = """
follows(name="fine", path=f"{host.data.folder}/a", depth=9)
class Broken(FactBase):
    default = dict
    def command(self):
        return "echo cannot look >&2; exit 3"
@operation()
def sand():
    if not host.get_fact(Broken):
        yield "true"
sand(name="sand")
files.file(name="behind", path=f"{host.data.folder}/behind")
"""

ALLOWED = 'host.get_fact(Command, "exit 3", _success_exit_codes=[3])\nfollows(name="then", path="/", depth=1)'

HOSTILE = r"""
for text in ("MARK 1 0", "'; exit 9; '", "$(exit 9)", "EOF", "\\", "\r", "é\t"):
    said = host.get_fact(Command, f"printf '%s' {quote(text)}")
    files.file(name=f"as sent: {said == text}", path=f"{host.data.folder}/a", touch=said != text)
"""

SETTINGS = """
@operation()
def place():
    for arguments in ({"_chdir": "/"}, {"_env": {"WORD": "a 'b'"}}, {"_shell_executable": "bash"}):
        yield "echo " + quote(repr(host.get_fact(Command, "pwd; echo $WORD$BASH_VERSION", **arguments)))
    yield host.get_fact(Command, "cat", _stdin="given")
place(name="place")
"""

STRANGER = """
follows(name="asked as a stranger", path=f"{host.data.folder}/a", depth=1, _su_user="not-there")
follows(name="asked as oneself", path=f"{host.data.folder}/a", depth=1)
"""

DEPLOYS = {
    "chain": CHAIN,
    "held": HELD,
    "condition": CONDITION,
    "leads": LEADS,
    "breaks": BREAKS,
    "fails": FAILS,
    "allowed": ALLOWED,
    "hostile": HOSTILE,
    "settings": SETTINGS,
    "stranger": STRANGER,
}


@pytest.mark.parametrize("deploy", DEPLOYS.values(), ids=DEPLOYS)
def test_a_plan_in_rounds_says_the_same_as_one_by_one(work, deploy):
    one_by_one = work(deploy, batched=False)
    assert one_by_one
    assert work(deploy) == one_by_one


def test_the_compared_deploys_are_not_all_alike(work):
    assert {outcome for _, outcome, _ in work(CHAIN)} == {"ok", "would-change"}
    assert [outcome for _, outcome, _ in work(FAILS)] == ["ok", "error"]
    assert {name for name, _, _ in work(HOSTILE)} == {"as sent: True"}
    assert [outcome for _, outcome, _ in work(CONDITION)] == ["ok", "would-change"]


def test_no_fact_is_gathered_twice_in_a_plan(work, folder):
    work(CHAIN)
    assert sorted(lines(folder / "asked")) == [str(folder / name) for name in "abc"]
    work(CHAIN, batched=False)
    assert len(lines(folder / "asked")) == 3 + 9


def test_a_host_where_nothing_would_change_is_asked_once_and_left(work, folder):
    text = 'follows(name="end", path=f"{host.data.folder}/a", depth=9)\n' * 3
    assert work(text, dry=False) == [("end", "ok", "")] * 3
    assert len(lines(folder / "asked")) == 3
    assert not (folder / "followed").exists()


def test_what_would_change_is_done_once_and_the_same_as_one_by_one(work, folder):
    first = work(CHAIN + HELD, dry=False)
    assert [outcome for _, outcome, _ in first].count("changed") == 2 + 4
    assert len(lines(folder / "followed")) == 2
    (folder / "held" / "link").unlink()
    (folder / "held" / "first").unlink()
    (folder / "held").rmdir()
    assert work(CHAIN + HELD, dry=False, batched=False) == first


def test_an_operation_that_another_one_prepares_is_done_as_before(work, folder):
    text = """
server.shell(name="prepare", commands=[f"echo /end > {host.data.folder}/c"])
follows(name="prepared", path=f"{host.data.folder}/a", depth=3)
"""
    assert [outcome for _, outcome, _ in work(text)] == ["would-change", "ok"]
    assert [outcome for _, outcome, _ in work(text, dry=False)] == ["changed", "changed"]
    assert lines(folder / "followed") == ["/end"]


def test_a_fact_that_fails_in_the_batch_is_an_error_and_nothing_is_built_on_it(work):
    (_, (name, outcome, detail)) = work(FAILS)
    assert (name, outcome) == ("sand", "error")
    assert "could not read Broken" in detail
    assert "cannot look" in detail


def test_a_shell_that_is_killed_in_mid_batch_makes_errors_not_defaults(work):
    text = """
follows(name="answered", path=f"{host.data.folder}/a", depth=1)
follows(name="killed", path="/nowhere; kill -9 $PPID", depth=1)
follows(name="behind", path=f"{host.data.folder}/b", depth=1)
"""
    operations = work(text)
    assert [(name, outcome) for name, outcome, _ in operations] == [
        ("answered", "would-change"),
        ("killed", "error"),
    ]
    assert "the connection ended before the answer" in operations[1][2]


def test_a_fact_that_hangs_is_an_error_within_its_time(work):
    text = """
follows(name="answered", path=f"{host.data.folder}/a", depth=1)
follows(name="hangs", path="/nowhere; sleep 5", depth=1)
follows(name="behind", path=f"{host.data.folder}/b", depth=1)
"""
    operations = work(text, _timeout=1)
    assert [(name, outcome) for name, outcome, _ in operations] == [
        ("answered", "would-change"),
        ("hangs", "error"),
    ]
    assert "timed out after 1s" in operations[1][2]


def test_a_deploy_that_asks_something_new_each_time_is_planned_one_by_one(work):
    text = """
@operation()
def restless():
    if host.get_fact(Command, f"echo {uuid4()}"):
        yield "true"
restless(name="restless")
"""
    assert work(text) == [("restless", "would-change", "")]


@pytest.mark.parametrize("dry", [True, False])
@pytest.mark.parametrize(
    "act",
    [
        'host.run_shell_command(f"echo done >> {host.data.folder}/done")',
        'local.shell(f"echo done >> {host.data.folder}/done")',
    ],
    ids=["on the host", "on this machine"],
)
def test_a_deploy_that_acts_while_it_is_read_acts_once_not_once_a_round(work, folder, act, dry):
    text = f"""
kind = host.get_fact(Command, "echo x")
{act}
follows(name="end", path=f"{{host.data.folder}}/a", depth=9)
"""
    assert work(text, dry=dry) == [("end", "ok", "")]
    assert lines(folder / "done") == ["done"]


def test_the_time_is_each_facts_own_not_the_batchs(work):
    text = """
for number in range(5):
    follows(name="slow", path=f"{host.data.folder}/a; sleep 0.2; echo {number}", depth=1)
"""
    assert [outcome for _, outcome, _ in work(text, _timeout=1)] == ["would-change"] * 5


ACTS = {
    "command": 'server.shell(name="act", commands=["true"])',
    "upload": 'files.put(name="act", src=StringIO("x"), dest=f"{host.data.folder}/put")',
    "function": 'python.call(name="act", function=lambda: None)',
    "local command": 'python.call(name="act", function=lambda: local.shell("true"))',
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_what_a_plan_learnt_is_used_until_something_is_done_and_never_after(work, folder, act):
    text = f"""
from pyinfra.operations import python
follows(name="before", path=f"{{host.data.folder}}/a", depth=9)
follows(name="before too", path=f"{{host.data.folder}}/a", depth=9)
{act}
follows(name="after", path=f"{{host.data.folder}}/a", depth=9)
"""
    work(text, dry=False)
    assert sorted(lines(folder / "asked")) == sorted(2 * [str(folder / name) for name in "abc"])


def test_an_error_that_a_plan_met_is_asked_for_again(work, folder):
    text = """
class Shy(FactBase):
    default = dict
    def command(self):
        return f"test -e {host.data.folder}/met || {{ touch {host.data.folder}/met; exit 3; }}; echo yes"
@operation()
def needs():
    yield f"echo {host.get_fact(Shy)} > {host.data.folder}/built"
needs(name="needs")
"""
    assert [outcome for _, outcome, _ in work(text, dry=False)] == ["changed"]
    assert lines(folder / "built") == ["yes"]


def test_users_asked_at_once_are_those_asked_one_by_one():
    from pyinfra.facts.server import Users

    from drplan.adapters.hosts.users import ask_for_users_at_once

    original = Users.command
    try:
        one_by_one = Users().command()
        ask_for_users_at_once()
        at_once = Users().command()
    finally:
        Users.command = original  # type: ignore[method-assign]
    assert one_by_one in at_once
    first, second = (
        subprocess.run(["sh", "-c", text], capture_output=True, text=True, check=True).stdout
        for text in (one_by_one, at_once)
    )
    assert first == second
    assert "root:" in first
