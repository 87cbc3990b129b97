"""The worker as it runs, on this machine (pyinfra's own ``@local``) instead of over SSH; only in tmp_path."""

import json
import subprocess
import sys

import pytest

HEAD = """
from io import StringIO
from pyinfra import host
from pyinfra.api import FactBase
from pyinfra.operations import files, server
"""


@pytest.fixture
def logs():
    return []


@pytest.fixture
def work(tmp_path, logs):
    def run(text, *, dry, **data):
        file = tmp_path / "deploy.py"
        file.write_text(HEAD + text)
        request = {
            "dry": dry,
            "root": str(tmp_path),
            "hosts": [{"name": "@local", "files": [str(file)], "data": {"folder": str(tmp_path), **data}}],
        }
        done = subprocess.run(
            [sys.executable, "-m", "drplan.adapters.hosts.worker"],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        (line,) = done.stdout.splitlines()
        answer = json.loads(line)
        assert answer["error"] is None
        logs.append(done.stderr)
        return [(each["name"], each["outcome"], each["detail"]) for each in answer["operations"]]

    return run


NOTICE = """
notice = files.put(name="notice", src=StringIO("new\\n"), dest=f"{host.data.folder}/notice", mode="644")
server.shell(name="tell", commands=[f"echo told >> {host.data.folder}/told"], _if=notice.did_change)
"""


def test_a_plan_changes_nothing_and_shows_what_would_differ(work, tmp_path):
    (tmp_path / "notice").write_text("old\n")
    assert work(NOTICE, dry=True) == [
        ("notice", "would-change", "@@ -1 +1 @@\n- old\n+ new"),
        ("tell", "would-change", ""),
    ]
    assert (tmp_path / "notice").read_text() == "old\n"
    assert not (tmp_path / "told").exists()


def test_a_second_apply_reports_no_change_and_leaves_conditions_unmet(work, tmp_path):
    assert [outcome for _, outcome, _ in work(NOTICE, dry=False)] == ["changed", "changed"]
    assert [outcome for _, outcome, _ in work(NOTICE, dry=False)] == ["ok", "ok"]
    assert [outcome for _, outcome, _ in work(NOTICE, dry=True)] == ["ok", "ok"]
    assert (tmp_path / "told").read_text() == "told\n"


def test_after_an_error_the_rest_is_named_and_not_run(work, tmp_path):
    operations = work(
        """
server.shell(name="breaks", commands=["echo the disk is full >&2; exit 7"])
files.put(name="later", src=StringIO("x"), dest=f"{host.data.folder}/later", mode="644")
""",
        dry=False,
    )
    assert operations == [("breaks", "error", "the disk is full"), ("later", "not-run", "")]
    assert not (tmp_path / "later").exists()


UNREADABLE = """
class Broken(FactBase):
    default = dict
    def command(self):
        return "echo cannot look >&2; exit 3"
    def process(self, output):
        return {}

from pyinfra.api import operation
@operation()
def built_on_sand():
    if not host.get_fact(Broken):
        yield f"touch {host.data.folder}/built"

built_on_sand(name="sand")
"""


@pytest.mark.parametrize("dry", [True, False])
def test_an_operation_whose_fact_cannot_be_read_is_an_error_and_does_nothing(work, tmp_path, dry):
    ((name, outcome, detail),) = work(UNREADABLE, dry=dry)
    assert (name, outcome) == ("sand", "error")
    assert "could not read Broken" in detail
    assert "cannot look" in detail
    assert not (tmp_path / "built").exists()


def test_a_private_files_content_is_neither_shown_nor_logged(work, tmp_path, logs):
    (tmp_path / "key").write_text("hunter1\n")
    operations = work(
        'files.put(name="key", src=StringIO("hunter2\\n"), dest=f"{host.data.folder}/key", mode="600")',
        dry=False,
    )
    ((_, outcome, detail),) = operations
    assert outcome == "changed"
    assert "not shown" in detail
    assert "hunter" not in detail + logs[0]


def test_a_program_is_replaced_without_a_diff(work, tmp_path):
    (tmp_path / "tool").write_bytes(b"\x7fELF\xff\xfe old")
    (tmp_path / "new").write_bytes(b"\x7fELF\xff\xfe new")
    operations = work(
        'files.put(name="tool", src=f"{host.data.folder}/new", dest=f"{host.data.folder}/tool", mode="755")',
        dry=False,
    )
    assert operations == [("tool", "changed", "")]
    assert (tmp_path / "tool").read_bytes() == b"\x7fELF\xff\xfe new"


def test_a_changed_mode_is_shown_as_found_and_as_wanted(work, tmp_path):
    (tmp_path / "notice").write_text("new\n")
    (tmp_path / "notice").chmod(0o666)
    assert work(NOTICE, dry=True)[0] == ("notice", "would-change", "- mode 666\n+ mode 644")


def test_a_deploy_file_that_breaks_says_where(work):
    operations = work('files.directory(name="folder", path=host.data.folder)\n1 / 0', dry=False)
    assert operations[0] == ("folder", "ok", "")
    assert operations[1][:2] == ("deploy file", "error")
    assert operations[1][2].startswith("deploy.py line 7: ZeroDivisionError")


def test_what_a_deploy_file_prints_does_not_disturb_the_answer(work):
    assert work('print("{}")', dry=True) == []
