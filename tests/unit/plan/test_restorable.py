"""Which data sets drplan moves itself."""

from pathlib import Path, PurePosixPath

import pytest

from drplan.adapters.inventory import load_district
from drplan.declare import (
    Command,
    DeviceConfig,
    LdapDirectory,
    MariaDbDatabase,
    MoodleBackups,
    OneRosterExport,
    PostgresCluster,
    PostgresDatabase,
    SqliteDatabase,
    TenantExport,
)
from drplan.gear import PLATFORMS
from drplan.plan.restorable import SPOKEN, kept, of_archives, restorable, what_it_is

TENANT = TenantExport(
    tenant="district-google", product="mail", server="hs-db1", path=PurePosixPath("/srv/mail")
)


@pytest.fixture(scope="module")
def district():
    return load_district(Path(__file__).parents[3] / "inventories")


@pytest.mark.parametrize(
    ("source", "ours", "named"),
    [
        (PostgresDatabase(server="hs-db1", database="gradebook"), True, "postgres"),
        (DeviceConfig(device="hs-rtr1"), True, "device-config of frr"),
        (DeviceConfig(device="hs-core1"), True, "device-config of aruba-aos-cx"),
        (TenantExport(tenant="district-google", product="mail"), False, "tenant-export"),
        (TENANT, True, "tenant-export"),
        (MariaDbDatabase(server="hs-db1", database="meals"), True, "mariadb"),
        (PostgresCluster(server="hs-db1"), True, "postgres-cluster"),
        (SqliteDatabase(server="hs-db1", path=PurePosixPath("/srv/meals.db")), True, "sqlite"),
        (LdapDirectory(server="hs-db1", suffix="dc=d"), True, "ldap"),
        (OneRosterExport(server="hs-db1", path=PurePosixPath("/srv/roster")), True, "oneroster"),
        (MoodleBackups(server="hs-db1", path=PurePosixPath("/srv/courses")), True, "moodle"),
        (Command(server="hs-db1", argv=("dump",)), False, "command"),
        (Command(server="hs-db1", argv=("dump",), restore_argv=("load",)), True, "command"),
    ],
)
def test_a_source_is_moved_by_drplan_or_named_for_what_it_is(district, source, ours, named):
    assert restorable(source, district) is ours
    assert what_it_is(source, district) == named


def test_what_a_program_writes_is_kept_though_nothing_reads_it_back(district):
    assert kept(Command(server="hs-db1", argv=("dump",)), district)
    assert not kept(TenantExport(tenant="district-google", product="mail"), district)


def test_what_is_made_of_archives_is_told_from_what_people_keep_in_folders():
    assert of_archives(MoodleBackups(server="hs-db1", path=PurePosixPath("/srv/courses")))
    assert of_archives(TENANT.model_copy(update={"form": "takeout"}))
    assert not of_archives(TENANT.model_copy(update={"form": "gyb"}))
    assert not of_archives(TENANT)


def test_an_exports_server_and_folder_are_declared_together():
    with pytest.raises(ValueError, match="declared together"):
        TenantExport(tenant="district-google", product="mail", server="hs-db1")


def test_the_platforms_that_are_spoken_are_those_with_a_file_that_restores():
    assert set(SPOKEN) == {name for name, platform in PLATFORMS.items() if platform.restores}
    assert {"frr", "cisco-ios", "openvswitch"} <= set(SPOKEN)
    assert len(SPOKEN) == len(set(SPOKEN))
    assert "extreme-exos" not in SPOKEN
    assert not {"cisco-meraki", "ubiquiti-unifi"} & set(SPOKEN)


@pytest.mark.parametrize("platform", ["cisco-meraki", "ubiquiti-unifi"])
def test_what_is_only_read_by_an_api_is_kept_and_not_brought_back(district, platform):
    device = next(each for site in district.sites for each in site.assets if each.name == "hs-core1")
    there = device.model_copy(update={"platform": platform})
    sites = tuple(
        site.model_copy(update={"assets": tuple(there if each is device else each for each in site.assets)})
        for site in district.sites
    )
    changed = district.model_copy(update={"sites": sites})
    assert kept(DeviceConfig(device="hs-core1"), changed)
    assert not restorable(DeviceConfig(device="hs-core1"), changed)
