"""``drplan backup check`` on real repositories: damage is named, and what was not seen never passes."""

import json
import os
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.adapters.access import Access
from drplan.adapters.agent import restic
from drplan.adapters.agent.restic_call import Manner
from drplan.adapters.evidence_checks import CheckEvidence
from drplan.adapters.inspector import ResticInspector
from drplan.adapters.keys import KeyFile
from drplan.adapters.restic_upkeep import Upkeep
from drplan.cli import cli
from drplan.cli.backup_check import announce
from tests.contract.test_restic_outcomes import held_alone
from tests.contract.weak_key import PASSWORD, make_repository

BEGAN = datetime(2026, 11, 1, 2, tzinfo=UTC)
INVENTORY = """
from datetime import timedelta
from drplan import District, Repository, Secret

district = District(
    name="D", domain="d.example", roles=(), policies=(), sites=(),
    repositories=(Repository(name="onsite", location={location!r}, site="hs", media="disk",
                             password=Secret.env("CHECK_PASSWORD")),),
)
"""


class Clock:
    """A clock that stands, and is put forward."""

    def __init__(self):
        self.time = BEGAN

    def now(self):
        return self.time

    def monotonic(self):
        return time.monotonic()


class Desk:
    """A declared repository with one snapshot of several packs, and the command typed at it."""

    def __init__(self, folder, place, clock):
        self.folder, self.place, self.clock = folder, place, clock
        self.repository = Path(place.location)
        self.upkeep = Upkeep(place, Manner(waits=()))
        self.evidence = CheckEvidence(folder / "runbooks" / "checks")
        self.snapshots = [self.backup(), self.backup()]

    def backup(self):
        source = self.folder / "source"
        source.mkdir(exist_ok=True)
        (source / f"Schüler {len(list(source.iterdir()))}").write_bytes(os.urandom(1 << 20))
        return self.upkeep.backup("--pack-size", "4", str(source)).snapshot

    def type(self, *words):
        folders = ["--inventory", str(self.folder), "--runbooks", str(self.folder / "runbooks")]
        return CliRunner().invoke(cli, ["backup", "check", *words, *folders])

    def check(self, *words):
        done = self.type(*words)
        assert self.evidence.ids(), done.output
        (seen,) = self.evidence.records()[-1].repositories
        return done.exit_code, seen

    def packs(self, kind):
        found = []
        for name in self.upkeep.files("index"):
            (index,) = restic.read(self.place, "cat", "index", name)
            found += [p["id"] for p in index["packs"] if p["blobs"][0]["type"] == kind]
        return sorted(found)

    def pack(self, pack):
        return self.repository / "data" / pack[:2] / pack

    def one_of(self, folder):
        return min((self.repository / folder).iterdir())


@pytest.fixture
def desk(tmp_path, place, monkeypatch):
    (tmp_path / "district.py").write_text(INVENTORY.format(location=place.location))
    KeyFile.create(tmp_path / "state" / "keys", "evidence@d.example")
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("DRPLAN_RESTIC", place.program)
    monkeypatch.setenv("CHECK_PASSWORD", PASSWORD)
    clock = Clock()
    monkeypatch.setattr(wiring, "enter", Access)
    monkeypatch.setattr(wiring, "clock", lambda: clock)
    return Desk(tmp_path, place, clock)


