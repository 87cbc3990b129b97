"""The example district on a day when every control passes, as a tree of JSON that cases change."""

import copy
import hashlib
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from drplan.adapters.inventory import load_district
from drplan.audit.controls.case import Case
from drplan.declare import District
from drplan.plan.order import waves
from drplan.record.approval import ApprovalRecord
from drplan.record.deploy import DeployRecord
from drplan.record.drill import DrillRecord
from drplan.record.escrow import EscrowRecord
from drplan.record.exercise import ExerciseRecord
from drplan.record.integrity import CheckRecord
from drplan.record.ledger import Ledger

ROOT = Path(__file__).parents[3]
DAY = date(2026, 12, 1)
DRILLED = "2026-11-20T18:00:00Z"
PLAN = "ab" * 32
KINDS: dict[str, Any] = {
    "drills": DrillRecord,
    "deploys": DeployRecord,
    "checks": CheckRecord,
    "escrows": EscrowRecord,
    "exercises": ExerciseRecord,
    "approvals": ApprovalRecord,
}
PASS = {"outcome": "pass", "because": []}


def head(identity):
    return hashlib.sha256(identity.encode()).hexdigest()


def district():
    """Return the example with copies that are locked for longer than they are kept."""
    found = load_district(ROOT / "inventories").model_dump(mode="json")
    for each in found["repositories"]:
        if each["name"] == "offsite":
            each["immutable_days"] = 60
    return found


def signed(identity, at, **more):
    return {
        "id": identity,
        "started": at,
        "ended": at,
        "verdict": PASS,
        "previous": None,
        "district": "Cedar Valley School District",
        "inventory_sha256": "0" * 64,
        "tools": {},
        **more,
    }


def at(moment, minutes):
    return moment.replace(":00:00Z", f":{minutes:02d}:00Z")


def drill(declared, identity="20261120T180000Z-all", moment=DRILLED):
    found = District.model_validate(declared)
    services = [each for site in found.sites for each in site.services]
    order = waves(services)
    place = {each.name: number for number, wave in enumerate(order, start=1) for each in wave}
    data = [each for service in services for each in service.data_sets]
    return signed(
        identity,
        moment,
        site=None,
        where="scratch",
        operator_role="systems-administrator",
        disrupted=moment,
        waves=[[each.name for each in wave] for wave in order],
        steps=[
            *(step(each.name, "verify", at(moment, 1)) for each in data),
            *(step(each.name, "restore", at(moment, 2)) for each in data),
            *(step(each.name, "probe", at(moment, 3 + place[each.name])) for each in services),
        ],
        services=[
            {
                "name": each.name,
                "title": each.title,
                "tier": int(each.tier),
                "wave": place[each.name],
                "rto_seconds": each.objectives.rto.total_seconds(),
                "rpo_seconds": each.objectives.rpo.total_seconds(),
                "rta_seconds": 60.0,
                "rpa_seconds": 60.0 if each.data_sets else None,
                "human_seconds": 0.0,
                "critical_path": [each.name],
                "data_sets": [proof(one.name, moment) for one in each.data_sets],
                "verdict": PASS,
            }
            for each in services
        ],
    )


def step(subject, action, started):
    return {
        "subject": subject,
        "action": action,
        "started": started,
        "seconds": 1.0,
        "verdict": PASS,
        "detail": "",
    }


def proof(name, moment):
    return {
        "name": name,
        "repository": "onsite",
        "snapshot": head(name),
        "taken_at": moment.replace("T18", "T17"),
        "entries": 5,
        "matched": 5,
        "size": 9,
        "manifest_sha256": head(name),
        "verdict": PASS,
    }


def approval(identity, act, role, **more):
    return signed(
        identity,
        "2026-11-25T09:00:00Z",
        act=act,
        by_role=role,
        operator_account="root@here",
        held="2026-11-25",
        decision="accepted",
        heads={},
        **more,
    )


def good():
    """Return the tree: ``district``, and the records of each chain, first to last."""
    declared = district()
    found = District.model_validate(declared)
    services = [each for site in found.sites for each in site.services]
    done = drill(declared)
    of = [{"noun": "drill", "id": done["id"], "head": head(done["id"])}]
    steps = (one for each in services for one in each.recovery_steps)
    named = {each.owner for each in services} | {one.role for one in steps if one.kind == "human"}
    alternates = {each.name: each.alternate for each in found.roles}
    owners = sorted({each.owner for each in services})
    reviewers = [each if each != done["operator_role"] else alternates[each] for each in owners]
    return {
        "district": declared,
        "drills": [done],
        "deploys": [deploy(found)],
        "checks": [check(found)],
        "escrows": [escrow(found)],
        "exercises": [exercise()],
        "approvals": [
            *(approval(f"review-{each}", "review", each, of=of) for each in dict.fromkeys(reviewers)),
            approval("approved", "plan approval", "superintendent", plan_sha256=PLAN),
            approval("handed", "distribution", "help-desk", plan_sha256=PLAN, recipients=sorted(named)),
            approval("board", "leadership review", "superintendent", of=of),
        ],
    }


