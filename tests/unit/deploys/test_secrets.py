"""Files that hold a secret, held by the worker as it runs, on this machine and only in tmp_path."""

import grp
import json
import os
import pwd
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
VALUE = 'correct horse "battery" \\ staple\nsecond line of it'
ME = pwd.getpwuid(os.geteuid()).pw_name
MY_GROUP = grp.getgrgid(os.getegid()).gr_name

HEAD = f"""
from io import StringIO
from pyinfra import host
from pyinfra.api import FactBase, StringCommand, operation
from pyinfra.operations import server
from deploys.secrets import secret, secret_file

def hold(src, mode="600"):
    place = f"{{host.data.folder}}/key"
    secret_file(name="key", src=src, dest=place, user={ME!r}, group={MY_GROUP!r}, mode=mode)
"""

HELD = 'hold(secret("key"))'


def request(folder, text, *, dry, secrets):
    file = folder / "deploy.py"
    file.write_text(HEAD + text)
    host = {"name": "@local", "files": [str(file)], "data": {"folder": str(folder)}, "secrets": secrets}
    return json.dumps({"dry": dry, "root": str(ROOT), "hosts": [host]})


class Worked:
    def __init__(self, done):
        self.everything = done.stdout + done.stderr
        (line,) = map(json.loads, done.stdout.splitlines())
        assert line["error"] is None
        self.operations = [(each["name"], each["outcome"], each["detail"]) for each in line["operations"]]


@pytest.fixture
def work(tmp_path):
    def run(text, *, dry=False, secrets=None):
        done = subprocess.run(
            [sys.executable, "-m", "drplan.adapters.hosts.worker"],
            input=request(tmp_path, text, dry=dry, secrets={"key": VALUE} if secrets is None else secrets),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
            cwd=ROOT,
        )
        return Worked(done)

    return run


def unseen(text):
    return not any(piece in text for piece in ("correct horse", "battery", "second line"))


def test_a_secret_is_put_to_the_byte_for_its_owner_alone_and_never_said(work, tmp_path):
    planned = work(HELD, dry=True)
    assert planned.operations == [("key", "would-change", f"{tmp_path}/key: is absent")]
    assert not (tmp_path / "key").exists()
    applied = work(HELD)
    assert [outcome for _, outcome, _ in applied.operations] == ["changed"]
    assert (tmp_path / "key").read_bytes() == VALUE.encode()
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert work(HELD).operations == [("key", "ok", "")]
    assert unseen(planned.everything + applied.everything)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deploy.py", "key"]


def test_another_content_is_a_difference_that_is_not_shown(work, tmp_path):
    (tmp_path / "key").write_text("hunter2")
    (tmp_path / "key").chmod(0o600)
    planned = work(HELD, dry=True)
    assert planned.operations == [
        ("key", "would-change", f"{tmp_path}/key: content differs (not shown: it holds a secret)")
    ]
    assert unseen(planned.everything)
    assert "hunter2" not in planned.everything
    work(HELD)
    assert (tmp_path / "key").read_bytes() == VALUE.encode()


def test_an_open_mode_is_a_difference_and_is_closed_without_the_content_travelling(work, tmp_path):
    (tmp_path / "key").write_text(VALUE)
    (tmp_path / "key").chmod(0o644)
    before = (tmp_path / "key").stat().st_ino
    ((_, outcome, detail),) = work(HELD).operations
    assert (outcome, detail) == (
        "changed",
        f"{tmp_path}/key: is {ME}:{MY_GROUP}:644, not {ME}:{MY_GROUP}:600",
    )
    assert (tmp_path / "key").stat().st_ino == before
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_link_in_its_place_is_replaced_and_not_written_through(work, tmp_path):
    (tmp_path / "elsewhere").write_text("theirs")
    (tmp_path / "key").symlink_to(tmp_path / "elsewhere")
    work(HELD)
    assert (tmp_path / "elsewhere").read_text() == "theirs"
    assert not (tmp_path / "key").is_symlink()
    assert (tmp_path / "key").read_bytes() == VALUE.encode()


@pytest.mark.parametrize("mode", ["0644", "u=rw"])
def test_a_mode_that_lets_everybody_in_is_refused(work, tmp_path, mode):
    ((_, outcome, detail),) = work(f'hold(secret("key"), mode="{mode}")').operations
    assert outcome == "error"
    assert "everybody" in detail
    assert not (tmp_path / "key").exists()


