"""Every apply and drift leaves a signed record, and nothing that happens to the record hides the deploy."""

import json
import signal
import subprocess

import pytest
from click.testing import CliRunner

from drplan.adapters.evidence_deploys import DeployEvidence
from drplan.adapters.keys import KeyFile
from drplan.cli import cli


@pytest.fixture
def kept(tmp_path):
    KeyFile.create(tmp_path / "state" / "keys", "evidence@d.example")
    return DeployEvidence(tmp_path / "state" / "evidence")


def test_an_apply_is_recorded_and_the_printed_line_verifies_it(deploy, kept, tmp_path):
    result = deploy("apply", "--at-once", "2", "--failure-budget", "0")
    assert result.exit_code == 0, result.output
    (record,) = kept.records()
    assert record.id == "0000001-20261122T120000Z-district-apply"
    assert (record.verb, record.where, record.standing, record.exit_code) == (
        "apply",
        "production",
        "well",
        0,
    )
    assert vars(record.limits) == {"canary": 1, "at_once": 2, "failure_budget": 0}
    assert [wave.assets for wave in record.waves] == [("s1",), ("s2", "s3"), ("s4", "s5")]
    assert record.verdict.outcome == "pass"
    assert "@" in record.operator_account
    (line,) = [each for each in result.stdout.splitlines() if each.startswith("verify:")]
    command = line.removeprefix("verify:").strip()
    assert subprocess.run(["sh", "-c", command], cwd=tmp_path, check=False).returncode == 0
    (kept.root / record.id / "record.json").write_text("{}")
    assert subprocess.run(["sh", "-c", command], cwd=tmp_path, check=False).returncode != 0


def test_a_drift_is_recorded_with_what_was_asked_and_a_plan_is_not(deploy, kept):
    deploy("plan")
    assert kept.ids() == []
    words = ("--site", "hs", "--kind", "server", "--baseline", "baseline", "--asset", "s2")
    assert deploy("drift", *words).exit_code == 1
    (record,) = kept.records()
    asked = {"site": "hs", "kind": "server", "baseline": "baseline", "assets": ("s2",)}
    assert record.scope.model_dump(mode="json") == {**asked, "assets": ["s2"]}
    assert (record.verb, record.standing, record.exit_code) == ("drift", "falls-short", 1)
    assert (record.limits, record.waves) == (None, ())
    assert record.verdict.outcome == "fail"
    assert record.verdict.because == ("s2: differs: one",)


def test_what_a_stopped_rollout_left_alone_is_no_evidence_and_never_a_pass(deploy, kept, fleet):
    fleet.broken = ("s1",)
    assert deploy("apply").exit_code == 3
    (record,) = kept.records()
    assert {asset.name: asset.verdict.outcome for asset in record.assets} == {
        "s1": "fail",
        "s2": "no-evidence",
        "s3": "no-evidence",
        "s4": "no-evidence",
        "s5": "no-evidence",
    }
    assert record.exit_code == 3


def test_a_passed_freeze_is_recorded_with_its_reason(deploy, kept, place):
    place.day = 25
    assert "frozen" in str(deploy("apply").exception)
    assert kept.ids() == []
    deploy("apply", "--despite-freeze", "a hole is being used")
    (record,) = kept.records()
    assert vars(record.freeze) == {
        "period": "payroll",
        "last": "2026-11-30",
        "despite": "a hole is being used",
    }


def test_without_a_key_the_deploy_is_done_and_told_and_ends_as_ever(deploy, fleet):
    result = deploy("apply")
    assert result.exit_code == 0
    assert len(fleet.calls) == 2
    assert "s1  wave 1  1 changed" in result.stdout
    assert "not recorded as evidence: no evidence key at" in result.stderr
    assert "drplan evidence keygen" in result.stderr
    assert json.loads(deploy("drift", "--format", "json").stdout)["standing"] == "falls-short"


def test_records_that_cannot_be_written_hide_nothing(deploy, kept):
    kept.root.write_text("a file in the place of the folder")
    result = deploy("apply")
    assert result.exit_code == 0
    assert "s1  wave 1  1 changed" in result.stdout
    assert "not recorded as evidence: cannot write to" in result.stderr


def test_an_altered_newest_record_stops_the_recording_and_not_the_deploy(deploy, kept):
    deploy("apply")
    (kept.root / kept.ids()[0] / "record.json").write_text("{}")
    result = deploy("apply")
    assert result.exit_code == 0
    assert "record.json: was altered" in result.stderr
    assert len(kept.ids()) == 1


