import json
from datetime import date, time
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path, PurePosixPath

from drplan import ControlException, DataSet, HostSecret, Paths, PostgresDatabase, Secret, Server
from drplan.adapters.access import Access
from drplan.adapters.hosts.declared import declared_on
from drplan.adapters.hosts.request import (
    build_request,
    missing_baselines,
    read_secrets,
    ssh_data,
    unknown_exceptions,
)
from drplan.adapters.inventory import load_district
from drplan.adapters.secrets import SecretStore
from drplan.declare import District, Objectives, Service, Site, Tier


def server(name, *baselines):
    return Server(name=name, address=IPv4Address("10.0.0.5"), owner="admin", baselines=baselines)


def data(name, source):
    return DataSet(name=name, source=source, policy="nightly", privacy="internal")


DATABASE = server("db1", "baseline", "database-postgres")
OTHER = server("file1", "baseline")


def hours(count):
    from datetime import timedelta

    return timedelta(hours=count)


def district():
    service = Service(
        name="records",
        title="Records",
        tier=Tier.FOUNDATION,
        objectives=Objectives(rto=hours(1), rpo=hours(1), mtd=hours(2)),
        owner="admin",
        data_sets=(
            data("grades", PostgresDatabase(server="db1", database="grades")),
            data("grades-again", PostgresDatabase(server="db1", database="grades")),
            data("elsewhere", PostgresDatabase(server="file1", database="other")),
            data("scans", Paths(server="db1", paths=(PurePosixPath("/srv/scans"), PurePosixPath("/srv/b")))),
        ),
        impact="None.",
        workaround="Paper.",
    )
    site = Site(
        code="hs",
        title="High School",
        kind="high-school",
        students=1,
        networks=(IPv4Network("10.0.0.0/24"),),
        contact="admin",
        assets=(DATABASE, OTHER),
        services=(service,),
    )
    return District(name="D", domain="d.example", sites=(site,), roles=(), repositories=(), policies=())


def test_a_server_is_told_of_its_own_databases_and_folders_once_each():
    told = declared_on(district(), DATABASE)
    assert told["databases"] == ["grades"]
    assert told["folders"] == ["/srv/scans", "/srv/b"]
    assert declared_on(district(), OTHER)["folders"] == []


def test_a_server_is_told_which_devices_ask_it_and_when_the_district_is_tested():
    declared = load_district(Path(__file__).parents[2] / "cases" / "roles_more")
    asked, asker = (asset for asset in declared.sites[0].assets if isinstance(asset, Server))
    told = declared_on(declared, asked)
    assert told["radius_clients"] == {"more-switch1": "198.18.60.40"}
    assert told["drills"] == {
        "dates": ["2026-09-05", "2098-12-06", "2099-03-07"],
        "sites": ["more", "strict"],
    }
    assert declared_on(declared, asker)["radius_clients"] == {}
    assert declared_on(district(), OTHER)["drills"] == {"dates": [], "sites": []}


def test_a_request_names_the_deploy_files_in_declared_order():
    request = build_request(Path("/d/deploys"), district(), Access(), [DATABASE])
    (host,) = request["hosts"]
    assert host["files"] == ["/d/deploys/baseline.py", "/d/deploys/database_postgres.py"]
    assert host["data"]["ssh_hostname"] == "10.0.0.5"
    assert host["data"]["site_code"] == "hs"
    assert json.loads(json.dumps(request)) == request


def test_a_run_that_holds_a_baseline_is_closed_last_of_all(tmp_path):
    (tmp_path / "closing.py").touch()
    hosts = build_request(tmp_path, district(), Access(), [DATABASE])["hosts"]
    assert hosts[0]["files"][-1] == str(tmp_path / "closing.py")
    bare = DATABASE.model_copy(update={"baselines": ("backup-client",)})
    (host,) = build_request(tmp_path, district(), Access(), [bare])["hosts"]
    assert host["files"] == [str(tmp_path / "backup_client.py")]


def test_a_server_says_when_it_may_be_restarted():
    (host,) = build_request(Path("/d"), district(), Access(), [DATABASE])["hosts"]
    assert host["data"]["reboot_at"] is None
    at_night = DATABASE.model_copy(update={"reboot_at": time(3, 30)})
    (host,) = build_request(Path("/d"), district(), Access(), [at_night])["hosts"]
    assert host["data"]["reboot_at"] == "03:30"


def test_host_keys_are_checked_whatever_the_access_says():
    assert ssh_data(Access(), DATABASE)["ssh_strict_host_key_checking"] == "yes"
    assert ssh_data(Access(known_hosts="/k"), DATABASE)["ssh_strict_host_key_checking"] == "yes"


def test_production_leaves_user_and_key_to_the_operators_own_ssh_configuration():
    assert not {"ssh_user", "ssh_key", "ssh_known_hosts_file", "ssh_config_file"} & set(
        ssh_data(Access(), DATABASE)
    )


def test_a_baseline_without_a_file_is_named(tmp_path):
    (tmp_path / "baseline.py").write_text("")
    refused = missing_baselines(tmp_path, [DATABASE, OTHER])
    assert list(refused) == ["db1"]
    assert f"{tmp_path}/database_postgres.py" in (refused["db1"].error or "")


def test_an_exception_from_a_control_nobody_wrote_is_refused_before_the_host_is_reached(tmp_path):
    (tmp_path / "controls").mkdir()
    (tmp_path / "controls" / "baseline.toml").write_text('[known]\ndoes = "Known"\n')

    def excepted(control):
        return OTHER.model_copy(
            update={
                "exceptions": (
                    ControlException(
                        control=control, reason="r", approved_by_role="admin", until=date(2027, 1, 1)
                    ),
                )
            }
        )

    assert unknown_exceptions(tmp_path, [excepted("known")]) == {}
    refused = unknown_exceptions(tmp_path, [excepted("unknwon")])
    assert "exception from no control: unknwon" in (refused["file1"].error or "")


def test_a_server_whose_secret_leads_nowhere_is_refused_and_the_others_get_theirs(monkeypatch):
    monkeypatch.setenv("RADIUS", "word")
    monkeypatch.delenv("ABSENT", raising=False)
    declared = [
        server(name).model_copy(update={"secrets": (HostSecret(name="radius", secret=Secret.env(variable)),)})
        for name, variable in (("a", "RADIUS"), ("b", "ABSENT"))
    ]
    given, refused = read_secrets([*declared, OTHER], SecretStore())
    assert given == {"a": {"radius": "word"}, "file1": {}}
    assert list(refused) == ["b"]
    assert refused["b"].error == "no secret at env ABSENT (it is not set) (next: set the variable ABSENT)"
