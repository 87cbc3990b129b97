"""Roles' accounts on a real host: each comes in by its own keys, does what is declared, is closed again."""

import os
import subprocess
from pathlib import Path

import pytest

from drplan.adapters.hosts.enforce import HostsEnforcer
from drplan.adapters.hosts.standby import Standby
from drplan.adapters.lab.keys import ssh_key
from drplan.declare import Login, Server

pytestmark = pytest.mark.lab

ROOT = Path(__file__).parents[2]
HEAD = "from deploys.hardening import accounts\nfrom deploys.guard import confirmed\n"
HOLD = HEAD + 'accounts.hold("drplan")\nconfirmed(name="confirmed")\n'
REMOVE = """
for name in database-keeper net-keeper; do
  sudo userdel --force --remove $name 2>/dev/null; sudo rm -f /etc/ssh/authorized_keys.d/$name
done
sudo groupdel drplan-roles
sudo rm -f /etc/sudoers.d/20-drplan-roles /etc/ssh/sshd_config.d/01-drplan-roles.conf
sudo systemctl reload ssh
"""
ALL = Login(role="net-keeper", sudo="everything")
ACCOUNTS = "Accounts: each declared role comes in by its own keys, and no other role does"
SOME = Login(role="database-keeper", sudo=("/usr/bin/systemctl restart nginx",))


@pytest.fixture(scope="module")
def server(lab_hs):
    return next(each for each in lab_hs.site.assets if isinstance(each, Server) and each.name == "hs-file1")


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    return {
        name: (folder / name, ssh_key(folder / name, name))
        for name in ("net-keeper", "database-keeper", "own")
    }


@pytest.fixture(scope="module")
def login(lab_hs, server, keys):
    """Run a command as somebody, by a key; returns the exit code and what was said."""

    def run(user, key, command):
        way = ["-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "ConnectTimeout=5", "-l", user]
        if key is not None:
            way += ["-o", "IdentityAgent=none", "-o", f"IdentityFile={keys[key][0]}", "-F", os.devnull]
            way += ["-o", f"UserKnownHostsFile={lab_hs.access.known_hosts}"]
        else:
            way += ["-F", lab_hs.access.ssh_config]
        done = subprocess.run(
            ["ssh", "-q", *way, str(server.address), command],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        return done.returncode, (done.stdout + done.stderr).strip()

    yield run
    run("drplan", None, REMOVE)


@pytest.fixture
def hold(lab_hs, server, keys, tmp_path):
    """Hold the host to its accounts: ``hold(*logins)`` returns each operation by name."""
    folder = tmp_path / "deploys"
    folder.mkdir()
    for path in (ROOT / "deploys").iterdir():
        (folder / path.name).symlink_to(path)
    (folder / "tried.py").write_text(HOLD)
    some = lab_hs.district.roles[0]
    roles = [
        some.model_copy(update={"name": name, "keys": (keys[name][1],)})
        for name in ("net-keeper", "database-keeper")
    ]
    district = lab_hs.district.model_copy(update={"roles": (*lab_hs.district.roles, *roles)})
    workers = Standby(lab_hs.state / "deploy" / "hosts.log", folder.parent)
    enforcer = HostsEnforcer(folder, district, lab_hs.access, workers, {"guard_seconds": 30})

    def run(*logins):
        held = server.model_copy(update={"baselines": ("tried",), "logins": logins})
        (result,) = enforcer.apply([held])
        assert result.error is None, result.error
        return {each.name.partition(" (")[0]: each for each in result.operations}

    return run


def test_an_account_that_drplan_did_not_make_is_left_alone(hold, login):
    login("drplan", None, "sudo useradd --create-home net-keeper")
    before = login("drplan", None, "getent passwd net-keeper; sudo getent shadow net-keeper")
    done = hold(ALL)
    assert done[ACCOUNTS].outcome == "error"
    assert "an account net-keeper is there that drplan did not make" in done[ACCOUNTS].detail
    assert login("drplan", None, "getent passwd net-keeper; sudo getent shadow net-keeper") == before
    login("drplan", None, "sudo userdel --remove net-keeper")


def test_a_role_comes_in_by_its_key_and_does_as_root_what_is_declared_and_nothing_else(hold, login):
    done = hold(ALL, SOME)
    assert done[ACCOUNTS].outcome == "changed"
    assert {each.outcome for each in done.values()} <= {"changed", "ok"}, done
    assert login("net-keeper", "net-keeper", "sudo -n id -un") == (0, "root")
    assert login("database-keeper", "database-keeper", "id -un") == (0, "database-keeper")
    assert login("database-keeper", "database-keeper", "sudo -n systemctl restart nginx") == (0, "")
    assert login("database-keeper", "database-keeper", "sudo -n id -un")[0] == 1
    assert login("net-keeper", "database-keeper", "true")[0] == 255
    assert {each.outcome for each in hold(ALL, SOME).values()} == {"ok"}


def test_a_key_that_a_role_adds_by_itself_lets_nobody_in(hold, login, keys):
    hold(ALL, SOME)
    add = f"mkdir -p .ssh && echo '{keys['own'][1]}' > .ssh/authorized_keys && chmod -R go= .ssh"
    assert login("net-keeper", "net-keeper", add) == (0, "")
    assert login("net-keeper", "own", "true")[0] == 255
    assert login("net-keeper", "net-keeper", "true")[0] == 0


def test_a_role_that_is_no_longer_declared_is_shut_out_keeps_its_files_and_can_come_back(hold, login):
    hold(ALL, SOME)
    assert login("database-keeper", "database-keeper", "echo mine > note") == (0, "")
    assert hold(ALL)[ACCOUNTS].outcome == "changed"
    assert login("database-keeper", "database-keeper", "true")[0] == 255
    assert login("net-keeper", "net-keeper", "true")[0] == 0
    assert hold(ALL)[ACCOUNTS].outcome == "ok"
    hold(ALL, SOME)
    assert login("database-keeper", "database-keeper", "cat note") == (0, "mine")
