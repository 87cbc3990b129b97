"""The lab raised, broken, killed and taken away, on a machine of its own inside this one.

A machine holds one lab, and the other tests keep theirs up: here the lab's command runs with a private
``/run`` and private control groups, where it finds nobody else's.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from drplan.act.backup import repositories_for
from drplan.adapters.inventory import load_district
from drplan.adapters.lab.loopback import Loopback
from drplan.adapters.lab.loopback import end as end_loopback
from drplan.adapters.lab.pens import hierarchies
from drplan.declare.lookup import site_of
from drplan.plan.drill import data_sets_of

ROOT = Path(__file__).parents[2]
OPTIONS = ("-o", "LogLevel=ERROR", "-o", "BatchMode=yes", "-o", "ConnectTimeout=5")
CELL = f"drplan-test-{os.getpid()}"
APART = """
for group in "$@"; do mkdir -p "$group/CELL" && echo 0 > "$group/CELL/cgroup.procs"; done
exec unshare --mount --cgroup --propagation private sh -c '
  # Another lab of this machine came along: hold none of its namespaces and disks open.
  grep -E "^nsfs |^drplan-lab-" /proc/self/mounts | cut -d" " -f2 | xargs -r umount --lazy
  for group in "$@"; do mount --bind "$group/CELL" "$group"; done
  mount -t tmpfs tmpfs /run
  echo ready
  exec sleep infinity' sh "$@"
