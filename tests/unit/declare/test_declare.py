"""What cannot be is refused when it is built."""

from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest
from pydantic import ValidationError

from drplan.declare import (
    Asset,
    AwsAccount,
    BackupPolicy,
    DataSet,
    DeviceConfig,
    District,
    NetworkDevice,
    Objectives,
    Paths,
    PostgresDatabase,
    Repository,
    Role,
    Secret,
    Server,
    Service,
    Site,
    Tier,
    pyinfra_hosts,
)

HOUR = timedelta(hours=1)
OBJECTIVES = Objectives(rto=HOUR, rpo=HOUR, mtd=2 * HOUR)


def server(name: str = "hs-db1", **more: Any) -> Server:
    return Server(name=name, address=IPv4Address("10.2.0.11"), owner="admin", **more)


def service(name: str = "files", data_sets: tuple[DataSet, ...] = ()) -> Service:
    return Service(
        name=name,
        title="Files",
        tier=Tier.INSTRUCTION,
        objectives=OBJECTIVES,
        owner="admin",
        data_sets=data_sets,
        impact="lessons stop",
        workaround="paper",
    )


def data_set(name: str = "homes") -> DataSet:
    return DataSet(name=name, source=DeviceConfig(device="rtr1"), policy="nightly", privacy="internal")


def site(code: str = "hs", assets: tuple[Asset, ...] = (), services: tuple[Service, ...] = ()) -> Site:
    return Site(
        code=code,
        title="School",
        kind="high-school",
        students=1,
        networks=(IPv4Network("10.2.0.0/16"),),
        contact="admin",
        assets=assets,
        services=services,
    )


def district(**more: Any) -> District:
    given: dict[str, Any] = {"sites": (), "roles": (), "repositories": (), "policies": (), **more}
    return District(name="D", domain="d.example", **given)


def role(name: str = "admin") -> Role:
    return Role(name=name, title="A", phone="1", email="a@d.example")


def repository(name: str = "onsite", **more: Any) -> Repository:
    return Repository(
        name=name, location="/srv/x", site="hs", media="disk", password=Secret.env("WORD"), **more
    )


def policy(name: str = "nightly", **more: Any) -> BackupPolicy:
    return BackupPolicy(**{"name": name, "copies": ("onsite",), "cadence": HOUR, **more})


@pytest.mark.parametrize(
    ("lengths", "says"),
    [
        ({"rto": 3 * HOUR, "rpo": HOUR, "mtd": 2 * HOUR}, r"rto \+ wrt \(3:00:00\) exceeds mtd \(2:00:00\)"),
        ({"rto": HOUR, "rpo": HOUR, "mtd": HOUR, "wrt": timedelta(seconds=1)}, "exceeds mtd"),
        ({"rto": timedelta(0), "rpo": HOUR, "mtd": HOUR}, "rto must be longer than zero"),
        ({"rto": HOUR, "rpo": -HOUR, "mtd": HOUR}, "rpo must be longer than zero"),
        ({"rto": HOUR, "rpo": HOUR, "mtd": HOUR, "wrt": -HOUR}, "wrt must not be negative"),
        ({"rto": HOUR, "rpo": HOUR}, "Field required"),
    ],
)
def test_objectives_that_cannot_hold_are_refused(lengths, says):
    with pytest.raises(ValidationError, match=says):
        Objectives(**lengths)


def test_rto_and_wrt_may_fill_mtd_to_the_second():
    assert Objectives(rto=HOUR, rpo=HOUR, mtd=2 * HOUR, wrt=HOUR).mtd == 2 * HOUR


@pytest.mark.parametrize("paths", [("srv",), ("/srv", "home"), ("/",), ()])
def test_paths_that_are_relative_the_root_or_none_are_refused(paths):
    with pytest.raises(ValidationError, match=r"paths must (be absolute and below /|name at least one)"):
        Paths(server="hs-db1", paths=paths)


@pytest.mark.parametrize("name", ["", "HS", "1st", "a_b", "-a", "a" * 64, "a.b", "a\n", "ä"])
def test_a_name_that_is_no_dns_label_is_refused(name):
    with pytest.raises(ValidationError, match="name"):
        server(name)


@pytest.mark.parametrize("database", ["Grades", "grade book", "1a", "a;drop", "a-b"])
def test_a_database_name_that_needs_quoting_is_refused(database):
    with pytest.raises(ValidationError, match="database"):
        PostgresDatabase(server="hs-db1", database=database)


