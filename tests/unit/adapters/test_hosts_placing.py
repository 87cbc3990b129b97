"""The command that puts a file in place, run by this machine's own shell."""

import hashlib
import os
import stat
import subprocess

import pytest

from drplan.adapters.hosts.placing import script


def put(dest, content, *, sent=None, waits_for_mode=False):
    text = script(str(dest), hashlib.sha256(content).hexdigest(), waits_for_mode=waits_for_mode)
    return subprocess.run(
        ["/bin/sh", "-c", f"umask 022; {text}"],
        input=content if sent is None else sent,
        capture_output=True,
        check=False,
        timeout=20,
    )


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_has_what_the_umask_leaves(tmp_path):
    dest = tmp_path / "a file"
    assert put(dest, b"\x00new\xff").returncode == 0
    assert dest.read_bytes() == b"\x00new\xff"
    assert mode(dest) == 0o644


def test_a_new_file_that_waits_for_its_mode_is_its_owners_alone(tmp_path):
    assert put(tmp_path / "secret", b"secret", waits_for_mode=True).returncode == 0
    assert mode(tmp_path / "secret") == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="an owner is kept by root only")
def test_an_old_file_keeps_its_owner_and_mode_and_is_replaced_not_written_into(tmp_path):
    dest = tmp_path / "old"
    dest.write_text("old")
    dest.chmod(0o640)
    os.chown(dest, 1, 2)
    before = dest.stat()
    assert put(dest, b"new", waits_for_mode=True).returncode == 0
    after = dest.stat()
    assert (mode(dest), after.st_uid, after.st_gid) == (0o640, 1, 2)
    assert after.st_ino != before.st_ino


@pytest.mark.parametrize("sent", [b"", b"the beginn", b"something else!"])
def test_content_that_came_otherwise_leaves_the_old_file_whole(tmp_path, sent):
    dest = tmp_path / "old"
    dest.write_text("old")
    done = put(dest, b"the beginning", sent=sent)
    assert done.returncode != 0
    assert b"cut off" in done.stderr
    assert dest.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


def test_a_link_is_followed_as_before(tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    assert put(tmp_path / "link", b"new").returncode == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_name_with_quotes_is_a_name(tmp_path):
    dest = tmp_path / "it's $(odd)"
    assert put(dest, b"x").returncode == 0
    assert dest.read_bytes() == b"x"