""".replace("CELL", CELL)
INSIDE = """
pid=$1; shift
while [ "$1" != -- ]; do echo 0 > "$1/CELL/cgroup.procs"; shift; done; shift
exec nsenter --mount=/proc/$pid/ns/mnt --cgroup=/proc/$pid/ns/cgroup --wd="$PWD" "$@"
""".replace("CELL", CELL)
DESTROY_OR_BLANK = """
import sys
from pathlib import Path
from drplan.adapters.inventory import load_district
from drplan.adapters.lab import Lab
from drplan.declare.lookup import asset_named
asset = asset_named(load_district(Path("inventories")), sys.argv[3])
print(getattr(Lab(Path(sys.argv[1])), sys.argv[2])(asset))
"""


class Machine:
    """This machine, seen from where no other lab is."""

    def __init__(self, state):
        self.state = state
        self.groups = [str(path) for path in hierarchies(Path("/proc/self/mounts").read_text())]
        self.holder = subprocess.Popen(
            ["sh", "-eu", "-c", APART, "sh", *self.groups], stdout=subprocess.PIPE, text=True
        )
        assert self.holder.stdout is not None
        assert self.holder.stdout.readline() == "ready\n"

    def start(self, *argv, state=None):
        return subprocess.Popen(
            ["sh", "-eu", "-c", INSIDE, "sh", str(self.holder.pid), *self.groups, "--", *map(str, argv)],
            cwd=ROOT,
            env={**os.environ, "DRPLAN_STATE": str(state or self.state), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *argv, code=0, state=None):
        process = self.start(*argv, state=state)
        output, _ = process.communicate(timeout=180)
        assert process.returncode == code, output
        return output

    def lab(self, *words, code=0, state=None):
        return self.run(sys.executable, "-m", "drplan", "lab", *words, code=code, state=state)

    def ground(self, verb, asset):
        return self.run(sys.executable, "-c", DESTROY_OR_BLANK, self.state, verb, asset)

    def ssh(self, host, command, code=0):
        client = ("ssh", "-F", self.state / "lab/ssh_config", *OPTIONS)
        return self.run(*client, host, command, code=code)

    def processes(self):
        listings = Path(self.groups[0], CELL).rglob("cgroup.procs")
        return {int(pid) for each in listings for pid in each.read_text().split()} - {self.holder.pid}

    def left(self):
        """Return everything a lab could have left behind."""
        seen = self.run(
            "sh", "-c", "ls -d /run/netns/drplan* /run/drplan* /run/systemd/nspawn/*/*; mount; true"
        )
        lines = [line for line in seen.splitlines() if "cannot access" not in line]
        here = [line for line in lines if line.startswith("/run/") or str(self.state) in line]
        pens = [str(path) for group in self.groups for path in Path(group, CELL).glob("drplan-lab*")]
        folder = [str(path) for path in self.state.iterdir() if path.name != "cache"]
        return [*here, *pens, *folder, *map(str, self.processes())]

    def end(self):
        for pid in {*self.processes(), self.holder.pid}:
            os.kill(pid, signal.SIGKILL)
        self.holder.communicate()
        deadline = time.monotonic() + 10
        for group in self.groups:
            for folder, _, _ in os.walk(Path(group, CELL), topdown=False):
                while Path(folder).exists():
                    try:
                        Path(folder).rmdir()
                    except OSError:
                        assert time.monotonic() < deadline, f"{folder} is still in use"
                        time.sleep(0.05)


@pytest.fixture(scope="module")
def machine():
    if os.geteuid() != 0:
        pytest.skip("not tried: the lab needs root")
    with tempfile.TemporaryDirectory(prefix="drplan-", dir="/var/tmp") as folder:
        shared = ROOT / ".drplan" / "cache"
        shared.mkdir(parents=True, exist_ok=True)
        (Path(folder) / "cache").symlink_to(shared)
        made = Machine(Path(folder))
        try:
            yield made
        finally:
            try:
                made.lab("down")
            finally:
                made.end()


@pytest.fixture
def up(machine):
    machine.lab("up", "--site", "hs")
    return machine


@pytest.mark.lab
def test_hosts_answer_and_their_systemd_is_content(up):
    for host in ("hs-db1", "hs-file1"):
        assert up.ssh(host, "hostname; systemctl is-system-running --wait") == f"{host}\nrunning\n"
    status = json.loads(up.lab("status", "--format", "json"))
    assert status["whole"]
    assert {part["name"] for part in status["parts"] if part["answers"]} == {
        *("hs-db1", "hs-file1", "hs-rtr1", "do-rtr1", "onsite", "onsite-prune", "offsite", "district-aws")
    }


@pytest.mark.lab
def test_packages_install_without_a_network(up):
    up.ssh("hs-file1", "sudo apt-get -y -qq install nginx-light >/dev/null 2>&1")
    assert up.ssh("hs-file1", "systemctl is-active nginx") == "active\n"


@pytest.mark.lab
def test_a_second_up_leaves_a_whole_lab_alone(up):
    boot = up.ssh("hs-db1", "cat /proc/sys/kernel/random/boot_id; stat -c %Y /run/systemd/private")
    assert "hs is up already" in up.lab("up", "--site", "hs")
    assert up.ssh("hs-db1", "cat /proc/sys/kernel/random/boot_id; stat -c %Y /run/systemd/private") == boot


@pytest.mark.lab
def test_a_lost_host_is_gone_and_its_blank_successor_remembers_nothing_but_its_key(up):
    up.ssh("hs-file1", "sudo touch /srv/marker; sudo nft add table inet marker")
    known = (up.state / "lab/known_hosts").read_text()
    assert "disk wiped" in up.ground("destroy", "hs-file1")
    up.ssh("hs-file1", "true", code=255)
    assert json.loads(up.lab("status", "--format", "json", code=1))["whole"] is False
    up.ground("blank", "hs-file1")
    assert up.ssh("hs-file1", "ls -A /srv; sudo nft list tables") == "apt\n"
    assert (up.state / "lab/known_hosts").read_text() == known
    assert up.ssh("hs-db1", "hostname") == "hs-db1\n"


@pytest.mark.lab
def test_a_router_forgets_its_configuration_and_comes_back_blank(up):
    def show(device, what):
        return up.ssh(device, f"show {what}")

    lines = ["configure terminal", "router ospf", "network 198.18.20.0/24 area 0", "end", "write memory"]
    up.ssh("hs-rtr1", "\n".join(lines))
    assert "router ospf" in show("hs-rtr1", "running-config")
    assert (up.state / "lab/routers/hs-rtr1/etc/frr.conf").exists()
    assert "configuration" in up.ground("destroy", "hs-rtr1")
    up.ssh("hs-rtr1", "show version", code=255)
    up.ground("blank", "hs-rtr1")
    assert "router ospf" not in show("hs-rtr1", "running-config")
    assert "198.18.20.0/24 is directly connected" in show("hs-rtr1", "ip route")


@pytest.mark.lab
def test_a_second_lab_is_refused_and_told_where_the_first_is(up, tmp_path):
    (tmp_path / "cache").mkdir()
    output = up.lab("up", "--site", "hs", code=2, state=tmp_path)
    assert str(up.state) in output
    assert "next: run: DRPLAN_STATE=" in output
    assert "no lab here" in up.lab("down", state=tmp_path)
    up.lab("status")


@pytest.mark.lab
def test_a_part_that_died_is_seen_and_the_next_up_mends_the_lab(up):
    victims = [pid for pid in up.processes() if "moto_server" in Path(f"/proc/{pid}/cmdline").read_text()]
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    assert victims
    status = json.loads(up.lab("status", "--format", "json", code=1))
    assert [part["name"] for part in status["parts"] if not part["answers"]] == ["district-aws"]
    assert "removed from a lab before" in up.lab("up", "--site", "hs")
    up.lab("status")


@pytest.mark.lab
def test_down_leaves_nothing_and_says_so_when_asked_again(up):
    assert "network namespaces" in up.lab("down")
    assert up.left() == []
    assert up.lab("down") == "no lab here\n"


@pytest.mark.lab
@pytest.mark.parametrize("seconds", [0.4, 0.8, 1.0, 1.3, 1.7, 2.3])
def test_down_leaves_nothing_of_a_lab_that_was_killed_while_it_rose(machine, seconds):
    machine.lab("down")
    rising = machine.start(sys.executable, "-m", "drplan", "lab", "up", "--site", "hs")
    time.sleep(seconds)
    rising.kill()
    rising.communicate()
    machine.lab("down")
    assert machine.left() == []


@pytest.mark.lab
def test_a_lab_whose_every_process_was_killed_comes_up_again(up):
    for pid in up.processes():
        os.kill(pid, signal.SIGKILL)
    up.lab("up", "--site", "hs")
    assert up.ssh("hs-db1", "hostname") == "hs-db1\n"


class Silence:
    def say(self, subject, message):
        pass


def test_without_root_repositories_and_the_account_are_served_on_loopback(tmp_path):
    district = load_district(ROOT / "inventories")
    lab = Loopback(tmp_path, district, site_of(district, "hs"))
    try:
        access = lab.raise_all(Silence().say)
        assert [(part.name, part.answers) for part in lab.parts()] == [
            ("onsite", True),
            ("onsite-prune", True),
            ("offsite", True),
            ("district-aws", True),
        ]
        kept_in = repositories_for(district, data_sets_of(site_of(district, "hs")))
        doors = {door for each in kept_in for door in (each.location, each.prune_location) if door}
        assert access.locations.keys() == doors
        assert all("127.0.0.1" in location for location in access.locations.values())
        assert len(lab.not_tried()) == 4
    finally:
        ended = end_loopback(tmp_path)
    assert ended == ["4 processes"]
    ports = [port for each in json.loads((tmp_path / "ports.json").read_text()).values() for port in each]
    assert not [path for port in ports for path in Path("/tmp").glob(f"seaweedfs-*-{port + 10_000}.sock")]
