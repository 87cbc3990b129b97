"""``drplan backup install`` as it is typed, on a fleet that stands at the command line's own seam: wiring."""

import json

import pytest
from click.testing import CliRunner

from drplan.cli import cli

INVENTORY = """
from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import PurePosixPath
from drplan import (BackupPolicy, DataSet, DeviceConfig, District, NetworkDevice, Objectives, Paths,
                    Repository, Secret, Server, Service, Site, Tier)

def server(name, number, *baselines):
    return Server(name=name, address=IPv4Address(f"192.0.2.{number}"), owner="admin", baselines=baselines)

def data(name, source):
    return DataSet(name=name, source=source, policy="often", privacy="internal")

def folder(server):
    return data(f"{server}-files", Paths(server=server, paths=(PurePosixPath("/srv"),)))

files = Service(
    name="files", title="Files", tier=Tier.INSTRUCTION, owner="admin", impact="None.", workaround="Paper.",
    objectives=Objectives(rto=timedelta(hours=8), rpo=timedelta(hours=24), mtd=timedelta(hours=48)),
    data_sets=(folder("s1"), folder("s2"), data("switch", DeviceConfig(device="sw1"))),
)
district = District(
    name="D", domain="d.example", roles=(),
    repositories=(Repository(name="onsite", location="/srv/copies", site="hs", media="disk",
                             password=Secret.env("ONSITE")),),
    policies=(BackupPolicy(name="often", copies=("onsite",), cadence=timedelta(hours=8), duration=DURATION),),
    sites=(Site(code="hs", title="hs", kind="high-school", students=1, contact="admin",
                networks=(IPv4Network("192.0.2.0/24"),), services=(files,),
                assets=(server("s1", 1, "baseline", "backup-client"), server("s2", 2, "baseline"),
                        server("s3", 3, "backup-client"),
                        NetworkDevice(name="sw1", address=IPv4Address("192.0.2.9"), owner="admin",
                                      platform="frr"))),),
)
"""


@pytest.fixture
def install(tmp_path, fleet, monkeypatch):
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "state"))

    def run(*words, duration="timedelta(minutes=5)"):
        (tmp_path / "district.py").write_text(INVENTORY.replace("DURATION", duration))
        return CliRunner().invoke(cli, ["backup", "install", *words, "--inventory", str(tmp_path)])

    return run


def test_a_dry_run_says_what_would_run_when_and_asks_no_host(install, fleet):
    result = install("--dry-run")
    assert fleet.calls == []
    assert result.exit_code == 1, result.output
    assert "s1      s1-files  onsite  00:00, 08:00, 16:00" in result.stdout
    assert "no timer      s2-files: s2 has not the baseline backup-client" in result.stdout
    assert "not by a host switch" in result.stdout
    assert "1 data set on 1 host, 21 runs a week; 1 without a timer, 1 not by a host" in result.stdout


def test_only_servers_with_the_baseline_are_held_and_to_nothing_else(install, fleet, monkeypatch):
    held: dict[str, tuple[str, ...]] = {}
    apply = fleet.apply

    def noted(assets):
        held.update({asset.name: asset.baselines for asset in assets})
        return apply(assets)

    monkeypatch.setattr(fleet, "apply", noted)
    install("--canary", "0")
    assert held == {"s1": ("backup-client",), "s3": ("backup-client",)}


def test_all_well_is_nought_only_when_every_data_set_of_the_servers_meant_has_a_timer(install, fleet):
    assert install("--asset", "s1").exit_code == 0
    assert install("--asset", "s1", "--asset", "s3").exit_code == 0
    assert install("--site", "hs").exit_code == 1
    fleet.broken = ("s1",)
    assert install("--asset", "s1").exit_code == 3


def test_nothing_to_install_on_is_no_success(install, fleet):
    result = install("--asset", "s2")
    assert result.exit_code == 1
    assert "no server of those has the baseline backup-client" in str(result.exception)
    assert fleet.calls == []


def test_programs_read_one_document_with_the_timers_and_the_deploy(install):
    said = json.loads(install("--asset", "s1", "--format", "json").stdout)
    assert said["schema"] == "drplan/backup-install/1"
    (timer,) = said["timers"]
    assert "at most 8 h apart, its cadence" in timer.pop("because")
    assert timer == (
        {
            "server": "s1",
            "data_set": "s1-files",
            "copies": ["onsite"],
            "on_calendar": ["*-*-* 00:00:00", "*-*-* 08:00:00", "*-*-* 16:00:00"],
            "misfit": None,
            "held": True,
        }
    )
    assert said["deploy"]["schema"] == "drplan/deploy/1"


def test_what_has_no_room_falls_short_and_runs_all_the_same(install, fleet):
    result = install("--asset", "s1", duration="timedelta(hours=9)")
    assert result.exit_code == 1
    assert "does not fit  s1-files on s1: " in result.stdout
    assert fleet.calls == [("apply", ["s1"])]


def test_a_freeze_of_deploys_holds_here_too(install, fleet, place, monkeypatch):
    monkeypatch.setattr("drplan.cli.backup_install.freeze_now", lambda _: frozen_until_december())
    result = install("--asset", "s1")
    assert "deploys are frozen" in str(result.exception)
    assert fleet.calls == []
    assert install("--asset", "s1", "--despite-freeze", "the calendar was wrong").exit_code == 0


def frozen_until_december():
    from datetime import date

    from drplan.cli.deploy_text import Freeze

    return Freeze("payroll", "Payroll", date(2026, 11, 30), date(2026, 12, 1))
