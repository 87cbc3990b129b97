"""A district and a world small enough to hold in one's head, with faults to order."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import PurePosixPath
from typing import Any, Literal

import pytest

from drplan import (
    BackupPolicy,
    DataSet,
    District,
    FileProbe,
    Objectives,
    Paths,
    Repository,
    Role,
    Secret,
    Server,
    Service,
    Site,
    Tier,
)
from drplan.act.account import Circumstances, drill_record
from drplan.act.drill import conduct, prepare
from drplan.act.drill_ports import DrillPorts, Patience
from drplan.act.waves import Limits
from drplan.errors import LabError, SourceError
from drplan.ports import (
    AssetResult,
    Entries,
    OperationResult,
    Protected,
    Recovered,
    RecoveryPoint,
    Sighting,
    Told,
)

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
ABOUT = Circumstances("Test District", "admin", "0" * 64, {"restic": "0.18"})
KEPT: Entries = {"/srv/canary": {"type": "file", "sha256": "aa"}}
HOURS = {"rto": timedelta(hours=4), "rpo": timedelta(hours=24), "mtd": timedelta(hours=24)}


def service(name, host, needs=(), **more):
    data = DataSet(
        name=f"{name}-data",
        source=Paths(server=host, paths=(PurePosixPath("/srv"),)),
        policy="nightly",
        privacy="internal",
        canaries=("/srv/canary",),
    )
    told = {
        "tier": Tier.INSTRUCTION,
        "objectives": Objectives(**HOURS),
        "data_sets": (data,),
        "probes": (FileProbe(server=host, path=f"/srv/{name}", contains="x"),),
        "runs_on": (host,),
    }
    return Service(
        name=name,
        title=name,
        owner="admin",
        depends_on=needs,
        impact="none",
        workaround="none",
        **(told | more),
    )


def district(*services):
    hosts = tuple(
        Server(name=name, address=IPv4Address(f"10.9.0.{n + 1}"), owner="admin")
        for n, name in enumerate(dict.fromkeys(h for s in services for h in s.runs_on))
    )
    site = Site(
        code="hs",
        title="High School",
        kind="high-school",
        students=1,
        networks=(IPv4Network("10.9.0.0/24"),),
        contact="admin",
        assets=hosts,
        services=services,
    )
    return District(
        name="Test District",
        domain="test.example",
        sites=(site,),
        roles=(Role(name="admin", title="Administrator", phone="555-0100", email="a@test.example"),),
        repositories=(
            Repository(name="onsite", location="/x", site="hs", media="disk", password=Secret.env("X")),
        ),
        policies=(BackupPolicy(name="nightly", copies=("onsite",), cadence=timedelta(hours=24)),),
    )


class World:
    """Implements every port over a set of lost assets; a second passes with each question of the time."""

    where: Literal["lab", "loopback lab"] = "lab"

    def __init__(self, declared):
        self.declared = declared
        self.alive = {a.name for site in declared.sites for a in site.assets}
        self.restored = {d.name for s in declared.sites[0].services for d in s.data_sets}
        self.told = []
        self.seconds = 0.0
        self.found = dict(KEPT)
        self.notes: Any = ()
        self.taken_at = START - timedelta(hours=6)
        self.no_points = set()
        self.excused = set()
        self.stand_ins = set()
        self.always_healthy = set()
        self.always_broken = set()
        self.unbuildable = set()
        self.unrestorable = set()
        self.ran = []
        self.exit_codes = {}
        self.manifests = {}

    def now(self):
        return START + timedelta(seconds=self.seconds)

    def monotonic(self):
        self.seconds += 1
        return self.seconds

    def say(self, subject, message):
        self.told.append((subject, message))

    def stands_in(self, asset):
        return f"{asset.name} is a stand-in" if asset.name in self.stand_ins else None

    def excuse(self, asset):
        return "it needs root" if asset.name in self.excused else None

    def destroy(self, asset):
        self.alive.discard(asset.name)
        data = [d for s in self.declared.sites[0].services for d in s.data_sets]
        self.restored -= {d.name for d in data if d.source.server == asset.name}
        return "wiped"

    def blank(self, asset):
        if asset.name in self.unbuildable:
            raise LabError(f"{asset.name} does not boot", next_step="look at its console")
        self.alive.add(asset.name)
        return "booted"

    def apply(self, assets):
        self.alive |= {asset.name for asset in assets}
        return [AssetResult(a.name, (OperationResult("SSH", "changed"),)) for a in assets]

    plan = apply

    def look(self, probe):
        name = probe.path.removeprefix("/srv/")
        declared = next(s for s in self.declared.sites[0].services if s.name == name)
        up = probe.server in self.alive and all(d.name in self.restored for d in declared.data_sets)
        up = (up or name in self.always_healthy) and name not in self.always_broken
        return Sighting(up, f"{name} is {'up' if up else 'down'}")

    def run(self, server, argv, *, seconds):
        self.ran.append((server, tuple(argv), seconds))
        return self.exit_codes.get(argv[0], 0)

    def open(self, repository, *, create):
        self.say(repository.name, "opens")

    def points(self, data_set, repository):
        if data_set.name in self.no_points:
            return []
        return [RecoveryPoint(data_set.name, repository.name, "abcdef12", self.taken_at, 1, 1)]

    def all_points(self, repository):
        data = [d for s in self.declared.sites[0].services for d in s.data_sets]
        return [point for each in data for point in self.points(each, repository)]

    def recover(self, data_set, point, repository, *, instead_of=()):
        if data_set.name in self.unrestorable:
            raise SourceError("restic restore (exit 1): pack is damaged", next_step="try another copy")
        self.restored.add(data_set.name)
        return Recovered(KEPT, self.found, 3, self.notes)

    def manifest(self, data_set, point, repository):
        return Told(self.manifests.get(point.snapshot, KEPT))

    def protect(self, data_set, copies):
        if data_set.name in self.unrestorable:
            raise SourceError(f"{data_set.name} is empty", next_step="mount its disk")
        points = (RecoveryPoint(data_set.name, c.name, "abcdef12", self.now(), 1, 1) for c in copies)
        return Protected(tuple(points))

    def ports(self):
        return DrillPorts(
            district=self.declared,
            clock=self,
            ground=self,
            enforcers={"server": self},
            vault=self,
            prober=self,
            programs=self,
            progress=self,
        )


@pytest.fixture
def make_world():
    def make(*services):
        return World(district(*(services or (service("files", "host-a"),))))

    return make


@pytest.fixture
def make_service():
    return service


@pytest.fixture
def limits():
    return Limits(at_once=1, patience=Patience(steady=3, broken=3, healthy=3, between=0))


@pytest.fixture
def drill(limits):
    def run(world):
        ports = world.ports()
        conducted = conduct(prepare(world.declared.sites[0], ports), ports, limits)
        return drill_record(conducted, ABOUT)

    return run
