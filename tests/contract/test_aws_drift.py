"""Forty things that somebody did to an account by hand, each seen by its setting and repaired by its call.

They are done to moto's server over HTTP. Drifts of different settings are done together, in rounds: a plan,
an apply, a plan of what had drifted; each is judged by itself. At the end the plan of all is empty.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from drplan.adapters.access import Access
from drplan.adapters.aws.enforce import AwsEnforcer
from drplan.adapters.aws.hold import hold_all
from drplan.adapters.aws.operations import operations_of
from drplan.adapters.aws.session import client
from drplan.declare import AwsAccount, Budget, Trail
from drplan.ports import OperationResult
from tests.moto_account import ask_moto, lead_to

ROOT = Path(__file__).parents[2]
AREAS = {path.stem: json.loads(path.read_text()) for path in (ROOT / "tests/cases/aws_drift").glob("*.json")}
DRIFTS: dict[str, dict[str, Any]] = {each["name"]: each for area in AREAS.values() for each in area}
ACCOUNT = AwsAccount(
    name="cloud",
    account_id="123456789012",
    region="us-east-1",
    owner="director",
    buckets=("cedar-transcripts",),
    trail=Trail(name="cedar-trail", bucket="cedar-trail-records", locked_for=timedelta(days=400)),
    budget=Budget(dollars_a_month=200, told=("director@district.example",)),
)
OPERATIONS = operations_of(ACCOUNT, ROOT / "deploys")
LAB = Access(where="lab")
UNKNOWN_TO_MOTO = {"root-mfa account", "budget-told cloud-monthly"}
"""Its root user has no second factor that could be set, and it does not say who is told of a budget."""


@dataclass(frozen=True)
class Later:
    """A clock that is some days ahead."""

    days: int

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(days=self.days)

    def monotonic(self) -> float:
        return 0.0


@dataclass(frozen=True)
class Round:
    """What was said of each setting before the repair and by it, and of those that drifted after it."""

    planned: dict[str, OperationResult]
    applied: dict[str, OperationResult]
    after: dict[str, OperationResult]


def by_setting(results: Sequence[OperationResult]) -> dict[str, OperationResult]:
    found = {each.name.split(" (")[0]: each for each in results}
    assert {name for name, each in found.items() if each.outcome == "not-applicable"} == UNKNOWN_TO_MOTO
    return {name: each for name, each in found.items() if name not in UNKNOWN_TO_MOTO}


def rounds() -> list[list[dict[str, Any]]]:
    """Put each drift into a round in which no other is of its setting, or needs another day or leave."""
    turns: Counter[tuple[str, int, bool]] = Counter()
    found = defaultdict(list)
    for drift in DRIFTS.values():
        needs = (drift.get("days_later", 0), drift.get("allow_delete", False))
        turns[drift["seen_by"], *needs] += 1
        found[*needs, turns[drift["seen_by"], *needs]].append(drift)
    return list(found.values())


def played(drifts: Sequence[dict[str, Any]]) -> Round:
    for drift in drifts:
        for did in drift["did"]:
            getattr(client(did["service"], "us-east-1"), did["call"])(**did["with"])
    clock, allow_delete = Later(drifts[0].get("days_later", 0)), drifts[0].get("allow_delete", False)
    enforcer = AwsEnforcer(LAB, ROOT / "deploys", allow_delete=allow_delete, clock=clock)
    kept = AwsEnforcer(LAB, ROOT / "deploys", clock=clock)
    (planned,), (applied,) = kept.plan([ACCOUNT]), enforcer.apply([ACCOUNT])
    those = {each["seen_by"] for each in drifts}
    again = [each for each in OPERATIONS if f"{each.setting} {each.place.subject}" in those]
    after = {each.name.split(" (")[0]: each for each in hold_all(again, write=False, now=clock.now())}
    return Round(by_setting(planned.operations), by_setting(applied.operations), after)


@pytest.fixture(scope="module")
def seen(moto: str) -> Iterator[dict[str, tuple[Round, set[str]]]]:
    """Give, by the drift's name, its round and the settings that all drifts of that round are seen by."""
    with pytest.MonkeyPatch.context() as patched:
        lead_to(moto, patched)
        ask_moto(moto, "reset")
        AwsEnforcer(LAB, ROOT / "deploys").apply([ACCOUNT])
        found = {}
        for drifts in rounds():
            both = (played(drifts), {each["seen_by"] for each in drifts})
            found.update({each["name"]: both for each in drifts})
        (after_all,) = AwsEnforcer(LAB, ROOT / "deploys").plan([ACCOUNT])
        assert {each.outcome for each in by_setting(after_all.operations).values()} == {"ok"}
        yield found


@pytest.mark.parametrize("name", DRIFTS)
def test_a_drift_is_seen_by_its_setting_and_repaired_by_the_call_it_names(
    seen: dict[str, tuple[Round, set[str]]], name: str
) -> None:
    drift, (those, together) = DRIFTS[name], seen[name]
    differing = {each for each, said in those.planned.items() if said.outcome != "ok"}
    assert differing == together
    planned, applied = those.planned[drift["seen_by"]], those.applied[drift["seen_by"]]
    assert planned.outcome == "would-change"
    assert [call.split(" ")[0] for call in planned.calls] == drift["repaired_by"]
    assert ("only with --allow-delete" in planned.detail) == drift.get("allow_delete", False)
    assert (applied.outcome, applied.calls) == ("changed", planned.calls)
    assert {each for each, said in those.applied.items() if said.outcome != "ok"} == together
    assert those.after[drift["seen_by"]].outcome == "ok"


def test_every_area_of_an_account_has_its_drifts() -> None:
    assert set(AREAS) == {"account", "iam", "trail", "bucket", "budget"}
    assert len(DRIFTS) == sum(map(len, AREAS.values())) == 40


def test_nothing_is_taken_away_without_leave(moto_account: str) -> None:
    kept = AwsEnforcer(LAB, ROOT / "deploys", clock=Later(60))
    kept.apply([ACCOUNT])
    drifts = [each for each in DRIFTS.values() if each.get("allow_delete")]
    turns = {each["seen_by"]: each for each in drifts}
    for drift in turns.values():
        for did in drift["did"]:
            getattr(client(did["service"], "us-east-1"), did["call"])(**did["with"])
    for _ in range(2):
        (applied,) = kept.apply([ACCOUNT])
        left = {name: each for name, each in by_setting(applied.operations).items() if each.outcome != "ok"}
        assert set(left) == set(turns)
        assert {each.outcome for each in left.values()} == {"not-run"}
        assert all("only with --allow-delete" in each.detail for each in left.values())
