"""Configurations of makes that no machine can run, there and back on the stand-in of each.

What it shows: that drplan fetches and restores them whole, in the words of that platform as the stand-in has
them from its maker's documentation. What it does not show: that such a unit forwards anything.
"""

import json
import os
from pathlib import Path

import pytest

from drplan.adapters.network.source import DeviceConfigSource
from drplan.gear import PLATFORMS
from drplan.gear.settled import settled
from tests.stand_ins import declared, stand_in

__all__ = ["stand_in"]

CASES = {
    path.stem: json.loads(path.read_text())
    for path in sorted((Path(__file__).parents[1] / "cases/network/stand_ins").glob("*.json"))
}
ALL = [(platform, name) for platform, cases in CASES.items() for name in cases]


def test_every_stand_in_has_at_least_ten_of_them():
    assert len(CASES) == 7
    assert all(len(cases) >= 10 for cases in CASES.values())


@pytest.mark.lab
@pytest.mark.parametrize(("platform", "name"), ALL)
def test_a_configuration_comes_back_to_the_byte(stand_in, platform, name):
    if os.geteuid() != 0:
        pytest.skip("not tried: a device answers at port 22, which needs root")
    net, host = divmod(os.getpid(), 250)
    address = f"127.{97 + list(CASES).index(platform)}.{net % 250}.{host + 1}"
    raised = stand_in(platform, address=address, port=22)
    device, source, known = declared(raised), DeviceConfigSource(raised.access), PLATFORMS[platform]
    # Not fetched: a RouterOS that holds nothing shows nothing, which is no configuration to keep.
    blank = settled(raised.running(), known)
    raised.write("\n".join(CASES[platform][name]) + "\n")
    kept = source.fetch(device)
    assert settled(kept, known) != blank
    raised.blank()
    assert settled(raised.running(), known) == blank
    source.restore(device, kept)
    assert settled(source.fetch(device), known) == settled(kept, known)
    assert raised.saved()
