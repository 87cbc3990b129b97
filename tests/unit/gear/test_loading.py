"""What lies beside a kept configuration, for whoever has restic and nothing else."""

import subprocess
from ipaddress import IPv4Address

import pytest

from drplan.declare import NetworkDevice
from drplan.explain.device_lines import configure_command
from drplan.gear import PLATFORMS
from drplan.gear.loading import BESIDE, as_document, facts_in, file_of, loading
from drplan.ports import DeviceFacts


def device(platform):
    return NetworkDevice(
        name="hs-core1", address=IPv4Address("10.1.0.2"), owner="n", platform=platform, serial="DECLARED1"
    )


@pytest.mark.parametrize("platform", sorted(PLATFORMS))
def test_the_page_of_each_platform_says_what_loads_which_file(platform):
    known = PLATFORMS[platform]
    facts = DeviceFacts(platform, "core", "MODEL-9", "SERIAL-9", "9.9")
    page = loading(device(platform), known, facts)
    assert known.pack.title in page
    assert file_of(device(platform), known) in page
    assert all(each in page for each in ("MODEL-9", "SERIAL-9", "9.9", "10.1.0.2"))
    assert "{name}" not in page
    assert "{file}" not in page
    for command in known.pack.load:
        assert command.split("{")[0] in page


def test_what_the_device_does_not_say_is_as_declared_or_said_to_be_unsaid():
    page = loading(device("frr"), PLATFORMS["frr"], DeviceFacts("frr"))
    assert "Serial number: DECLARED1" in page
    assert "Model: not said" in page


def test_the_facts_are_read_again_as_they_were_kept():
    facts = DeviceFacts("frr", "core", "m", "s", "8.4")
    assert facts_in(as_document(device("frr"), facts)) == facts


@pytest.mark.parametrize("kept", ["", "{}", "[]", "null", '{"schema": "drplan/device/2"}', "not json"])
def test_facts_that_are_not_to_be_read_are_none(kept):
    assert facts_in(kept) is None


@pytest.mark.parametrize("name", ["frr.conf", "running-config.txt"])
def test_the_command_on_a_page_finds_the_configuration_and_nothing_beside_it(tmp_path, name):
    deep = tmp_path / "restored/srv/scratch/staging/hs-rtr1-config"
    deep.mkdir(parents=True)
    (deep / name).write_text("hostname hs-rtr1\n")
    for other in BESIDE:
        (deep / other).write_text("no configuration\n")
    typed = configure_command(device("frr"), str(tmp_path / "restored")).partition(" | ssh")[0]
    done = subprocess.run(["sh", "-c", typed], capture_output=True, text=True, check=True)
    assert done.stdout == "configure terminal\nhostname hs-rtr1\nend\nwrite memory\n"
