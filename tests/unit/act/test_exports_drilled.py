"""An export that stopped coming is backed up each night, and is no younger for it."""

from datetime import timedelta
from pathlib import PurePosixPath

import pytest

from drplan import DataSet, OneRosterExport
from drplan.ports import Recovered, Told
from tests.unit.act.conftest import KEPT, START


@pytest.fixture
def drilled(make_world, make_service, drill, monkeypatch):
    """Drill a service whose one data set's newest file was written so long before the drill."""

    def run(age, *, export=True):
        data = DataSet(
            name="files-data",
            source=OneRosterExport(server="host-a", path=PurePosixPath("/srv")),
            policy="nightly",
            privacy="internal",
            canaries=("/srv/canary",),
        )
        more = {"data_sets": (data,)} if export else {}
        world = make_world(make_service("files", "host-a", **more))
        written = int((START - age).timestamp()) * 1_000_000_000
        entries = {"/srv/canary": KEPT["/srv/canary"] | {"mtime_ns": written}}

        def recover(data_set, point, repository, *, instead_of=()):
            world.restored.add(data_set.name)
            return Recovered(entries, entries, 3)

        monkeypatch.setattr(world, "recover", recover)
        monkeypatch.setattr(world, "manifest", lambda *_: Told(entries))
        return drill(world)

    return run


def test_an_export_older_than_the_rpo_is_no_evidence_though_its_backup_is_young(drilled):
    record = drilled(timedelta(days=3))
    (files,) = record.services
    assert files.data_sets[0].as_of == START - timedelta(days=3)
    assert files.verdict.outcome == "no-evidence"
    assert any("files-data was last written 3 days" in why for why in files.verdict.because)


def test_an_export_within_the_rpo_passes(drilled):
    assert drilled(timedelta(hours=12)).verdict.outcome == "pass"


def test_folders_that_people_write_to_are_as_old_as_their_backup(drilled):
    record = drilled(timedelta(days=300), export=False)
    assert record.verdict.outcome == "pass"
    assert record.services[0].data_sets[0].as_of is None
