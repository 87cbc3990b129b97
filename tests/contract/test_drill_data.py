"""The data drill over a real repository: every byte is read again, nothing is started, nothing is left."""

import os
import shutil
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from drplan.act.account import drill_record
from drplan.act.drill import prepare
from drplan.act.drill_data import DataPorts, Way, conduct_data
from drplan.adapters.access import Access
from drplan.adapters.agent.answer import answer
from drplan.adapters.clock import SystemClock
from drplan.adapters.secrets import SecretStore
from drplan.adapters.vault import ResticVault
from drplan.errors import UsageError
from drplan.ports import Sample
from tests.contract.weak_key import PASSWORD
from tests.unit.act.conftest import ABOUT, district, service


class Unasked:
    """Who is told, and who must not be asked: a data drill looks at no service."""

    def say(self, subject, message):
        pass

    def look(self, probe):
        raise AssertionError(probe)

    def run(self, server, argv, *, seconds):
        raise AssertionError(argv)


class Drilled:
    """A district whose services' data lies in one repository."""

    def __init__(self, folder, repository, restic, monkeypatch):
        monkeypatch.setenv("X", PASSWORD)
        self.folder, self.repository, self.restic = folder, str(repository), restic
        self.scratch, self.late = folder / "scratch-disk", timedelta(0)
        self.services = []

    def add(self, name, fill):
        source = self.folder / name
        source.mkdir()
        (source / "canary").write_text("sings")
        fill(source)
        self.services.append(service(name, "host-a", data_sets=()))
        data_set = service(name, "host-a").data_sets[0].model_copy(update={"canaries": (f"{source}/canary",)})
        self.services[-1] = self.services[-1].model_copy(update={"data_sets": (data_set,)})
        return source

    def keep(self, name):
        told = {
            "program": self.restic,
            "location": self.repository,
            "cache": str(self.folder / "cache"),
            "environment": {"RESTIC_PASSWORD": PASSWORD},
        }
        said = answer(
            {
                "verb": "protect-paths",
                "data_set": f"{name}-data",
                "scratch": str(self.folder / "host"),
                "source": {"paths": [str(self.folder / name)]},
                "copies": [told],
            }
        )
        return said["answer"][0]["snapshot"]

    def ports(self):
        declared = district(*self.services)
        access = Access(locations={"/x": self.repository})
        vault = ResticVault(declared, access, SecretStore(), restic=self.restic, state=self.folder / "state")
        none = Unasked()
        return DataPorts(declared, Later(self.late), {}, vault, none, none, none, prover=vault)

    def conduct(self, *, stream=False, sample=None, **how):
        ports = self.ports()
        way = Way(None if stream else self.scratch, **how)
        plan = prepare(ports.district.sites[0], ports)
        if sample is not None:
            plan = replace(plan, samples={data.name: sample for s in self.services for data in s.data_sets})
        return drill_record(conduct_data(plan, ports, way), ABOUT)


class Later(SystemClock):
    def __init__(self, late):
        self.late = late

    def now(self):
        return super().now() + self.late


@pytest.fixture
def drilled(tmp_path, repository_folder, restic_program, monkeypatch):
    return Drilled(tmp_path, repository_folder, restic_program, monkeypatch)


def some_files(source):
    for number in range(20):
        (source / f"{number}.txt").write_text(f"essay {number}\n" * 40)


def a_large_file(source):
    (source / "film").write_bytes(os.urandom(3 << 20))


@pytest.mark.parametrize("stream", [False, True])
def test_data_passes_and_what_it_serves_has_no_evidence(drilled, stream):
    for name, fill in (("essays", some_files), ("films", a_large_file)):
        drilled.add(name, fill)
        drilled.keep(name)
    record = drilled.conduct(stream=stream)
    assert record.where == "scratch"
    assert record.verdict.outcome == "no-evidence"
    by_name = {each.name: each for each in record.services}
    (essays,) = by_name["essays"].data_sets
    assert (essays.verdict.outcome, essays.entries, essays.matched) == ("pass", 22, 22)
    assert essays.proof == ("stream" if stream else "scratch")
    assert by_name["essays"].verdict.because == ("only its data was rehearsed",)
    assert by_name["essays"].rta_seconds is None
    assert 0 <= by_name["essays"].rpa_seconds < 600
    assert [step.subject for step in record.steps if step.action == ("verify" if stream else "restore")]
    assert not drilled.scratch.exists() or not list(drilled.scratch.iterdir())


