"""Every platform's stand-in locks us out for real, over OpenSSH, and is back by itself within its minute."""

import contextlib
import os
import time

import pytest
from netmiko import ConnectHandler
from netmiko.exceptions import NetmikoBaseException
from paramiko.ssh_exception import SSHException

from tests.stand_in_words import PLATFORMS
from tests.stand_ins import netmiko_settings, stand_in

__all__ = ["stand_in"]

MINUTE = 2.5
CUT = (NetmikoBaseException, SSHException, EOFError, OSError, ValueError)


def login(device):
    return ConnectHandler(device_type=PLATFORMS[device.platform].driver, **netmiko_settings(device))


def within(seconds, holds):
    """Wait until something holds; says whether it did in time."""
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


def type_in(session, *lines):
    """Type lines one after another; netmiko's own verbs would wait for the end of a line that is cut."""
    for line in lines:
        session.write_channel(line + session.RETURN)
        time.sleep(0.15)
        session.read_channel()


@pytest.fixture(params=PLATFORMS)
def device(request, stand_in):
    name = request.param
    if name == "mikrotik-routeros" and os.geteuid() != 0:
        pytest.skip("not tried: netmiko logs in to RouterOS by a name of its own, which needs root here")
    words = PLATFORMS[name]
    return stand_in(name, way_in=words.way_in, configuration=words.configuration, seconds_a_minute=MINUTE)


def test_a_lockout_cuts_the_session_and_the_door_and_ends_by_itself(device):
    words = PLATFORMS[device.platform]
    lines = next(iter(words.lockouts.values()))
    # FastIron's driver has gone up already.
    begin = 1 if words.driver == "ruckus_fastiron" else 0
    session = login(device)
    try:
        with contextlib.suppress(*CUT):
            type_in(session, *words.arm, *words.enter[begin:], *lines, *words.after)
        assert within(2, device.locked)
        assert within(2, lambda: session.remote_conn.closed)
    finally:
        session.paramiko_cleanup()
    with pytest.raises(CUT):
        login(device)
    assert within(3 * MINUTE, lambda: not device.locked())
    with login(device) as again:
        assert again.find_prompt().strip()


def test_netmiko_configures_and_saves_fast_iron(stand_in):
    words = PLATFORMS["ruckus-icx"]
    device = stand_in("ruckus-icx", configuration=words.configuration)
    with login(device) as session:
        session.send_config_set(words.change)
        session.save_config()
        assert words.changed in session.send_command(words.running)
    assert device.saved()
