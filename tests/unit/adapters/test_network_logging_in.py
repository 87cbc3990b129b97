"""Logging in where netmiko gives up: what a busy machine costs is tried once more, and no oftener."""

from ipaddress import IPv4Address

import pytest
from netmiko.exceptions import NetmikoAuthenticationException, ReadTimeout

from drplan.adapters.network import devices
from drplan.declare import NetworkDevice
from drplan.gear import spoken

SWITCH = NetworkDevice(name="sw1", address=IPv4Address("192.0.2.1"), owner="n", platform="cisco-ios")


@pytest.fixture
def logging_in(monkeypatch):
    """Return a function that logs in while netmiko fails in the given ways, one after the other."""

    def run(*failures):
        left = list(failures)

        def connect(**_):
            if left:
                raise left.pop(0)
            return "a session"

        monkeypatch.setattr(devices, "ConnectHandler", connect)
        return devices._connected(SWITCH, spoken("cisco-ios"), {}), left

    return run


def test_a_shell_that_is_slow_to_begin_is_asked_once_more(logging_in):
    assert logging_in(ReadTimeout("terminal width")) == ("a session", [])


def test_one_that_stays_silent_is_given_up(logging_in):
    with pytest.raises(ReadTimeout, match="second"):
        logging_in(ReadTimeout("first"), ReadTimeout("second"), ReadTimeout("third"))


def test_a_refused_key_is_not_shown_again(logging_in):
    with pytest.raises(NetmikoAuthenticationException, match="first"):
        logging_in(NetmikoAuthenticationException("first"), NetmikoAuthenticationException("second"))