@pytest.mark.parametrize("stream", [False, True])
def test_data_that_is_not_what_was_kept_fails_its_service_and_names_the_file(drilled, stream):
    source = drilled.add("essays", some_files)
    drilled.keep("essays")
    packs = (each for each in (drilled.folder / "repository" / "data").rglob("*") if each.is_file())
    pack = max(packs, key=lambda each: each.stat().st_size)
    pack.chmod(0o600)
    content = bytearray(pack.read_bytes())
    content[100] ^= 1
    pack.write_bytes(content)
    record = drilled.conduct(stream=stream)
    assert record.verdict.outcome == "fail"
    assert any("essays-data" in line for line in record.verdict.because), source


def test_data_older_than_its_rpo_fails_its_service_though_it_is_whole(drilled):
    drilled.add("essays", some_files)
    drilled.keep("essays")
    drilled.late = timedelta(days=3)
    record = drilled.conduct(stream=True)
    assert record.services[0].data_sets[0].verdict.outcome == "pass"
    assert record.services[0].verdict.outcome == "fail"
    assert "RPO missed" in record.services[0].verdict.because[0]


def test_a_data_set_without_a_recovery_point_fails_and_keeps_no_other_from_its_proof(drilled):
    for name in ("essays", "films"):
        drilled.add(name, some_files)
    drilled.keep("films")
    record = drilled.conduct(stream=True)
    verdicts = {each.name: each.verdict.outcome for each in record.services}
    assert verdicts == {"essays": "fail", "films": "no-evidence"}


def test_a_sample_says_which_part_it_is_and_of_how_much(drilled):
    drilled.add("essays", some_files)
    drilled.keep("essays")
    seen = 0
    for part in range(3):
        record = drilled.conduct(stream=True, sample=Sample(part, 3))
        (data_set,) = record.services[0].data_sets
        assert data_set.verdict.outcome == "pass"
        assert (data_set.sample.part, data_set.sample.parts, data_set.sample.entries_in_all) == (part, 3, 22)
        seen += data_set.entries
    assert seen == 22 + 2  # the canary is in every part


def test_data_that_fits_into_memory_is_restored_there_and_what_does_not_goes_to_the_disk(drilled):
    drilled.add("essays", some_files)
    drilled.keep("essays")
    memory, told = drilled.folder / "memory", drilled.folder / "told"
    (memory / "drplan-drill-left").mkdir(parents=True)
    telling = drilled.folder / "telling-restic"
    telling.write_text(f'#!/bin/sh\necho "$@" >> {told}\nexec {drilled.restic} "$@"\n')
    telling.chmod(0o755)
    drilled.restic = str(telling)
    for there, place in ((memory, memory), (drilled.folder / "no-memory", drilled.scratch)):
        drilled.conduct(memory=there)
        (restored,) = [line for line in told.read_text().splitlines() if "restore" in line]
        assert f"--target {place}/drplan-drill-" in restored
        assert not list(place.iterdir())
        told.unlink()


def test_too_small_a_disk_refuses_before_anything_is_restored(drilled, monkeypatch):
    drilled.add("films", a_large_file)
    drilled.keep("films")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1 << 20, 0, 1 << 20))
    with pytest.raises(UsageError, match="bytes free"):
        drilled.conduct()
    assert not drilled.scratch.exists()


def test_what_a_killed_drill_left_is_removed_and_what_another_one_holds_is_not(drilled):
    from drplan.act.scratch_folder import scratch_below

    drilled.add("essays", some_files)
    drilled.keep("essays")
    left = drilled.scratch / "drplan-drill-left"
    (left / "tmp").mkdir(parents=True)
    (left / "lock").touch()
    (left / "tmp" / "roster.csv").write_text("a student")
    with scratch_below(drilled.scratch) as held:
        assert not left.exists()
        drilled.conduct()
        assert held.exists()
    assert not list(drilled.scratch.iterdir())


def test_an_interrupted_drill_ends_its_restic_and_leaves_nothing(drilled, monkeypatch):
    drilled.add("films", a_large_file)
    drilled.keep("films")
    slow = drilled.folder / "slow-restic"
    slow.write_text(f'#!/bin/sh\nexec {drilled.restic} --limit-download 16 "$@"\n')
    slow.chmod(0o755)
    drilled.restic = str(slow)
    threading.Timer(3, lambda: os.kill(os.getpid(), 2)).start()
    with pytest.raises(KeyboardInterrupt):
        drilled.conduct()
    assert not list(drilled.scratch.iterdir())