def deploy(found):
    assets = [each for site in found.sites for each in site.assets]
    return signed(
        "0000001-20261129T090000Z-apply",
        "2026-11-29T09:00:00Z",
        where="production",
        verb="apply",
        operator_role="systems-administrator",
        operator_account="root@here",
        scope={"site": None, "kind": None, "baseline": None, "assets": []},
        limits=None,
        freeze=None,
        waves=[],
        assets=[
            {
                "name": each.name,
                "kind": each.kind,
                "baselines": [],
                "wave": None,
                "error": None,
                "held": 1,
                "operations": [],
                "verdict": PASS,
            }
            for each in assets
        ],
        held=[],
        not_applicable=[],
        standing="well",
        exit_code=0,
        broken_off=None,
    )


def check(found):
    return signed(
        "0000001-20261130T020000Z-check",
        "2026-11-30T02:00:00Z",
        where="production",
        verb="check",
        operator_role="unsaid",
        operator_account="root@here",
        repositories=[
            {
                "name": each.name,
                "repository_id": head(each.name),
                "snapshots": 1,
                "came": [head("one")],
                "verdict": PASS,
            }
            for each in found.repositories
        ],
    )


def escrow(found):
    return signed(
        "20261101T090000Z-escrow",
        "2026-11-01T09:00:00Z",
        where="production",
        holder_role="superintendent",
        operator_role="technology-director",
        operator_account="root@here",
        passwords=1,
        repositories=[
            {"repository": each.name, "place": "safe", "identity": head(each.name), "verdict": PASS}
            for each in found.repositories
        ],
    )


def exercise():
    found = json.loads((ROOT / "tests/cases/evidence/exercise.json").read_text())
    return found | {
        "verdict": PASS,
        "corrective_actions": [],
        "objectives": [],
        "decisions": [],
        "steps": [],
        "participant_roles": ["technology-director", "superintendent"],
    }


def changed(tree, patches):
    """Return the tree after patches: ``set`` with a value, ``drop``, ``copy`` with changes; each with a path.

    A path is parts in a row: a key, a place, ``*`` for every element, an element's name or id, or
    a list of fields and the values that an element has in them.
    """
    touched = {path[0] for _, path, *_ in patches}
    found = {name: copy.deepcopy(part) if name in touched else part for name, part in tree.items()}
    for verb, path, *value in patches:
        *way, last = path
        for holder in _reached([found], way):
            for key in _keys(holder, last):
                _change(holder, key, verb, value)
    return found


def _change(holder, key, verb, value):
    if verb == "drop":
        holder.pop(key)
    elif verb == "copy":
        holder.append(copy.deepcopy(holder[key]) | value[0])
    else:
        holder[key] = copy.deepcopy(value[0])


def _reached(found, way):
    for part in way:
        found = [holder[key] for holder in found for key in _keys(holder, part)]
    return found


def _keys(holder, part):
    """Return the keys that a part means, last first, so that dropping one moves no other."""
    if isinstance(holder, dict):
        return list(holder) if part == "*" else [part]
    if isinstance(part, int):
        return [part]
    if isinstance(part, list):
        wanted = dict(zip(part[::2], part[1::2], strict=True))
        return [number for number, each in enumerate(holder) if wanted.items() <= each.items()]
    names = [each.get("name", each.get("id")) for each in holder]
    found = [number for number, name in enumerate(names) if part in ("*", name)]
    assert found or part == "*", f"{part} is not among {names}"
    return found[::-1]


def case_of(tree, day=DAY, plan=PLAN):
    """Build the case: chains are linked anew, each record's head being the hash of its id."""
    built = {name: _built(tree, name) for name in KINDS}
    heads = {chain[-1].noun: head(chain[-1].id) for chain in built.values() if chain}
    return Case(Ledger(**built, heads=heads), _built(tree, "district"), day, plan)


def _built(tree, name):
    """Build one part; what no case touched is built once."""
    if tree[name] is GOOD[name]:
        return _of_good(name)
    return _of(tree[name], name)


@cache
def _of_good(name):
    return _of(GOOD[name], name)


def _of(part, name):
    if name == "district":
        return District.model_validate(part)
    befores = [None, *(head(each["id"]) for each in part)]
    return tuple(
        KINDS[name].model_validate(each | {"previous": before})
        for each, before in zip(part, befores, strict=False)
    )


GOOD = good()
"""The tree: ``district``, and the records of each chain, first to last."""
