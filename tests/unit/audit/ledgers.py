"""Ledgers from short words: what the cases of ``tests/cases/audit`` say, and the records that mean it."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from drplan.audit.actions import actions
from drplan.declare import District
from drplan.measure.verdict import Verdict
from drplan.record.approval import ActionRef, ApprovalRecord
from drplan.record.canonical import read_record
from drplan.record.declared import DeclaredParts
from drplan.record.deploy import DeployRecord
from drplan.record.drill import (
    DataSetRecord,
    DeclaredPart,
    DrillRecord,
    DrillScope,
    SampleRecord,
    ServiceRecord,
)
from drplan.record.escrow import EscrowRecord, OpenedRecord
from drplan.record.exercise import CorrectiveAction, ExerciseRecord
from drplan.record.integrity import CheckRecord, RepositoryRecord
from drplan.record.kept import SignedRecord
from drplan.record.ledger import Ledger

CASES = Path(__file__).parents[2] / "cases"
BEGAN = datetime(2026, 1, 1, 8, tzinfo=UTC)
INVENTORY = "ab" * 32
TIERS = {"hs-network": 0, "hs-gradebook": 1, "hs-files": 2, "hs-portal": 2, "do-network": 0}
_DEPLOY = read_record((CASES / "evidence/deploy.json").read_bytes(), DeployRecord)
_EXERCISE = read_record((CASES / "evidence/exercise.json").read_bytes(), ExerciseRecord)
_ABOUT = {"district": "D", "inventory_sha256": INVENTORY, "previous": None}


def district(**changes: Any) -> District:
    """Return the district of the rules' cases; ``hs-files`` and ``hs-db1`` answer to the director."""
    declared = json.loads((CASES / "validate/base.json").read_text())
    school = next(site for site in declared["sites"] if site["code"] == "hs")
    next(each for each in school["services"] if each["name"] == "hs-files")["owner"] = "director"
    next(each for each in school["assets"] if each["name"] == "hs-db1")["owner"] = "director"
    return District.model_validate(declared | changes)


def verdict(outcome: str, why: str = "") -> Verdict:
    if outcome == "pass":
        return Verdict(outcome="pass")
    return Verdict.model_validate({"outcome": outcome, "because": (why or f"{outcome} it was",)})


def times(said: dict[str, Any]) -> dict[str, Any]:
    """Return when it ran: an hour up to 9 o'clock of its day, or begun on the day ``began`` says."""
    ended = BEGAN + timedelta(days=said["day"], hours=1)
    return {"started": BEGAN + timedelta(days=said.get("began", said["day"])), "ended": ended}


def drill(said: dict[str, Any], declared: District | None = None) -> DrillRecord:
    """Return a drill's record; with a district, with the hashes of what its services rest on."""
    how = said.get("how", "whole")
    scope = DrillScope(kind="site", name="hs", points="latest", sampled="2026-q1", despite_freeze=None)
    parts = DeclaredParts(declared) if declared else None
    held: dict[str, str] = {}
    by_name = {s.name: s for site in (declared.sites if declared else ()) for s in site.services}
    services = []
    for name, outcome in said["services"].items():
        found = parts.of(by_name[name]) if parts and name in by_name else {}
        held |= found
        digest = parts.sha256(by_name[name]) if parts and found else None
        services.append(service(name, outcome, how, said.get("why", ""), digest))
    return DrillRecord.model_validate(
        _ABOUT
        | times(said)
        | {
            "id": said["drill"],
            "site": "hs",
            "scope": scope if how == "sampled" else None,
            "host": said.get("host"),
            "where": said.get("where", "lab"),
            "kind": "real recovery" if said.get("where") == "production" else "functional",
            "operator_role": "admin",
            "tools": said.get("tools", {"restic": "0.18.0", "drplan": "0.1.0"}),
            "disrupted": times(said)["started"],
            "waves": (),
            "steps": (),
            "services": tuple(services),
            "declared": tuple(DeclaredPart(name=name, sha256=held[name]) for name in sorted(held)),
            "verdict": verdict("pass"),
        }
    )


def service(name: str, outcome: str, how: str, why: str, digest: str | None) -> ServiceRecord:
    sample = SampleRecord(part=0, parts=4, entries_in_all=4, size_in_all=4) if how == "sampled" else None
    data = DataSetRecord(
        name=f"{name}-data",
        repository="onsite",
        snapshot="3f2a",
        taken_at=BEGAN,
        entries=1,
        matched=1,
        size=1,
        manifest_sha256="cd" * 32,
        proof="scratch" if how == "data" else None,
        sample=sample,
        verdict=verdict("pass"),
    )
    return ServiceRecord(
        name=name,
        title=name,
        tier=TIERS.get(name, 3),
        wave=1,
        rto_seconds=3600,
        rpo_seconds=3600,
        rta_seconds=60 if how == "whole" else None,
        rpa_seconds=60,
        human_seconds=0,
        critical_path=(),
        data_sets=(data,),
        verdict=verdict(outcome, why),
        declared_sha256=digest,
    )


