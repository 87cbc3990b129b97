"""``drplan evidence posture`` as it is typed: bring results in, see how tenants stand, refuse others'."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.cli import cli

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases" / "posture"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return what types a command beside the example's inventory, with a key and runbooks of its own."""
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("DRPLAN_EVIDENCE_KEY", raising=False)
    places = ("--inventory", str(ROOT / "inventories"), "--runbooks", str(tmp_path / "runbooks"))
    wiring.create_evidence_key(wiring.district(ROOT / "inventories"))

    def run(*words):
        at = places if words[0] == "posture" else places[2:]
        return CliRunner().invoke(cli, ["evidence", *map(str, words), *at])

    return run


def file(folder, tool, domain, days=1.0, change=lambda whole: None):
    """Write a sample as if it had been made of this tenant, so many days ago."""
    whole = json.loads((CASES / f"{tool}.json").read_text())
    ran = datetime.now(UTC) - timedelta(days=days)
    whole["MetaData"] |= {"DomainName": domain, "TimestampZulu": ran.isoformat().replace("+00:00", "Z")}
    change(whole)
    path = folder / f"{tool}-{days}.json"
    path.write_text(json.dumps(whole))
    return path


def test_results_are_brought_in_signed_shown_and_drift_is_seen(run, tmp_path):
    def mended(whole):
        control = whole["Results"]["AAD"][1]["Controls"][0]
        control["Result"], whole["Summary"]["AAD"]["Passes"] = "Fail", whole["Summary"]["AAD"]["Passes"] - 1

    domain = "cedarvalley.onmicrosoft.example"
    ended = run("posture", file(tmp_path, "scubagear", domain, 9.0), "--tenant", "district-m365")
    assert ended.exit_code == 1, ended.output
    assert "MS.AAD.1.1v1" in ended.output
    assert "ssh-keygen -Y verify" in ended.output
    ended = run(
        "posture",
        file(tmp_path, "scubagear", domain, 2.0, mended),
        "--tenant",
        "district-m365",
        "--format",
        "json",
    )
    assert ended.exit_code == 1, ended.output
    told = json.loads(ended.output)
    (tenant,) = told["tenants"]
    assert tenant["record"] == told["imported"]["record"] != tenant["record_before"]
    assert [each["id"] for each in tenant["policies"] if each["drift"]] == ["MS.AAD.2.1v1"]
    assert run("verify").exit_code == 0
    listed = json.loads(run("list", "--kind", "posture", "--format", "json").output)
    assert [each["kind"] for each in listed["records"]] == ["posture", "posture"]
    shown = run("show", tenant["record"])
    assert shown.exit_code == 0
    assert "scubagear 1.8.0" in shown.output


def test_older_results_are_kept_said_to_be_older_and_not_judged_by(run, tmp_path):
    domain = "cedarvalley.example"
    run("posture", file(tmp_path, "scubagoggles", domain, 1.0), "--tenant", "district-google")
    ended = run(
        "posture",
        file(tmp_path, "scubagoggles", domain, 5.0),
        "--tenant",
        "district-google",
        "--format",
        "json",
    )
    told = json.loads(ended.output)
    assert told["imported"]["older"].startswith("older than those of")
    assert told["tenants"][0]["record_before"] == told["imported"]["record"]


def test_nothing_brought_in_is_no_evidence_of_anything(run):
    ended = run("posture", "--format", "json")
    assert ended.exit_code == 3, ended.output
    tenants = json.loads(ended.output)["tenants"]
    assert {each["tenant"]: each["late"] for each in tenants} == {
        "district-google": "no results are on record",
        "district-m365": "no results are on record",
    }
    verdicts = {policy["id"]: policy["verdict"] for each in tenants for policy in each["policies"]}
    waived = {"GWS.GMAIL.4.3v1", "MS.EXO.4.3v1"}
    assert {name for name, verdict in verdicts.items() if verdict == "not-applicable"} == waived
    assert {verdict for name, verdict in verdicts.items() if name not in waived} == {"no-evidence"}


OURS = "cedarvalley.onmicrosoft.example"


@pytest.mark.parametrize(
    ("domain", "words", "says"),
    [
        ("other.onmicrosoft.com", ("--tenant", "district-m365"), "of another tenant than district-m365"),
        ("cedarvalley.example", ("--tenant", "district-google"), "of the kind microsoft-365"),
        (OURS, (), "is of one tenant"),
        (OURS, ("--tenant", "hs-file1"), "is no cloud tenant"),
        (OURS, ("--tenant", "district-m365", "--tool", "prowler"), "not by prowler"),
    ],
)
def test_what_is_not_theirs_is_refused_and_leaves_nothing(run, tmp_path, domain, words, says):
    ended = run("posture", file(tmp_path, "scubagear", domain), *words)
    assert says in getattr(ended.exception, "message", ended.output)
    assert not (tmp_path / "runbooks" / "posture").exists()


def test_a_record_that_was_altered_is_judged_by_nobody(run, tmp_path):
    ended = run(
        "posture",
        file(tmp_path, "scubagear", "cedarvalley.onmicrosoft.example"),
        "--tenant",
        "district-m365",
        "--format",
        "json",
    )
    path = Path(json.loads(ended.output)["imported"]["evidence"]) / "record.json"
    path.write_text(path.read_text().replace('"result":"fail"', '"result":"pass"', 1))
    ended = run("posture")
    assert "does not verify" in getattr(ended.exception, "message", ended.output)
