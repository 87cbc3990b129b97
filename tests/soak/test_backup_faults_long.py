"""The slow rows of the fault table: networks that fail, disks that hang, databases that stop midway."""

import os
import shutil
import subprocess
import time

import pytest

from tests.e2e.backup_desk import (
    as_root,
    cut_power,
    disk,
    sitting_at_a_desk,
    wait,
)
from tests.e2e.backup_rows import ROWS
from tests.e2e.backup_world import POSTGRES, cluster, line, served

with_postgres = pytest.mark.skipif(
    os.geteuid() != 0 or not POSTGRES, reason="not tried: needs root and PostgreSQL"
)


@pytest.fixture
def desk(tmp_path):
    with sitting_at_a_desk(tmp_path) as made:
        yield made


def test_live_lock(desk):
    desk.fill()
    with desk.locked():
        assert desk.back_up()[0] == ROWS["live_lock"].said
    assert desk.points() == []
    assert desk.heals()


def test_server_gone(desk):
    desk.fill()
    nowhere = {**desk.copy, "location": "rest:http://127.0.0.1:9/drplan/"}
    begun = time.monotonic()
    assert desk.back_up(nowhere)[0] == ROWS["server_gone"].said
    assert time.monotonic() - begun < 60
    assert desk.heals()


@as_root
def test_repository_disk_fails(desk):
    with disk(desk.folder / "disk", "128M") as power_on:
        desk.copy = desk.repository("disk/repository")
        desk.init()
        desk.fill()
        desk.back_up()
        old, truth = desk.good(), desk.truth()
        desk.fill_big()
        desk.stall = 10
        process = desk.start(desk.slowly())
        desk.until_in_the_middle(process)
        cut_power(desk.folder / "disk")
        assert desk.said(process)[0] == ROWS["repository_disk_fails"].said
        power_on()
        assert desk.good() == old
        assert desk.comes_back_as(truth, old[0])
        assert desk.heals()


@as_root
@pytest.mark.parametrize("row", ["network_down_for_a_while", "network_cut"])
def test_network(desk, row):
    desk.fill_big()
    with line() as cable, served(desk.copy["location"]) as there:
        far = {**desk.slowly(), "location": there}
        desk.stall = None if row == "network_down_for_a_while" else 20
        process = desk.start(far, prefix=cable.near)
        desk.until_in_the_middle(process)
        if row == "network_cut":
            cable.drop_all()
            assert desk.said(process)[0] == ROWS["network_cut"].said
            assert desk.points() == []
            cable.let_all()
        else:
            cable.unplug()
            time.sleep(20)
            cable.plug()
            assert desk.said(process) == (ROWS["network_down_for_a_while"].said, "")
            (kept,) = desk.good()
            assert desk.comes_back_as(desk.truth(), kept)
        desk.stall = None
        assert desk.back_up({**desk.copy, "location": there}, prefix=cable.near) == ("kept", "")
    assert desk.heals()


def of_database(desk, database):
    desk.verb, desk.wanted = "protect-postgres", {"database": "school"}
    desk.also = dict(database.environment)


def heals_with_all_rows(desk):
    """The next run is good, and what it kept loads into as many rows."""
    before = {*desk.good()}
    assert desk.back_up() == ("kept", "")
    (new,) = {*desk.good()} - before
    to = desk.folder / "dump"
    to.mkdir()
    desk.ask("restore-to", repository=desk.copy, snapshot=new, to=str(to))
    (dump,) = to.rglob("*.pgdump")
    words = ("pg_restore", "-a", "-t", "pupil", "-f", "-", str(dump))
    text = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return sum(line[:1].isdigit() for line in text.splitlines())


@with_postgres
def test_database_down(desk):
    rows = 600_000
    with cluster(rows) as database:
        of_database(desk, database)
        process = desk.start(desk.slowly())
        wait(lambda: desk.packs() > 0 or process.poll() is not None)
        database.control("-m", "immediate", "stop")
        assert desk.said(process)[0] == ROWS["database_down"].said
        assert desk.points() == []
        database.start()
        assert heals_with_all_rows(desk) == rows
    assert desk.leftovers() == []


SHORT = """#!/bin/sh
{program} "$@" | head -c 1000000
"""


@with_postgres
def test_dump_cut_short(desk):
    rows = 100_000
    with cluster(rows) as database:
        of_database(desk, database)
        shim = desk.folder / "shim"
        shim.mkdir()
        (shim / "pg_dump").write_text(SHORT.format(program=POSTGRES[-1] / "pg_dump"))
        (shim / "pg_dump").chmod(0o755)
        desk.also["PATH"] = f"{shim}:{os.environ['PATH']}"
        assert desk.back_up()[0] == ROWS["dump_cut_short"].said
        assert desk.points() == []
        desk.also.pop("PATH")
        assert heals_with_all_rows(desk) == rows
    assert desk.leftovers() == []


@as_root
def test_source_disk_fails(desk):
    with disk(desk.source, "96M") as power_on:
        shutil.rmtree(desk.source / "lost+found")
        desk.fill_big(56)
        power_on()  # what was read is forgotten
        process = desk.start(desk.slowly())
        desk.until_in_the_middle(process)
        cut_power(desk.source)
        assert desk.said(process) == ("kept", ROWS["source_disk_fails"].said)
        power_on()
        assert desk.good() == []
        assert desk.heals()


def test_file_changes_once(desk):
    desk.fill_big(16)
    process = desk.start(desk.slowly())
    desk.until_in_the_middle(process)
    (desk.source / "class-1" / "essay-1.txt").write_text("a better ending\n")
    assert desk.said(process)[0] == ROWS["file_changes_once"].said
    for snapshot in desk.good():
        assert desk.comes_back_as(desk.truth(), snapshot)
    assert desk.heals()


@as_root
def test_repository_full(desk):
    with disk(desk.folder / "disk", "24M", "tmpfs"):
        desk.copy = desk.repository("disk/repository")
        desk.init()
        desk.fill()
        desk.back_up()
        old, truth = desk.good(), desk.truth()
        desk.fill_big(40)
        assert desk.back_up()[0] == ROWS["repository_full"].said
        assert desk.good() == old
        assert desk.comes_back_as(truth, old[0])
        subprocess.run(("mount", "-o", "remount,size=96M", str(desk.folder / "disk")), check=True)
        assert desk.heals()
