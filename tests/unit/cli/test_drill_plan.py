"""``drplan drill plan`` and ``run`` as they are typed, over a world at wiring's own seam."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan import AcademicCalendar, Period, wiring
from drplan.act.drill_ports import RecoveryPorts
from drplan.adapters.engine.history import KeptDrill
from drplan.cli import cli
from drplan.declare import Role
from drplan.errors import EvidenceError, RepositoryError
from drplan.record.signers import AllowedSigner
from tests.unit.act.conftest import ABOUT, START, World, district, service
from tests.unit.cli.one_run import OneRun

FREEZE = Period(
    name="testing",
    title="State tests",
    kind="state-testing",
    first=date(2026, 3, 2),
    last=date(2026, 3, 6),
    freezes=("drill",),
)


class Chain:
    """Stands for the folder of signed records."""

    root = Path("evidence")

    def __init__(self):
        self.kept, self.broken = [], False

    def records(self):
        if self.broken:
            raise EvidenceError("the chain is forked", next_step="drplan evidence verify")
        return self.kept

    def ids(self):
        return [record.id for record in self.kept]

    def record(self, drill):
        return next(record for record in self.kept if record.id == drill)

    def path(self, drill):
        return self.root / drill

    def bearer(self, _):
        return AllowedSigner("evidence@test.example", b"key")

    def append_next(self, record, files, signer, *, secrets):
        self.kept.append(record)
        return self.path(record.id)


class Key:
    identity = "evidence@test.example"


class There:
    """What typed commands found and left: the world, the chain, and what was said."""

    def __init__(self, world, chain):
        self.world, self.chain = world, chain

    def typed(self, *words):
        return CliRunner().invoke(cli, ["drill", *words])


@pytest.fixture
def there(monkeypatch):
    def make(*services, where="lab", freeze=False):
        declared = district(*(services or (service("files", "host-a"),)))
        years = (
            AcademicCalendar(title="Y", first=date(2026, 1, 1), last=date(2026, 12, 31), periods=(FREEZE,)),
        )
        role = Role(name="systems-administrator", title="A", phone="1", email="a@b.example")
        declared = declared.model_copy(
            update={"calendars": years if freeze else (), "roles": (*declared.roles, role)}
        )
        world, chain = World(declared), Chain()
        world.where = where
        ports = vars(world.ports())
        bare = RecoveryPorts(**{name: port for name, port in ports.items() if name != "ground"})
        monkeypatch.setattr(wiring, "district", lambda _: declared)
        monkeypatch.setattr(wiring, "enter", lambda: world)
        monkeypatch.setattr(wiring, "clock", lambda: world)
        monkeypatch.setattr(wiring, "recovery_ports", lambda *_: bare)
        monkeypatch.setattr(wiring, "drill_ports", lambda *_: world.ports())
        monkeypatch.setattr(wiring, "evidence", lambda _: chain)
        monkeypatch.setattr(wiring, "drill_runner", OneRun)
        monkeypatch.setattr(wiring, "drill_history", OneRun)
        monkeypatch.setattr(wiring, "evidence_key", Key)
        monkeypatch.setattr(wiring, "repository_secrets", lambda _: ())
        monkeypatch.setattr(wiring, "circumstances", lambda *_: ABOUT)
        monkeypatch.setattr(wiring, "inventory_sha256", lambda _: ABOUT.inventory_sha256)
        return There(world, chain)

    return make


def portal():
    return (service("files", "host-a"), service("portal", "host-b", ("files",)), service("mail", "host-a"))


def test_a_plan_says_what_comes_back_from_where_how_long_and_what_goes_with_it(there):
    done = there(*portal()).typed("plan", "--service", "portal")
    assert done.exit_code == 0
    assert "service portal: 2 services, recovery points: latest" in done.output
    assert "never measured" in done.output
    assert "scratch for the data alone: 1 B at one time, 2 B in all" in done.output
    assert "lost with it and not brought back: mail stands on the same" in done.output
    assert "counted as nothing: the rebuilding of host-a, host-b" in done.output


def test_json_says_the_same_in_seconds_and_bytes(there):
    done = there(*portal()).typed("plan", "--all", "--format", "json")
    said = json.loads(done.stdout)
    assert said["schema"] == "drplan/drill-plan/1"
    assert said["scope"] == {"kind": "all", "name": "all"}
    assert said["waves"] == [["files", "mail"], ["portal"]]
    assert [each["name"] for each in said["services"]] == ["files", "mail", "portal"]
    (files, *_) = said["data_sets"]
    assert (files["repository"], files["snapshot"], files["size"]) == ("onsite", "abcdef12", 1)
    assert said["against"] == []


def test_past_drills_say_how_long_the_next_will_take(there):
    found = there()
    assert found.typed("run", "--site", "hs").exit_code == 0
    done = found.typed("plan", "--site", "hs")
    (record,) = found.chain.kept
    assert f"as measured in {record.id}" in " ".join(done.output.split())
    assert "counted as nothing" not in done.output


def test_a_broken_chain_of_records_does_not_keep_anybody_from_planning(there):
    found = there()
    found.chain.broken = True
    done = found.typed("plan", "--site", "hs")
    assert done.exit_code == 0
    assert "past drills say nothing: the chain is forked" in done.output


def test_without_a_lab_production_is_planned_and_only_its_data_can_be_drilled(there):
    done = there(where="production").typed("plan", "--all")
    assert done.exit_code == 0
    assert "files: not tried: no lab is up: only its data can be drilled here" in done.output


def test_a_data_set_with_nothing_to_come_back_from_speaks_against_it(there):
    found = there()
    found.world.no_points = {"files-data"}
    done = found.typed("plan", "--all")
    assert done.exit_code == 1
    assert "against it: files-data: no recovery point was made before the disruption" in done.output


def test_a_service_that_is_left_out_may_have_nothing_to_come_back_from(there):
    found = there(service("files", "host-a"), service("mail", "host-b"))
    found.world.no_points, found.world.excused = {"mail-data"}, {"host-b"}
    assert found.typed("plan", "--all").exit_code == 0


def test_a_silent_copy_ends_a_plan_with_3_and_all_silent_with_2(there, monkeypatch):
    found = there()

    def silent(_repository):
        raise RepositoryError("no route", next_step="see the link")

    onsite = found.world.declared.repositories[0]
    two = (onsite, onsite.model_copy(update={"name": "offsite"}))
    policy = found.world.declared.policies[0].model_copy(update={"copies": ("onsite", "offsite")})
    declared = found.world.declared.model_copy(update={"repositories": two, "policies": (policy,)})
    monkeypatch.setattr(wiring, "district", lambda _: declared)
    found.world.declared, answers = declared, found.world.all_points
    monkeypatch.setattr(found.world, "all_points", lambda r: silent(r) if r.name == "onsite" else answers(r))
    done = found.typed("plan", "--all")
    assert done.exit_code == 3
    assert "could not be asked: onsite: no route" in done.output
    monkeypatch.setattr(found.world, "all_points", silent)
    assert isinstance(found.typed("plan", "--all").exception, RepositoryError)


@pytest.mark.parametrize("verb", ["plan", "run"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "nothing was asked for"),
        (("--site", "hs", "--all"), "site hs and all all"),
        (("--site", "es"), "no site is named 'es'"),
        (("--all", "--at", "2026-03-01", "--point", "random"), "--point random and --at"),
        (("--all", "--seed", "x"), "--seed"),
        (("--all", "--copy", "nowhere"), "no repository is named 'nowhere'"),
        (("--all", "--before", "2030-01-01"), "has not come yet"),
    ],
)
def test_what_is_not_one_thing_or_not_yet_is_refused(there, verb, words, said):
    found = there()
    done = found.typed(verb, *words)
    assert said in done.exception.message
    assert done.exception.next_step
    assert found.world.alive == {"host-a"}


def test_points_are_taken_as_they_were_asked_for(there):
    found = there()
    early = START - timedelta(days=3)
    newest, old = found.world.taken_at, early
    found.world.points = lambda data, repository: [
        __import__("dataclasses").replace(World.points(found.world, data, repository)[0], taken_at=at)
        for at in (newest, old)
    ]
    done = found.typed("plan", "--all", "--before", "2026-03-01", "--format", "json")
    (data,) = json.loads(done.stdout)["data_sets"]
    assert data["taken_at"] == early.isoformat()
    assert "the declared moment of the compromise" in data["because"]
    drawn = json.loads(found.typed("plan", "--all", "--point", "random", "--format", "json").stdout)
    assert drawn["points"] == "random, seed 2026-q1"


def test_a_sampled_plan_shows_its_part(there):
    done = there().typed("plan", "--all", "--sampled", "--on", "2026-05-05")
    assert "data: the part of 2026-q2" in done.output
    assert "part 2 of 4" in done.output


def test_inside_a_freeze_a_plan_ends_with_1_and_names_the_next_open_day(there):
    found = there(freeze=True)
    done = found.typed("plan", "--all")
    assert done.exit_code == 1
    assert (
        "against it: drills are frozen until 2026-03-06 by testing (State tests); "
        "the next open day is 2026-03-07" in done.output
    )
    assert found.typed("plan", "--all", "--on", "2026-03-07").exit_code == 0


def test_inside_a_freeze_a_drill_is_refused_and_nothing_lost(there):
    found = there(freeze=True)
    done = found.typed("run", "--site", "hs")
    assert "drills are frozen until 2026-03-06" in done.exception.message
    assert done.exception.next_step.startswith("drill on 2026-03-07, or say why")
    assert "destroy" not in done.output
    assert found.chain.kept == []
    assert (
        found.typed("run", "--site", "hs", "--despite-freeze", " ").exception.message
        == done.exception.message
    )


def test_a_reason_passes_a_freeze_and_is_in_the_record(there):
    found = there(freeze=True)
    assert found.typed("run", "--site", "hs", "--despite-freeze", "the auditor is here").exit_code == 0
    (record,) = found.chain.kept
    assert record.scope.despite_freeze == "the auditor is here"


def test_a_finished_drill_is_told_as_finished_inside_a_freeze_that_would_refuse_a_new_one(there):
    found = there(freeze=True)
    named = ("run", "--site", "hs", "--id", "2026-q1")
    assert found.typed(*named, "--despite-freeze", "the auditor is here").exit_code == 0
    again = found.typed(*named)
    assert again.exit_code == 0, again.exception
    assert "drill 2026-q1 is finished: it is not run again" in again.stderr
    assert len(found.chain.kept) == 1
    assert "drills are frozen" in found.typed("run", "--site", "hs", "--id", "2026-q2").exception.message


def test_a_drill_that_was_begun_goes_on_inside_a_freeze_by_the_reason_it_was_begun_with(there, monkeypatch):
    found = there(freeze=True)
    named = ("run", "--site", "hs", "--id", "2026-q1")
    began = []
    monkeypatch.setattr(OneRun, "run", lambda _self, _id, order, _work, _leave: began.append(order))
    found.typed(*named, "--despite-freeze", "the auditor is here")
    monkeypatch.undo()
    found = there(freeze=True)
    monkeypatch.setattr(
        OneRun, "find", lambda _, drill: KeptDrill(drill, began[0], finished=False, held=False, shifts=())
    )
    assert found.typed(*named).exit_code == 0
    assert found.chain.kept[0].scope.despite_freeze == "the auditor is here"


def test_a_reason_where_nothing_is_frozen_is_not_written_down(there):
    found = there()
    assert found.typed("run", "--site", "hs", "--despite-freeze", "none").exit_code == 0
    assert found.chain.kept[0].scope is None


def test_a_service_drill_is_never_sampled(there):
    done = there().typed("run", "--site", "hs", "--sampled")
    assert "does not come back from a part of its data" in done.exception.message


def test_what_the_lab_does_not_hold_is_excused_and_ends_with_3(there):
    found = there(service("files", "host-a"), service("mail", "host-b"))
    found.world.excused = {"host-b"}
    done = found.typed("run", "--all")
    assert done.exit_code == 3
    (record,) = found.chain.kept
    assert {s.name: s.verdict.outcome for s in record.services} == {"files": "pass", "mail": "no-evidence"}


def test_a_scope_of_which_nothing_is_in_the_lab_is_refused(there):
    found = there()
    found.world.excused = {"host-a"}
    done = found.typed("run", "--all")
    assert "nothing of everything can be rehearsed here: not tried: it needs root" in done.exception.message
    assert found.chain.kept == []


def test_the_day_is_this_machines_own(there, monkeypatch):
    found = there(freeze=True)
    late = datetime(2026, 3, 7, 12, tzinfo=UTC)
    monkeypatch.setattr(found.world, "now", lambda: late)
    assert found.typed("plan", "--all").exit_code == 0


def test_the_next_freeze_is_said(there):
    done = there(freeze=True).typed("plan", "--all", "--on", "2026-02-01")
    assert done.exit_code == 0
    assert "drills are next frozen from 2026-03-02 to 2026-03-06 by testing (State tests)" in done.output