def check(said: dict[str, Any]) -> CheckRecord:
    seen = tuple(
        RepositoryRecord(name=name, repository_id=None, snapshots=0, verdict=verdict(outcome))
        for name, outcome in said["repositories"].items()
    )
    return CheckRecord.model_validate(
        _ABOUT
        | times(said)
        | _operated(said, said["check"])
        | {"verb": said.get("verb", "check")}
        | {"repositories": seen}
    )


def deploy(said: dict[str, Any]) -> DeployRecord:
    asset = _DEPLOY.assets[0]
    assets = tuple(
        asset.model_copy(update={"name": name, "verdict": verdict(outcome)})
        for name, outcome in said["assets"].items()
    )
    scope = _DEPLOY.scope.model_copy(update={"baseline": said.get("baseline")})
    told = _operated(said, said["deploy"]) | {"assets": assets, "scope": scope, "held": ()}
    return _DEPLOY.model_copy(update=_ABOUT | times(said) | told)


def escrow(said: dict[str, Any]) -> EscrowRecord:
    opened = tuple(
        OpenedRecord(repository=name, place="safe", identity="", verdict=verdict(outcome))
        for name, outcome in said["repositories"].items()
    )
    return EscrowRecord.model_validate(
        _ABOUT
        | times(said)
        | _operated(said, said["escrow"])
        | {"holder_role": said["holder"], "passwords": 1, "repositories": opened}
    )


def _operated(said: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        "id": name,
        "where": said.get("where", "production"),
        "operator_role": said.get("operator", "admin"),
        "operator_account": "a@b",
        "tools": {},
        "verdict": verdict("pass"),
    }


def exercise(said: dict[str, Any]) -> ExerciseRecord:
    noted = tuple(
        CorrectiveAction(
            issue=each["issue"],
            owner_role=each.get("owner", "director"),
            start="2026-01-01",
            due=each.get("due", "2026-03-01"),
            closed=each.get("closed"),
            of=each.get("of"),
        )
        for each in said["noted"]
    )
    told = {"id": said["exercise"], "name": said.get("name", "lost-building"), "corrective_actions": noted}
    return _EXERCISE.model_copy(update=_ABOUT | times(said) | told)


def assignment(said: dict[str, Any], ledger: Ledger, declared: District) -> ApprovalRecord:
    """Return an assignment of the one action about a subject."""
    (action,) = [each for each in actions(ledger, declared) if each.subject == said["subject"]]
    return ApprovalRecord.model_validate(
        _ABOUT
        | times(said)
        | {
            "id": said["assign"],
            "act": "assignment",
            "by_role": "director",
            "operator_account": "a@b",
            "held": "2026-01-01",
            "decision": said.get("decision", "noted"),
            "actions": (ActionRef(id=action.id, owner_role=said["owner"], due=said["due"]),),
            "heads": {},
            "tools": {},
            "verdict": verdict("pass"),
        }
    )


_MAKERS = {"drill": drill, "check": check, "deploy": deploy, "escrow": escrow, "exercise": exercise}


def ledger_of(records: list[dict[str, Any]], declared: District) -> Ledger:
    """Return the ledger that a case tells, each chain in the order of the case."""
    chains: defaultdict[str, list[SignedRecord]] = defaultdict(list)
    for said in records:
        for noun, make in _MAKERS.items():
            if noun in said:
                chains[noun].append(make(said))  # type: ignore[operator]
    found = linked(chains)
    approvals = tuple(assignment(said, found, declared) for said in records if "assign" in said)
    return replace(found, approvals=approvals)


def linked(chains: dict[str, list[SignedRecord]]) -> Ledger:
    """Chain records to each other: a record's head is its id, twelve times over, to be told apart."""
    heads: dict[str, str] = {}
    told: dict[str, tuple[SignedRecord, ...]] = {}
    for noun, records in chains.items():
        previous, linked = None, []
        for record in records:
            linked.append(record.model_copy(update={"previous": previous}))
            previous = f"head of {record.id}"
        told[f"{noun}s"] = tuple(linked)
        heads |= {noun: previous} if previous else {}
    return Ledger(**told, heads=heads)  # type: ignore[arg-type]