def spoil(path, how):
    path.chmod(0o600)
    content = bytearray(path.read_bytes())
    if how == "flip":
        content[len(content) // 2] ^= 1
    else:
        del content[len(content) // 2 :]
    path.write_bytes(content)


def test_a_sound_repository_passes_and_its_record_verifies(desk):
    code, seen = desk.check()
    assert (code, seen.verdict.outcome, seen.snapshots) == (0, "pass", 2)
    assert [(part.part, part.parts) for part in seen.read] == [(1, 28)]
    assert set(seen.came) == set(desk.snapshots)
    done = desk.type("--format", "json")
    told = json.loads(done.stdout)
    assert told["record"]["repositories"][0]["read"][0]["part"] == 2
    assert subprocess.run(["sh", "-c", told["verify"]], cwd=desk.folder, check=False).returncode == 0


def test_a_flipped_byte_is_found_when_its_part_is_read_and_never_forgotten_until_it_is_sound(desk):
    pack = desk.packs("data")[0]
    good = desk.pack(pack).read_bytes()
    spoil(desk.pack(pack), "flip")
    code, seen = desk.check("--all")
    assert (code, seen.damage) == (1, (f"pack {pack[:16]} is damaged",))
    assert (seen.damaged_packs, seen.read) == ((pack,), ())
    for _ in range(2):
        desk.clock.time += timedelta(days=1)
        code, seen = desk.check()
        assert (code, seen.damaged_packs) == (1, (pack,))
    desk.pack(pack).write_bytes(good)
    assert desk.check()[0] == 0


def test_weekly_runs_together_read_the_flipped_byte_within_the_period(desk):
    desk.check()
    spoil(desk.pack(desk.packs("data")[-1]), "flip")
    codes: list[int] = []
    while 1 not in codes and len(codes) < 5:
        desk.clock.time += timedelta(days=7)
        codes.append(desk.check()[0])
    assert codes[-1] == 1
    assert desk.clock.time - BEGAN <= timedelta(days=28)


@pytest.mark.parametrize(
    ("hurt", "words"),
    [
        (lambda desk: desk.pack(desk.packs("data")[0]).unlink(), "pack {} is missing"),
        (
            lambda desk: spoil(desk.pack(desk.packs("data")[0]), "cut"),
            "pack {} is not as long as it was written",
        ),
        (lambda desk: spoil(desk.one_of("index"), "cut"), "index {} cannot be read"),
        (lambda desk: spoil(desk.one_of("snapshots"), "cut"), "snapshot {} cannot be read"),
        (lambda desk: spoil(desk.pack(desk.packs("tree")[0]), "flip"), "tree {} cannot be read"),
    ],
)
def test_other_damage_is_seen_at_once_and_named_without_a_file_s_name(desk, hurt, words):
    hurt(desk)
    done = desk.type()
    (seen,) = desk.evidence.records()[-1].repositories
    head, tail = words.split("{}")
    assert done.exit_code == 1
    assert any(line.startswith(head) and line.endswith(tail) for line in seen.damage), seen.damage
    assert "Schüler" not in done.output + seen.model_dump_json()
    assert seen.verdict.outcome == "fail"


def test_a_snapshot_that_vanished_is_named_though_restic_sees_nothing_wrong(desk):
    desk.check()
    gone = desk.snapshots[0]
    (desk.repository / "snapshots" / gone).unlink()
    assert restic.Reader(desk.place).check("--read-data").sound
    code, seen = desk.check()
    assert (code, seen.vanished, seen.gone) == (1, (gone,), (gone,))
    assert seen.verdict.because == (f"snapshot {gone[:8]} vanished, and no retention dropped it",)
    assert desk.check()[0] == 0


def test_a_snapshot_that_retention_announced_is_not_missed(desk):
    desk.check()
    district = wiring.district(desk.folder)
    assert announce(district, desk.folder, desk.folder / "runbooks", {"onsite": [desk.snapshots[0]]})
    desk.upkeep.forget([desk.snapshots[0]])
    code, seen = desk.check()
    assert (code, seen.vanished, seen.gone) == (0, (), (desk.snapshots[0],))


def test_nothing_is_announced_while_no_check_keeps_a_ledger(desk):
    district = wiring.district(desk.folder)
    assert announce(district, desk.folder, desk.folder / "runbooks", {"onsite": desk.snapshots}) is None
    assert desk.evidence.ids() == []


def test_another_repository_in_the_place_of_the_old_one_is_a_failure(desk):
    desk.check()
    desk.repository.rename(desk.folder / "the old one")
    make_repository(desk.repository, desk.place.program)
    code, seen = desk.check()
    assert code == 1
    assert "it is another repository" in seen.verdict.because[0]


def test_what_a_lab_shows_is_not_missed_in_production(desk, monkeypatch):
    monkeypatch.setattr(wiring, "enter", lambda: Access(where="lab"))
    desk.check()
    (desk.repository / "snapshots" / desk.snapshots[0]).unlink()
    monkeypatch.setattr(wiring, "enter", Access)
    code, seen = desk.check()
    assert (code, seen.vanished, seen.came) == (0, (), (desk.snapshots[1],))


def test_damage_seen_while_somebody_else_is_at_work_is_no_evidence(desk, monkeypatch):
    told = {"restic": Path(desk.place.program), "state": desk.folder / "state"}
    hasty = ResticInspector(Access(), wiring.secrets(), **told, manner=Manner(waits=()))
    monkeypatch.setattr(wiring, "inspector", lambda: hasty)
    spoil(desk.pack(desk.packs("data")[0]), "cut")
    with held_alone(desk.place):
        code, seen = desk.check()
    assert (code, seen.verdict.outcome, seen.damage) == (2, "no-evidence", ())
    assert "exit 11" in seen.error


def test_a_sound_repository_that_is_locked_is_checked_all_the_same(desk):
    with held_alone(desk.place):
        assert desk.check()[0] == 0


def test_a_repository_that_is_away_is_no_evidence_and_its_unread_parts_are_still_said(desk):
    desk.check()
    desk.repository.rename(desk.folder / "elsewhere")
    code, seen = desk.check()
    assert (code, seen.verdict.outcome, seen.repository_id) == (2, "no-evidence", None)
    desk.clock.time += timedelta(days=60)
    code, seen = desk.check()
    assert seen.verdict.because[-1] == "100 % of it was not read within 28 days"
    (desk.folder / "elsewhere").rename(desk.repository)
    code, seen = desk.check()
    assert (code, seen.came, seen.vanished) == (0, (), ())


def test_a_budget_that_is_spent_leaves_parts_unread_and_says_so(desk, monkeypatch):
    desk.check()
    desk.clock.time += timedelta(days=60)
    monkeypatch.setattr(desk.clock, "monotonic", iter(range(0, 10**6, 120)).__next__)
    code, seen = desk.check("--budget", "1")
    assert (code, seen.verdict.outcome, len(seen.read)) == (1, "fail", 1)
    assert "% of it was not read within 28 days" in seen.verdict.because[0]
    monkeypatch.undo()


def test_altered_records_are_not_built_on(desk):
    desk.check()
    (desk.evidence.root / desk.evidence.ids()[0] / "record.json").write_text("{}")
    done = desk.type()
    assert done.exit_code != 0
    assert "do not verify" in str(done.exception)
