"""What OpenVswitchDevice does with a real switch in user space behind a real OpenSSH server."""

import os
import shutil
from datetime import timedelta

import pytest

from drplan.adapters.network.devices import SshDevices
from drplan.adapters.network.source import DeviceConfigSource
from drplan.errors import NoWayBack, SourceError
from tests.switch_round import raised_switch

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("ovs-vswitchd") is None,
    reason="not tried: a real switch needs root and Debian's openvswitch-switch",
)


def test_a_switch_is_changed_shown_compared_and_brought_back():
    with raised_switch() as switch:
        switch.start()
        devices, source = SshDevices(switch.access), DeviceConfigSource(switch.access)
        with devices.open(switch.device) as opened:
            assert opened.facts().version[0].isdigit()
            blank = opened.fetch()
            refused = opened.apply(["bogus thing", "add-br closet -- set bridge closet datapath_type=netdev"])
            assert [each.command for each in refused] == ["bogus thing"]
            assert "unknown command" in refused[0].answer
            changed = opened.fetch()
            assert opened.diff(changed) == ""
            assert "closet" in opened.diff(blank)
            with pytest.raises(NoWayBack, match="does not go back by itself"):
                opened.apply(["del-br closet"], within=timedelta(minutes=1))
            with pytest.raises(SourceError, match="does not listen"):
                opened.neighbours()
            opened.apply(["del-br closet"])
            assert opened.fetch() == blank
        source.restore(switch.device, changed)
        assert source.fetch(switch.device) == changed
