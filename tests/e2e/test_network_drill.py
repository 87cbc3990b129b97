"""The network drill in a lab of its own: BGP routes, real VLANs, and what a stand-in can and cannot show."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import pytest

from tests.e2e.command import ROOT

pytestmark = pytest.mark.lab
NAME = "netdrill"


@pytest.fixture(scope="module")
def drilled():
    state = Path(tempfile.mkdtemp(prefix="drplan-network-", dir="/var/tmp"))
    environment = {**os.environ, "DRPLAN_LAB_NAME": NAME, "DRPLAN_STATE": str(state), "PYTHONPATH": str(ROOT)}
    python = partial(
        subprocess.run, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    try:
        done = python([sys.executable, "-m", "tests.e2e.network_drill", str(state)])
        assert done.returncode == 0, done.stderr
        yield json.loads(done.stdout)
    finally:
        python([sys.executable, "-m", "drplan", "lab", "down"])
        shutil.rmtree(state, ignore_errors=True)


def service(drilled, name):
    return next(each for each in drilled["record"]["services"] if each["name"] == name)


def seen(drilled, name):
    steps = [step for step in drilled["record"]["steps"] if step["subject"] == name]
    return {step["action"]: (step["verdict"]["outcome"], step["detail"]) for step in steps}


def test_a_router_gets_its_bgp_configuration_and_its_neighbour_the_route_back(drilled):
    network = service(drilled, "hs-network")
    assert network["verdict"]["outcome"] == "pass"
    assert 0 < network["rta_seconds"] < 120
    looks = seen(drilled, "hs-network")
    assert looks["see-healthy"] == ("pass", "do-rtr1 reaches 198.18.20.0/24 by BGP via 198.18.255.2")
    assert looks["see-broken"][0] == "pass"
    assert looks["probe"] == looks["see-healthy"]


def test_a_switch_gets_its_vlans_back_and_keeps_them_apart(drilled):
    vlans = service(drilled, "hs-vlans")
    assert vlans["verdict"]["outcome"] == "pass"
    assert [each["verdict"]["outcome"] for each in vlans["data_sets"]] == ["pass"]
    assert seen(drilled, "hs-vlans") == {
        "see-healthy": ("pass", "hs-sw1: port p1 reaches port p2, and not p3"),
        "see-broken": ("pass", "hs-sw1: port p1 does not reach port p2"),
        "probe": ("pass", "hs-sw1: port p1 reaches port p2, and not p3"),
    }


def test_what_was_only_stood_in_for_is_never_called_recovered(drilled):
    closet = service(drilled, "hs-closet")
    assert closet["verdict"]["outcome"] == "no-evidence"
    assert closet["rta_seconds"] is None
    assert "stand-in for Cisco IOS" in closet["verdict"]["because"][0]
    assert [each["verdict"]["outcome"] for each in closet["data_sets"]] == ["pass"]
    assert {outcome for outcome, _ in seen(drilled, "hs-closet").values()} == {"no-evidence"}


def test_every_configuration_is_afterwards_what_it_was(drilled):
    assert drilled["same"] == {"hs-rtr1": True, "hs-sw1": True, "hs-sw2": True}
    assert drilled["record"]["verdict"]["outcome"] == "no-evidence"
