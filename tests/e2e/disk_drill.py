"""A whole drill on folders instead of hosts: real restic, real probes, real evidence, made to be killed.

An asset is a folder. It is lost when it is gone, blank when it is empty; a service is healthy when its file
can be read. Run as a program it is the drill's runner: ``python -m tests.e2e.disk_drill FOLDER ID``;
with ``--worker`` instead of an id it takes over what others left.
"""

import json
import os
import shutil
import sys
import time
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from drplan import DataSet, Paths
from drplan.act.account import Circumstances
from drplan.act.drill_ports import DrillPorts
from drplan.adapters.agent.answer import answer
from drplan.adapters.clock import SystemClock
from drplan.adapters.engine.place import find_place
from drplan.adapters.engine.runner import Runner
from drplan.adapters.engine.worker import Worker
from drplan.adapters.evidence_folder import EvidenceFolder
from drplan.adapters.keys import KeyFile
from drplan.cli.drill_kept import Keeping, service_drill
from drplan.cli.show import Lines
from drplan.errors import SourceError
from drplan.plan.scope import Asked
from drplan.ports import AssetResult, OperationResult, Recovered, RecoveryPoint, Sighting, Told
from tests.e2e.backup_desk import Desk as BackupDesk
from tests.unit.act.conftest import district, service

ASKED: dict[str, Any] = {**dict.fromkeys(Asked._fields), "site": "hs", "everything": False}
TERMS = {"point": "latest", "seed": None, "at": None, "before": None, "sampled": False, "copy": None}
ORDER = {**ASKED, **TERMS, "day": "2026-03-02", "runbooks": "none", "patience": 3.0, "role": "admin"}
SERVICES = (("files", "host-a", ()), ("mail", "host-b", ()))


class DiskGround:
    """Implements what a drill needs over folders below ``folder``; counts what it does in ``done.txt``."""

    where: Literal["lab", "loopback lab"] = "lab"

    def __init__(self, folder):
        self.folder = folder
        self.told = json.loads((folder / "told.json").read_text())
        self.declared = declared(folder)

    def stands_in(self, asset):
        return None

    def excuse(self, asset):
        return None

    def destroy(self, asset):
        self.note("destroy", asset.name)
        shutil.rmtree(self.folder / asset.name, ignore_errors=True)
        return "wiped"

    def blank(self, asset):
        self.note("blank", asset.name)
        shutil.rmtree(self.folder / asset.name, ignore_errors=True)
        (self.folder / asset.name).mkdir()
        return "an empty folder"

    def apply(self, assets):
        for asset in assets:
            self.note("deploy", asset.name)
            (self.folder / asset.name / "deployed").write_text("baselines\n")
        return [AssetResult(a.name, (OperationResult("folder", "changed"),)) for a in assets]

    plan = apply

    def look(self, probe):
        try:
            healthy = "sings" in (self.data_of(probe.server) / "canary.txt").read_text()
        except OSError:
            healthy = False
        return Sighting(healthy, f"{probe.server} is {'up' if healthy else 'down'}")

    def points(self, data_set, repository):
        return [each for each in self.all_points(repository) if each.data_set == data_set.name]

    def all_points(self, repository):
        taken = SystemClock().now() - timedelta(minutes=1)
        told = [point for name, *_ in SERVICES for point in self.told[f"{name}-data"]]
        return [RecoveryPoint(**point, taken_at=taken) for point in told]

    def manifest(self, data_set, point, repository):
        said = answer(
            {
                "verb": "manifest",
                "repository": self.told["repository"],
                "snapshot": point.snapshot,
                "data_set": data_set.name,
            }
        )
        return Told(said["answer"]["entries"])

    def recover(self, data_set, point, repository, *, instead_of=()):
        self.note("restore", data_set.name)
        time.sleep(float(os.environ.get("DISK_DRILL_PAUSE", "0")))
        asset = self.folder / data_set.source.server
        shutil.rmtree(asset / "data", ignore_errors=True)
        said = answer(
            {
                "verb": "restore-to",
                "repository": self.told["repository"],
                "snapshot": point.snapshot,
                "data_set": data_set.name,
                "scratch": str(self.folder / "scratch"),
                "to": str(asset / "data"),
            }
        )
        if "error" in said:
            raise SourceError(said["error"]["message"], next_step="look at it")
        came = said["answer"]
        return Recovered(came["expected"], came["found"], came["size"])

    def data_of(self, asset):
        return self.folder / asset / "data" / str(self.folder / "source").lstrip("/")

    def note(self, what, name):
        with (self.folder / "done.txt").open("a") as done:
            done.write(f"{what} {name}\n")

    def run(self, server, argv, *, seconds):
        raise NotImplementedError

    def open(self, repository, *, create):
        raise NotImplementedError

    def protect(self, data_set, copies):
        raise NotImplementedError


