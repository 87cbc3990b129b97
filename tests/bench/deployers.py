"""The programs that are measured, each as a person starts it, over the same hosts and operations."""

import json
import os
import re
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from drplan.adapters.access import Access, write_access

ROOT = Path(__file__).parents[2]
CACHE = Path(os.environ.get("DRPLAN_STATE", ROOT / ".drplan")).absolute() / "bench"
"""Where peers and the hosts' system stay from one run to the next."""
TWENTY = Path(__file__).with_name("twenty")
PEERS = ("ansible-core==2.18.19", "mitogen==0.3.54")
"""Ansible and what makes it quick: in an environment of their own, never among the project's requirements."""

DISTRICT = """
from drplan import District, Server, Site

SERVERS = {servers!r}
district = District(
    name="Bench",
    domain="bench.example",
    roles=(),
    repositories=(),
    policies=(),
    sites=(
        Site(
            code="bench",
            title="Bench",
            kind="district-office",
            students=0,
            networks=("10.77.0.0/16",),
            contact="nobody",
            assets=tuple(
                Server(name=name, address=address, owner="nobody", baselines=("twenty",))
                for name, address in SERVERS
            ),
        ),
    ),
)
"""

ANSIBLE = """
[defaults]
forks = {forks}
host_key_checking = True
inventory = {folder}/hosts.ini
remote_user = {hosts.user}
private_key_file = {hosts.key}
interpreter_python = /usr/bin/python3
local_tmp = {folder}/tmp
{strategy}
[ssh_connection]
pipelining = True
control_path_dir = {folder}/cp
ssh_args = -F none -C -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile={hosts.known_hosts}
"""


class NotMeasured(Exception):
    """A program could not be had, or did not do the work that the others did."""


@dataclass(frozen=True)
class Cost:
    """Wall seconds; CPU seconds on this side, the hosts' own not counted."""

    wall: float
    cpu: float


class Drplan:
    """``drplan deploy apply``: all hosts in one wave, as the others do."""

    name = "drplan deploy apply"

    def __init__(self, hosts, folder):
        self._hosts, self._folder = hosts, folder
        (folder / "inventories").mkdir(parents=True)
        (folder / "inventories" / "district.py").write_text(DISTRICT.format(servers=hosts.named))
        (folder / "deploys").symlink_to(TWENTY / "deploys")
        lab = Access(
            "lab", "bench", hosts.namespace, hosts.user, str(hosts.key), known_hosts=str(hosts.known_hosts)
        )
        write_access(folder / "state", lab)

    def run(self):
        """Apply; return the cost and how many operations ended in which way."""
        argv = [sys.executable, "-m", "drplan", "deploy", "apply", "--format", "json", "--canary", "0"]
        argv += ["--at-once", str(len(self._hosts.named))]
        environment = {"DRPLAN_STATE": str(self._folder / "state"), "PYTHONPATH": str(ROOT)}
        cost, said = _measured(argv, self._folder, environment)
        assets = json.loads(said)["assets"]
        assert len(assets) == len(self._hosts.named)
        assert [asset.get("error") for asset in assets] == [None] * len(assets), assets
        outcomes = [operation["outcome"] for asset in assets for operation in asset["operations"]]
        return cost, {outcome: outcomes.count(outcome) for outcome in set(outcomes)}


class Pyinfra:
    """``pyinfra -y`` with the same deploy file."""

    name = "pyinfra -y"

    def __init__(self, hosts, folder, *, changes=False):
        self._hosts, self._folder, self._changes = hosts, folder, changes
        folder.mkdir()
        data = {
            "ssh_user": hosts.user,
            "ssh_key": str(hosts.key),
            "ssh_known_hosts_file": str(hosts.known_hosts),
            "ssh_config_file": os.devnull,
            "ssh_strict_host_key_checking": "yes",
            "_sudo": True,
        }
        listed = [(name, data | {"ssh_hostname": address}) for name, address in hosts.named]
        (folder / "hosts.py").write_text(f"hosts = {listed!r}\n")

    def run(self):
        """Apply; see that nothing failed, and that nothing was changed unless something was to be."""
        program = Path(sys.executable).with_name("pyinfra")
        argv = [str(program), "-y", str(self._folder / "hosts.py"), str(TWENTY / "deploys" / "twenty.py")]
        cost, said = _measured(self._hosts.inside(argv), self._folder, {})
        (total,) = [line.split()[2:] for line in said.splitlines() if "Grand total" in line]
        changed = str(len(self._hosts.named)) if self._changes else "-"
        if total[1:3] != [changed, "-"]:
            raise NotMeasured(f"pyinfra did other work: {total}")
        return cost, {"ok": 20 * len(self._hosts.named)}


class Ansible:
    """``ansible-playbook`` with pipelining, ControlPersist and as many forks as hosts."""

    name = "ansible-playbook"

    def __init__(self, hosts, folder, *, cache, mitogen=False):
        self._hosts, self._folder, self._bin = hosts, folder, peers(cache) / "bin"
        folder.mkdir()
        if mitogen:
            self.name = "ansible-playbook, mitogen"
        lines = [f"{name} ansible_host={address}" for name, address in hosts.named]
        (folder / "hosts.ini").write_text("\n".join(lines) + "\n")
        strategy = f"strategy_plugins = {_mitogen(self._bin)}\nstrategy = mitogen_linear" if mitogen else ""
        text = ANSIBLE.format(forks=len(hosts.named), folder=folder, hosts=hosts, strategy=strategy)
        (folder / "ansible.cfg").write_text(text)

    def run(self):
        """Apply; see that every task was run on every host and changed nothing."""
        environment = {
            "ANSIBLE_CONFIG": str(self._folder / "ansible.cfg"),
            "ANSIBLE_HOME": str(self._folder / "home"),
            "PATH": f"{self._bin}:{os.environ['PATH']}",
        }
        argv = [str(self._bin / "ansible-playbook"), str(TWENTY / "playbook.yml")]
        cost, said = _measured(self._hosts.inside(argv), self._folder, environment)
        recap = re.findall(r"ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", said)
        if set(recap) != {("20", "0", "0", "0")} or len(recap) != len(self._hosts.named):
            raise NotMeasured(f"{self.name} did other work: {sorted(set(recap))} {said[-2000:]}")
        return cost, {"ok": 20 * len(recap)}


def peers(cache, wanted=PEERS):
    """Return the environment that peers live in, made once and apart; raises :class:`NotMeasured`."""
    folder = cache / f"peers-{'-'.join(wanted).replace('==', '-')}"
    if not (folder / "whole").exists():
        venv.create(folder, clear=True, with_pip=True)
        done = subprocess.run(
            [folder / "bin" / "pip", "install", "--quiet", *wanted],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise NotMeasured(f"pip cannot install {' '.join(wanted)}: {done.stderr.splitlines()[-1:]}")
        (folder / "whole").touch()
    return folder


def _mitogen(programs):
    code = "import ansible_mitogen, os; print(os.path.dirname(ansible_mitogen.__file__))"
    done = subprocess.run([programs / "python", "-c", code], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip()) / "plugins" / "strategy"


def _measured(argv, folder, environment):
    """Run it in a folder; return its :class:`Cost` and output. It must have ended well."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("measured.py")), *argv],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(done.stderr.splitlines()[-1])
    said = done.stdout + done.stderr.rsplit("\n", 2)[0]
    if report["code"] != 0:
        raise NotMeasured(f"{argv[0]} ended with {report['code']}: {said[-2000:]}")
    return Cost(report["wall"], report["cpu"]), done.stdout if "-m" in argv else said