def test_a_secret_that_was_not_given_is_one_clear_error(work, monkeypatch):
    monkeypatch.setenv("DRPLAN_SECRET_OTHER", "never taken from the environment under drplan")
    ((name, outcome, detail),) = work('secret("other")').operations
    assert (name, outcome) == ("deploy file", "error")
    assert "@local was given no secret other: declare it" in detail


LOUD = """
import logging, sys
print(secret("key"))
logging.getLogger("pyinfra").error("it is %s", secret("key"))
print(repr(secret("key")), file=sys.stderr)
@operation()
def loud():
    yield StringCommand("cat >&2; exit 3", _stdin=secret("key"))
loud(name="loud " + secret("key").splitlines()[0])
raise ValueError(secret("key"))
"""


def test_a_careless_deploy_file_cannot_say_it_either(work):
    loud = work(LOUD)
    assert [outcome for _, outcome, _ in loud.operations] == ["error"]
    assert "(secret, not shown)" in loud.operations[0][2]
    assert unseen(loud.everything)


ON_A_COMMAND_LINE = """
from shlex import quote
word = quote(secret("key"))
server.shell(name="on a command line", commands=[f"touch {host.data.folder}/ran; true {word}"])
"""
IN_THE_ENVIRONMENT = """
server.shell(name="environment", commands=[f"touch {host.data.folder}/ran"], _env={"WORD": secret("key")})
"""
BY_WAY_OF_TMP = """
from pyinfra.operations import files
files.put(name="upload", src=StringIO(f"a\\n{secret('key')}\\n"), dest=f"{host.data.folder}/ran", mode="600")
"""
IN_A_FACT = """
from pyinfra.facts.server import Command
host.get_fact(Command, f"touch {host.data.folder}/ran; echo {secret('key')!r}")
"""


@pytest.mark.parametrize("text", [ON_A_COMMAND_LINE, IN_THE_ENVIRONMENT, BY_WAY_OF_TMP, IN_A_FACT])
def test_what_would_show_a_secret_on_the_host_is_refused_before_it_is_sent(work, tmp_path, text):
    refused = work(text)
    assert [outcome for _, outcome, _ in refused.operations] == ["error"]
    assert "a secret stands in a" in refused.operations[0][2]
    assert not (tmp_path / "ran").exists()
    assert unseen(refused.everything)


SPY = """#!/bin/sh
cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' >> "$SPY/arguments"
stat --format=%a "$SPY"/.drplan-* >> "$SPY/modes"
exec /usr/bin/base64 "$@"
"""


def test_while_it_is_written_no_process_has_it_in_its_arguments_and_nobody_else_can_read_it(
    work, tmp_path, monkeypatch
):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "base64").write_text(SPY)
    (tmp_path / "bin" / "base64").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    monkeypatch.setenv("SPY", str(tmp_path))
    work(HELD)
    seen = (tmp_path / "arguments").read_text(errors="replace")
    assert f"mktemp {tmp_path}/.drplan-" in seen, "looked at the wrong moment"
    assert unseen(seen)
    assert (tmp_path / "modes").read_text() == "600\n"


def test_content_that_was_cut_short_on_the_way_is_not_kept(tmp_path):
    from deploys.secrets import _put, _sent

    (tmp_path / "key").write_text("old")
    for sent in (_sent(b"a" * 300)[:-90], _sent(b"a" * 300)[:-9], "", _sent(b"")[:20]):
        done = subprocess.run(
            ["sh", "-c", _put(f"{tmp_path}/key", f"{ME}:{MY_GROUP}", "600")],
            input=sent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode != 0
        assert [path.name for path in tmp_path.iterdir()] == ["key"]
        assert (tmp_path / "key").read_text() == "old"


def test_bare_pyinfra_reads_it_from_the_environment(monkeypatch):
    from pyinfra.api import Config, DeployError, Inventory, State
    from pyinfra.context import ctx_host, ctx_state

    from deploys.secrets import secret

    inventory = Inventory((["server"], {}))
    with ctx_state.use(State(inventory, Config())), ctx_host.use(next(iter(inventory))):
        monkeypatch.setenv("DRPLAN_SECRET_RADIUS_CLIENTS", "word")
        assert secret("radius-clients") == "word"
        monkeypatch.delenv("DRPLAN_SECRET_RADIUS_CLIENTS")
        with pytest.raises(DeployError, match="set DRPLAN_SECRET_RADIUS_CLIENTS, or run drplan deploy"):
            secret("radius-clients")
