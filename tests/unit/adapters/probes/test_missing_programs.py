"""A program that a look needs and that is not there: nothing was seen, which is not the same as a loss."""

import shutil
from ipaddress import IPv4Address

import pytest

from drplan import CommandProbe, FileProbe, Server, SqlProbe
from drplan.adapters import ssh
from drplan.adapters.access import Access
from drplan.adapters.probes.on_host import is_missing, judge_command, see_on_host
from drplan.adapters.ssh import Ran
from drplan.errors import ToolMissing

HOST = Server(name="a", address=IPv4Address("192.0.2.1"), owner="o")
PING = CommandProbe(server="a", argv=("ping", "-c1", "192.0.2.9"), contains="1 received")


@pytest.mark.parametrize(
    ("code", "err"),
    [(127, "sh: 1: ping: not found"), (126, ""), (1, "sudo: ping: command not found")],
)
def test_a_program_that_is_not_there_was_no_look(code, err):
    seen = judge_command(PING, Ran(code, b"", err))
    assert seen.state == "unequipped"
    assert not seen.sighting().looked
    assert "ping on a cannot be run" in seen.detail


@pytest.mark.parametrize(
    ("code", "err"),
    [(1, ""), (1, "sudo: a password is required"), (2, "ping: connect: Network is unreachable")],
)
def test_a_program_that_ran_and_failed_was_one(code, err):
    assert not is_missing(Ran(code, b"", err))
    assert judge_command(PING, Ran(code, b"", err)).sighting().looked


@pytest.mark.parametrize(
    "probe",
    [
        PING,
        FileProbe(server="a", path="/srv/x", contains="x"),
        SqlProbe(server="a", database="d", query="select 1", expect="1"),
    ],
)
def test_a_host_without_the_program_is_said_whatever_looks(monkeypatch, probe):
    monkeypatch.setattr("drplan.adapters.probes.on_host.run_on", lambda *_, **__: Ran(127, b"", ""))
    assert see_on_host(probe, HOST, Access()).state == "unequipped"


def test_ssh_missing_on_this_machine_is_said_as_what_it_is(monkeypatch, tmp_path):
    setpriv = shutil.which("setpriv")
    assert setpriv is not None
    (tmp_path / "setpriv").symlink_to(setpriv)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing, match="ssh is not installed"):
        ssh.run_on(Access(), HOST, ("true",))
    (tmp_path / "setpriv").unlink()
    with pytest.raises(ToolMissing, match="setpriv is not installed"):
        ssh.run_on(Access(), HOST, ("true",))