@pytest.mark.parametrize("account_id", ["12345678901", "1234567890123", "12345678901x"])
def test_an_account_id_of_other_than_twelve_digits_is_refused(account_id):
    with pytest.raises(ValidationError, match="account_id"):
        AwsAccount(name="cloud", account_id=account_id, region="us-east-1", owner="admin")


@pytest.mark.parametrize(
    ("what", "twice"),
    [
        ("site", {"sites": (site(), site())}),
        ("role", {"roles": (role(), role())}),
        ("repository", {"repositories": (repository(), repository())}),
        ("policy", {"policies": (policy(), policy())}),
        ("asset", {"sites": (site("hs", (server(),)), site("ms", (server(),)))}),
        ("service", {"sites": (site("hs", (), (service(),)), site("ms", (), (service(),)))}),
        (
            "data set",
            {"sites": (site("hs", (), (service("a", (data_set(),)), service("b", (data_set(),)))),)},
        ),
    ],
)
def test_a_name_declared_twice_is_refused(what, twice):
    with pytest.raises(ValidationError, match=f"{what} declared twice: "):
        district(**twice)


def test_one_name_may_be_borne_by_things_of_different_kinds():
    both = site("hs", (server("files"),), (service("files"),))
    assert district(sites=(both,)).sites == (both,)


@pytest.mark.parametrize("build", [server, site, role, repository, policy])
def test_a_field_nobody_knows_is_refused(build):
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        type(build()).model_validate({**build().model_dump(), "colour": "red"})


@pytest.mark.parametrize(
    ("thing", "field"),
    [(server(), "owner"), (OBJECTIVES, "rto"), (site(), "students"), (Secret.env("WORD"), "reference")],
)
def test_a_declared_value_cannot_be_changed(thing, field):
    with pytest.raises(ValidationError, match="frozen"):
        setattr(thing, field, getattr(thing, field))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"copies": ()}, "copies must name at least one repository"),
        ({"cadence": timedelta(0)}, "cadence must be longer than zero"),
    ],
)
def test_a_policy_that_keeps_nothing_is_refused(wrong, says):
    with pytest.raises(ValidationError, match=says):
        policy(**wrong)


def test_immutability_for_less_than_no_days_is_refused():
    with pytest.raises(ValidationError, match="immutable_days"):
        repository(immutable_days=-1)


def test_an_asset_of_no_known_kind_is_refused():
    with pytest.raises(ValidationError, match="'server', 'network', 'aws'"):
        Site.model_validate({**site().model_dump(), "assets": [{"kind": "toaster", "name": "t"}]})


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        (Secret.env("DRPLAN_WORD"), "env DRPLAN_WORD"),
        (Secret.file("/etc/drplan/word"), "file /etc/drplan/word"),
        (Secret.command("pass", "show", "drplan"), "command pass show drplan"),
    ],
)
def test_a_secret_tells_where_it_is_and_never_what_it_is(secret, told, monkeypatch):
    monkeypatch.setenv("DRPLAN_WORD", "hunter2")
    assert secret.describe() == told
    assert "hunter2" not in secret.describe() + repr(secret) + secret.model_dump_json()


def test_a_secret_cannot_carry_a_value():
    with pytest.raises(ValidationError, match="Extra inputs"):
        Secret.model_validate({"kind": "env", "reference": ("WORD",), "value": "hunter2"})


def test_a_district_survives_json():
    whole = district(sites=(site("hs", (server(),), (service("a", (data_set(),)),)),), roles=(role(),))
    assert District.model_validate_json(whole.model_dump_json()) == whole


def test_pyinfra_gets_servers_only_with_plain_values():
    router = NetworkDevice(
        name="hs-rtr1", address=IPv4Address("10.2.0.1"), owner="admin", platform="frr", interfaces=()
    )
    assert pyinfra_hosts(site("hs", (router, server(baselines=("baseline", "web"))))) == [
        (
            "hs-db1",
            {
                "ssh_hostname": "10.2.0.11",
                "_sudo": True,
                "site_code": "hs",
                "site_networks": ["10.2.0.0/16"],
                "baselines": ["baseline", "web"],
                "level": "essential",
                "reboot_at": None,
                "exceptions": [],
                "certificate": None,
                "owner": "admin",
            },
        )
    ]
