"""Every ssh that drplan starts refuses a host whose key is not known, whatever its account's files say."""

import shlex
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from drplan.adapters.access import Access
from drplan.adapters.agent.secure_shell import secure_shell
from drplan.adapters.host_keys import scan_argv
from drplan.adapters.ssh import ssh_argv

if TYPE_CHECKING:
    from drplan.declare import Server

SERVER = cast("Server", SimpleNamespace(address="10.1.0.10", name="hs-db1"))
ACCESSES = [
    Access(),
    Access(known_hosts="/k"),
    Access(ssh_key="/i", ssh_user="drplan"),
    Access(ssh_config="/c"),
]


def options_of(argv):
    """Return the first value of each ``-o``: OpenSSH takes the first, see ssh_config(5)."""
    words = [argv[at + 1] for at, word in enumerate(argv) if word == "-o"]
    return dict(reversed([word.split("=", 1) for word in words]))


@pytest.mark.parametrize("access", ACCESSES)
def test_a_server_is_reached_by_a_known_key_only_and_nobody_is_asked(access):
    options = options_of(ssh_argv(access, SERVER, ["true"]))
    assert options["StrictHostKeyChecking"] == "yes"
    assert options["BatchMode"] == "yes"


def test_what_is_to_be_run_there_is_one_word_and_no_option():
    *_, address, command = ssh_argv(Access(), SERVER, ["echo", "-oProxyCommand=touch x", "$(touch x)"])
    assert address == "10.1.0.10"
    assert shlex.split(command) == ["echo", "-oProxyCommand=touch x", "$(touch x)"]


def test_a_server_of_copies_is_known_by_its_one_key_and_no_file_of_the_account():
    with secure_shell("PRIVATE", "ssh-ed25519 AAAA") as (_, words):
        argv = shlex.split(words.removeprefix("sftp.args="))
        options = options_of(argv)
        known = Path(options["UserKnownHostsFile"]).read_text(encoding="utf-8")
    assert known == "repository ssh-ed25519 AAAA\n"
    assert options["StrictHostKeyChecking"] == "yes"
    assert options["GlobalKnownHostsFile"] == "/dev/null"
    assert argv[argv.index("-F") + 1] == "none"


def test_a_key_is_noted_without_logging_in_and_beside_every_known_one(tmp_path):
    options = options_of(scan_argv(Access(), "10.1.0.10", "ssh-ed25519", tmp_path / "noted"))
    assert options["PreferredAuthentications"] == "none"
    assert options["UserKnownHostsFile"] == f'"{tmp_path / "noted"}"'
    assert options["UpdateHostKeys"] == "no"
