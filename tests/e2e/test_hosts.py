"""Servers held to their baselines over SSH, on the lab's real hosts."""

import json
import subprocess
import sys
from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from drplan.adapters.hosts.enforce import HostsEnforcer
from drplan.adapters.hosts.standby import Standby
from drplan.declare import Server

pytestmark = pytest.mark.lab

ROOT = Path(__file__).parents[2]
SERVERS = ("--site", "hs", "--kind", "server")


def operations(document):
    """Return ``(asset, operation)`` of a deploy's JSON but for what cannot hold here; all were tried."""
    assets = json.loads(document)["assets"]
    assert [asset["error"] for asset in assets] == [None] * len(assets)
    return [
        (asset["name"], operation)
        for asset in assets
        for operation in asset["operations"]
        if operation["outcome"] != "not-applicable"
    ]


def deploy(lab, verb, code=0):
    return operations(lab.drplan("deploy", verb, *SERVERS, "--format", "json", code=code))


@pytest.fixture(scope="module")
def held(lab_hs):
    lab_hs.drplan("deploy", "apply", *SERVERS)
    return lab_hs


@pytest.fixture
def on(held):
    def run(server, command):
        done = subprocess.run(
            [
                "ssh",
                "-q",
                "-F",
                held.access.ssh_config,
                "-o",
                "BatchMode=yes",
                str(address(held, server)),
                command,
            ],
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        return done.stdout

    return run


def servers(lab):
    return [asset for asset in lab.site.assets if isinstance(asset, Server)]


def address(lab, name):
    return next(server.address for server in servers(lab) if server.name == name)


def test_a_second_apply_changes_nothing_on_any_host(held):
    done = deploy(held, "apply")
    assert {name for name, _ in done} == {server.name for server in servers(held)}
    assert len(done) > 15 * len(servers(held))
    assert {operation["outcome"] for _, operation in done} == {"ok"}


def test_a_file_changed_by_hand_is_the_only_drift_and_is_put_back(held, on):
    on("hs-file1", "echo Welcome, everybody | sudo tee /etc/issue.net")
    drifted = [each for each in deploy(held, "drift", code=1) if each[1]["outcome"] != "ok"]
    ((name, operation),) = drifted
    assert name == "hs-file1"
    assert operation["name"].startswith("Banner: network logins")
    assert "- Welcome, everybody" in operation["detail"]
    assert on("hs-file1", "cat /etc/issue.net") == "Welcome, everybody\n"
    assert [name for name, each in deploy(held, "apply") if each["outcome"] == "changed"] == ["hs-file1"]
    assert {each["outcome"] for _, each in deploy(held, "drift")} == {"ok"}


def test_a_mode_and_a_running_kernel_setting_changed_by_hand_are_drift(held, on):
    on("hs-db1", "sudo chmod 644 /etc/shadow && sudo sysctl -qw net.ipv4.tcp_syncookies=0")
    drifted = [each["name"] for _, each in deploy(held, "drift", code=1) if each["outcome"] != "ok"]
    assert [name.split(":")[0] for name in drifted] == ["Kernel", "Files"]
    deploy(held, "apply")
    assert on("hs-db1", "stat -c %a /etc/shadow; sudo sysctl -n net.ipv4.tcp_syncookies").split() == [
        "640",
        "1",
    ]


def test_a_setting_above_sshds_drop_ins_is_drift_because_it_would_win(held, on):
    on("hs-db1", "sudo sed -i '1i PermitRootLogin yes' /etc/ssh/sshd_config")
    assert "permitrootlogin yes" in on("hs-db1", "sudo sshd -T")
    drifted = [each["name"] for _, each in deploy(held, "drift", code=1) if each["outcome"] != "ok"]
    assert any(name.startswith("SSH: drop-ins are read before") for name in drifted)
    deploy(held, "apply")
    effective = on("hs-db1", "sudo sshd -T")
    assert "permitrootlogin no" in effective
    assert "passwordauthentication no" in effective


def test_a_file_in_place_that_its_service_never_read_is_drift(held, on):
    on("hs-file1", "sudo touch /etc/nginx/conf.d/drplan.conf")
    drifted = [each for _, each in deploy(held, "drift", code=1) if each["outcome"] != "ok"]
    assert [each["name"] for each in drifted] == ["Web: works with the site on disk"]
    assert "/etc/nginx/conf.d/drplan.conf" in drifted[0]["detail"]
    deploy(held, "apply")
    assert {each["outcome"] for _, each in deploy(held, "drift")} == {"ok"}


def test_an_unreachable_host_is_named_while_the_other_is_done(held):
    here, there = servers(held)
    gone = there.model_copy(update={"address": IPv4Address("198.18.20.250")})
    enforcer = HostsEnforcer(ROOT / "deploys", held.district, held.access, workers(held), {})
    first, second = enforcer.plan([only_baseline(here), only_baseline(gone)])
    assert first.error is None
    assert first.count("ok") > 10
    assert second.operations == ()
    assert second.error is not None
    assert "198.18.20.250" in second.error


def test_a_host_whose_key_is_not_known_is_refused_by_name(held, tmp_path):
    here, there = servers(held)
    known = Path(held.access.known_hosts).read_text().splitlines()
    mine = [line for line in known if str(here.address) in line]
    (tmp_path / "known_hosts").write_text("\n".join([*mine, ""]))
    access = replace(held.access, known_hosts=str(tmp_path / "known_hosts"))
    enforcer = HostsEnforcer(ROOT / "deploys", held.district, access, workers(held), {})
    first, second = enforcer.plan([only_baseline(here), only_baseline(there)])
    assert first.error is None
    assert (second.error or "").startswith(f"host key unknown: {there.address} is not in known_hosts")


def workers(held):
    return Standby(held.state / "deploy" / "hosts.log", ROOT)


def only_baseline(server):
    return server.model_copy(update={"baselines": ("baseline",)})


def test_the_same_files_run_under_bare_pyinfra(held):
    done = subprocess.run(
        [
            Path(sys.executable).with_name("pyinfra"),
            "-y",
            "--data",
            f"ssh_config_file={held.access.ssh_config}",
            "--data",
            "ssh_strict_host_key_checking=yes",
            "inventories/hs.py",
            "deploys/baseline.py",
        ],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    (total,) = [line.split() for line in said.splitlines() if "Grand total" in line]
    operations_run, success, errors, no_change = total[2:]
    assert (success, errors, no_change) == ("-", "-", operations_run)
