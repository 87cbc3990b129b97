import errno

import pytest
from paramiko.ssh_exception import NoValidConnectionsError

from drplan.adapters.hosts.unreached import say_why

ADDRESS = "10.0.0.5"


def raised(outer, cause):
    try:
        try:
            raise cause
        except OSError:
            raise outer  # noqa: B904 - pyinfra raises so, without "from"
    except RuntimeError as error:
        return error


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SSH host key error (Host key for 10.0.0.5 does not match.)", "host key mismatch"),
        ("SSH error (StrictPolicy: No host key for 10.0.0.5 found in known_hosts)", "host key unknown"),
        ("Authentication error (username=ops)", "authentication refused"),
        ("SSH error (No authentication methods available)", "authentication refused"),
        ("SSH error (Error reading SSH protocol banner)", "timeout"),
        ("SSH error (No existing session)", "timeout"),
        ("Could not resolve hostname ([Errno -2] Name or service not known)", "name not found"),
        ("Could not connect (timed out)", "timeout"),
    ],
)
def test_each_kind_of_trouble_has_its_own_words(text, kind):
    line = say_why(RuntimeError(text), ADDRESS, "db1")
    assert line.startswith(kind)
    assert ADDRESS in line


@pytest.mark.parametrize(
    ("cause", "kind"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "refused"),
        (OSError(errno.EHOSTUNREACH, "no route"), "no route"),
        (OSError(errno.ENETUNREACH, "no network"), "no route"),
        (TimeoutError("timed out"), "timeout"),
    ],
)
def test_what_each_address_answered_is_looked_into(cause, kind):
    together = NoValidConnectionsError({(ADDRESS, 22): cause})
    assert say_why(raised(RuntimeError("Could not connect"), together), ADDRESS, "db1").startswith(kind)


def test_unknown_trouble_is_passed_on_in_one_line():
    assert (
        say_why(RuntimeError("odd\n thing"), ADDRESS, "db1") == f"could not connect to {ADDRESS}: odd thing"
    )


def test_an_unknown_key_says_how_it_comes_to_be_known():
    line = say_why(RuntimeError("No host key for 10.0.0.5 found in known_hosts"), ADDRESS, "db1")
    assert line.endswith("(next: drplan deploy trust --asset db1)")


def test_a_host_that_takes_connections_but_says_nothing_is_told_from_one_that_is_silent():
    mute = raised(RuntimeError("Error reading SSH protocol banner"), TimeoutError("timed out"))
    assert "did not speak SSH" in say_why(mute, ADDRESS, "db1")