def declared(folder):
    def data(name, host):
        source = Paths(server=host, paths=(PurePosixPath(folder / "source"),))
        told: dict[str, Any] = {
            "policy": "nightly",
            "privacy": "internal",
            "canaries": (str(folder / "source/canary.txt"),),
        }
        return DataSet(name=f"{name}-data", source=source, **told)

    return district(*(service(n, h, needs, data_sets=(data(n, h),)) for n, h, needs in SERVICES))


def prepare(folder, files=120, size=20000):
    """Make the repository, a recovery point of each data set, the assets as they were, and a key."""
    desk = BackupDesk(folder)
    desk.init()
    desk.fill(files, size)
    points = {}
    for name, *_ in SERVICES:
        desk.data_set = f"{name}-data"
        assert desk.back_up() == ("kept", "")
        (found,) = desk.points()
        kept = {"data_set": desk.data_set, "repository": "onsite", "snapshot": found["snapshot"]}
        points[desk.data_set] = [{**kept, "files": found["files"], "size": found["size"]}]
    (folder / "told.json").write_text(json.dumps({**points, "repository": desk.copy}))
    KeyFile.create(folder / "keys", "evidence@test.example")
    rebuild(folder)
    return desk


def rebuild(folder):
    """Put the assets there as they were before any drill."""
    ground = DiskGround(folder)
    (folder / "done.txt").unlink(missing_ok=True)
    for _, host, _ in SERVICES:
        shutil.rmtree(folder / host, ignore_errors=True)
        shutil.copytree(folder / "source", ground.data_of(host))


def main(folder, drill):
    """Run the drill, or what is left of it, and print its verdict."""
    ground = DiskGround(folder)
    ports = DrillPorts(
        district=ground.declared,
        clock=SystemClock(),
        enforcers={"server": ground},
        vault=ground,
        prober=ground,
        programs=ground,
        progress=Lines(),
        ground=ground,
    )
    evidence, signer = EvidenceFolder(folder / "evidence"), KeyFile.load(folder / "keys")

    def add(record):
        if record.id not in evidence.ids():
            evidence.append_next(record, {}, signer)

    runner = Runner(find_place(folder / "state"))
    about = Circumstances("Test District", "admin", "0" * 64, {"restic": "0.18"})
    keeping = Keeping(drill, service_drill(ORDER, ports), about, add, runner)
    sys.stdout.write(json.dumps(runner.run(drill, ORDER, keeping.work)))


def work_for_ever(folder):
    """Take over the drills of dead runners."""
    command = (sys.executable, "-m", "tests.e2e.disk_drill", str(folder))
    Worker(find_place(folder / "state"), (), Lines(), command).watch(0.5)


if __name__ == "__main__":
    os.environ["TMPDIR"] = f"{sys.argv[1]}/tmp"
    if sys.argv[2] == "--worker":
        work_for_ever(Path(sys.argv[1]))
    main(Path(sys.argv[1]), sys.argv[2])
