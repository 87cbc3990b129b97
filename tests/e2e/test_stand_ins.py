"""Stand-ins over a real OpenSSH server, driven by netmiko as drplan drives devices: no root is needed."""

import os
from pathlib import Path

import pytest
from netmiko import ConnectHandler
from netmiko.exceptions import NetmikoBaseException
from paramiko.ssh_exception import SSHException

from drplan.adapters.lab.standin import StandIn, StandIns
from tests.stand_in_words import PLATFORMS
from tests.stand_ins import netmiko_settings, stand_in

__all__ = ["stand_in"]

CUT = (NetmikoBaseException, SSHException, EOFError, OSError, ValueError)


def login(device, **more):
    driver = PLATFORMS[device.platform].driver
    return ConnectHandler(device_type=driver, **netmiko_settings(device), **more)


@pytest.fixture(params=[each for each in PLATFORMS if each != "ruckus-icx"])
def device(request, stand_in):
    name = request.param
    if name == "mikrotik-routeros" and os.geteuid() != 0:
        pytest.skip("not tried: netmiko logs in to RouterOS by a name of its own, which needs root here")
    words = PLATFORMS[name]
    return stand_in(name, way_in=words.way_in, configuration=words.configuration)


def test_netmiko_logs_in_to_fast_iron_and_fetches(stand_in):
    # Its driver waits for seconds at every turn: what else it does is tried in tests/soak.
    words = PLATFORMS["ruckus-icx"]
    device = stand_in("ruckus-icx", configuration=words.configuration)
    with login(device) as session:
        assert session.send_command(words.running).strip() == device.running().strip()


def test_netmiko_logs_in_fetches_configures_and_saves(device):
    words = PLATFORMS[device.platform]
    with login(device) as session:
        fetched = session.send_command(words.running)
        assert fetched.strip().splitlines()[-6:] == device.running().strip().splitlines()[-6:]
        session.send_config_set(words.change, exit_config_mode=device.platform != "juniper-junos")
        if device.platform == "juniper-junos":
            session.commit()
            session.exit_config_mode()
        elif words.save:
            session.save_config()
        assert words.changed in session.send_command(words.running)
    assert words.changed in device.running()
    assert device.saved()


def test_a_session_that_is_cut_halfway_ends_and_the_device_goes_on(stand_in):
    device = stand_in("cisco-ios")
    device.faults(cut={"command": "show running", "lines": 9})
    with pytest.raises(CUT):
        login(device).send_command("show running-config", read_timeout=3)
    device.faults()
    with login(device) as session:
        assert session.send_command("show running-config").endswith("end")


def test_many_devices_stand_behind_one_server_each_with_its_own_address(tmp_path):
    devices = [StandIn(tmp_path / f"sw{at}", "cisco-ios", f"sw{at}", serial=f"SERIAL{at}") for at in range(5)]
    many = StandIns(tmp_path / "server", devices)
    try:
        many.start({device.name: (f"127.0.7.{at + 1}", 0) for at, device in enumerate(devices)})
        for at, device in enumerate(devices):
            settings = {
                "use_keys": True,
                "key_file": many.access.ssh_key,
                "username": many.user,
                "ssh_strict": True,
                "alt_host_keys": True,
                "alt_key_file": many.access.known_hosts,
            }
            with ConnectHandler(
                device_type="cisco_ios", host=device.address, port=device.port, **settings
            ) as session:
                assert f"SERIAL{at}" in session.send_command("show version")
    finally:
        many.stop()
    with pytest.raises(CUT):
        ConnectHandler(device_type="cisco_ios", host=devices[0].address, port=devices[0].port, **settings)


def test_nothing_is_left_running_once_they_are_stopped(stand_in):
    device = stand_in("cisco-ios")
    pid = int((device.folder / "server" / "pid").read_text())
    session = login(device)
    device.stop()
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(CUT):
        session.send_command("show version", read_timeout=2)
    session.paramiko_cleanup()