def interrupting(fleet, *, times, at):
    """Have the fleet send Ctrl-C to this process in the midst of a wave, counted from 1."""
    apply = fleet.apply

    def interrupted(assets):
        if len(fleet.calls) + 1 == at:
            for _ in range(times):
                signal.raise_signal(signal.SIGINT)
        return apply(assets)

    fleet.apply = interrupted


def test_one_interrupt_sees_the_wave_through_then_stops_tells_and_records(deploy, kept, fleet, capfd):
    interrupting(fleet, times=1, at=2)
    before = signal.getsignal(signal.SIGINT)
    result = deploy("apply", "--at-once", "2")
    assert result.exit_code == 3
    assert "stopping after this wave" in capfd.readouterr().err
    assert fleet.calls == [("apply", ["s1"]), ("apply", ["s2", "s3"])]
    assert "s3  wave 2  1 changed" in result.stdout
    assert "s4  wave 3  not tried: stopped after wave 2: asked to" in result.stdout
    (record,) = kept.records()
    assert [asset.verdict.outcome for asset in record.assets] == ["pass"] * 3 + ["no-evidence"] * 2
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_in_the_last_wave_changes_nothing(deploy, kept, fleet):
    interrupting(fleet, times=1, at=3)
    assert deploy("apply", "--at-once", "2").exit_code == 0
    assert kept.records()[0].verdict.outcome == "pass"


def test_a_second_interrupt_breaks_the_wave_off_tells_and_records(deploy, kept, fleet):
    interrupting(fleet, times=2, at=2)
    result = deploy("apply", "--at-once", "2")
    assert result.exit_code == 130
    assert "s1  wave 1  1 changed" in result.stdout
    assert "broken off in wave 2 (KeyboardInterrupt), maybe in the midst of a change" in result.stdout
    assert "s4  wave 3  not tried: broken off in wave 2, before its turn" in result.stdout
    (record,) = kept.records()
    assert (record.broken_off, record.exit_code) == ("KeyboardInterrupt", 130)
    assert [asset.verdict.outcome for asset in record.assets] == ["pass"] + ["no-evidence"] * 4


def test_a_fault_of_our_own_in_a_wave_loses_nothing_of_the_waves_before(deploy, kept, fleet):
    apply = fleet.apply
    fleet.apply = lambda assets: apply(assets) if not fleet.calls else 1 / 0
    result = deploy("apply")
    assert isinstance(result.exception, ZeroDivisionError)
    assert "s1  wave 1  1 changed" in result.stdout
    assert "broken off in wave 2 (ZeroDivisionError)" in result.stdout
    assert kept.records()[0].broken_off == "ZeroDivisionError"


def test_an_interrupted_drift_does_not_end_as_if_it_had_found_something(deploy, kept, fleet):
    def plan(assets):
        raise KeyboardInterrupt

    fleet.plan = plan
    assert deploy("drift").exit_code == 130
    assert kept.ids() == []


def test_a_role_that_is_not_declared_is_refused_before_anything_is_done(deploy, fleet):
    result = deploy("apply", "--role", "nobody")
    assert (result.exit_code, fleet.calls) == (1, [])
    assert "nobody" in str(result.exception)


def test_deploys_are_listed_shown_and_verified_beside_drills(deploy, kept, tmp_path):
    for _ in range(3):
        deploy("drift", "--site", "hs")

    def evidence(*words):
        return CliRunner().invoke(cli, ["evidence", *words, "--runbooks", str(tmp_path / "runbooks")])

    listed = evidence("list")
    assert "0000002-20261122T120000Z-hs-drift  2026-11-22 12:00 UTC  drift of site hs  fail" in listed.stdout
    assert "0 drills and 3 deploys on record" in listed.stdout
    rows = json.loads(evidence("list", "--kind", "deploy", "--format", "json").stdout)["records"]
    assert [each["kind"] for each in rows] == ["deploy"] * 3
    shown = evidence("show", kept.ids()[1])
    assert shown.exit_code == 0, shown.output
    assert "signed:   evidence@d.example" in shown.stdout
    assert "drift of site hs (production): fail" in shown.stdout
    verified = evidence("verify")
    assert verified.exit_code == 0
    assert f"3 of 3 deploys checked, 0 findings\nhead of the deploys {kept.head()}" in verified.stdout
    assert evidence("verify", "--head", str(kept.head())).exit_code == 0
    alone = evidence("verify", kept.ids()[0]).stdout
    assert alone.startswith(f"{kept.ids()[0]}: verified\n1 of 3 deploys checked, 0 findings\n")
    (kept.root / kept.ids()[1] / "record.json").write_text("{}")
    broken = evidence("verify")
    assert broken.exit_code == 1
    assert "0000002-20261122T120000Z-hs-drift: record.json" in broken.stdout
    assert evidence("verify", "--head", "0" * 64).exit_code == 1
