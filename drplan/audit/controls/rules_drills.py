"""Rules about drills: were services lost and brought back, from which copies, how fast, and how young."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from drplan.audit.controls.case import Case
from drplan.audit.controls.found import Found, fails, holds, no_matter, together, unshown
from drplan.audit.controls.proofs import PROOF, proven, whole
from drplan.audit.controls.registry import RULES
from drplan.declare import Service
from drplan.measure.verdict import Verdict
from drplan.record.drill import DrillRecord, ServiceRecord, StepRecord


@RULES.add("services-drilled", "every service of these tiers was in a drill within so many days")
def services_drilled(case: Case, *, within_days: int, tiers: Sequence[int], where: Sequence[str]) -> Found:
    """Count a drill that failed as a test, and one that could not be judged as none."""
    wanted = [each for each in case.services if each.tier in tiers]
    newest = case.newest_drills((each.name for each in wanted), where)
    return together(
        (_drilled(case, each, newest.get(each.name), within_days) for each in wanted),
        otherwise=f"no service of tier {_tiers(tiers)} is declared",
        summary=f"each of {len(wanted)} services was drilled within {within_days} days",
    )


def _drilled(
    case: Case, service: Service, seen: tuple[DrillRecord, ServiceRecord] | None, within_days: int
) -> Found:
    if seen is None:
        return unshown(f"{service.name}: no drill is on record; drplan drill run --service {service.name}")
    drill, shown = seen
    ref = case.ref(drill)
    if case.old(drill) > within_days:
        return fails(f"{service.name}: last drilled {case.old(drill)} days ago, {within_days} allowed", ref)
    if shown.verdict.outcome in ("pass", "fail"):
        return holds(f"{service.name}: drilled on {drill.ended.date()}", ref)
    why = f"its last drill shows nothing ({'; '.join(shown.verdict.because)})"
    return unshown(f"{service.name}: {why}; drplan drill run --service {service.name}", ref)


@RULES.add("recovered-in-time", "the newest drill brought each service back whole and within its RTO")
def recovered_in_time(case: Case, *, within_days: int, tiers: Sequence[int], where: Sequence[str]) -> Found:
    """Hold the newest drill of each service against the RTO that is declared now."""
    wanted = [each for each in case.services if each.tier in tiers]
    newest = case.newest_drills((each.name for each in wanted), where)
    return together(
        (_recovered(case, each, newest.get(each.name), within_days) for each in wanted),
        otherwise=f"no service of tier {_tiers(tiers)} is declared",
        summary=f"each of {len(wanted)} services came back whole and within its RTO",
    )


def _recovered(
    case: Case, service: Service, seen: tuple[DrillRecord, ServiceRecord] | None, within_days: int
) -> Found:
    found = _drilled(case, service, seen, within_days)
    if seen is None or found.verdict.outcome != "pass":
        return found
    drill, shown = seen
    ref = case.ref(drill)
    if shown.verdict.outcome != "pass":
        return fails(f"{service.name}: {'; '.join(shown.verdict.because)}", ref)
    if late := _late(service, shown):
        return fails(f"{service.name}: {late}", ref)
    back = {each.name: each for each in shown.data_sets}
    for data in service.data_sets:
        if data.name not in back:
            why = f"its last drill was without {data.name}; drplan drill run --service {service.name}"
            return unshown(f"{service.name}: {why}", ref)
        if not whole(back[data.name]):
            return fails(f"{service.name}: {data.name} did not come back whole", ref)
    return holds(f"{service.name}: back in {timedelta(seconds=shown.rta_seconds or 0)}", ref)


def _late(service: Service, shown: ServiceRecord) -> str | None:
    rto = service.objectives.rto.total_seconds()
    if shown.rta_seconds is None:
        return "no RTA was measured"
    if shown.rta_seconds > rto:
        return f"RTA {timedelta(seconds=round(shown.rta_seconds))}, RTO {service.objectives.rto}"
    if shown.projected is not None and shown.projected.seconds > rto:
        whole = timedelta(seconds=round(shown.projected.seconds))
        return f"RTA at full size {whole}, worked out, RTO {service.objectives.rto}"
    return None


@RULES.add("points-young-enough", "in the newest proof from production's copies each data set held its RPO")
def points_young_enough(case: Case, *, within_days: int, where: Sequence[str]) -> Found:
    """Compare the age of what came back, at the moment of the loss, with the RPO that is declared now."""
    newest = case.newest_proofs((each.name for each in case.data_sets), where)

    def seen() -> Iterator[Found]:
        for data in case.data_sets:
            found = proven(case, data.name, newest.get(data.name), within_days)
            if found.verdict.outcome == "pass":
                drill, proof = newest[data.name]
                age, rpo = drill.disrupted - proof.taken_at, case.owned[data.name].objectives.rpo
                if age < timedelta(0):
                    why = (
                        f"{data.name}: what came back is dated {-age} after its loss; drplan drill run again"
                    )
                    found = unshown(why, case.ref(drill))
                elif age > rpo:
                    why = f"{data.name}: what came back was {age} old, RPO {rpo}"
                    found = fails(why, case.ref(drill))
            yield found

    return together(
        seen(),
        otherwise="no data set is declared",
        summary=f"each of {len(case.data_sets)} data sets was brought back, and was younger than its RPO",
    )


@RULES.add("kinds-proven", "a data set of each kind of source was proven from production's copies")
def kindsproven(case: Case, *, within_days: int, where: Sequence[str]) -> Found:
    """Take a kind for proven by any of its data sets, and for failed by any that failed."""
    newest = case.newest_proofs((each.name for each in case.data_sets), where)
    kinds: dict[str, list[Found]] = {}
    for data in case.data_sets:
        found = proven(case, data.name, newest.get(data.name), within_days)
        kinds.setdefault(data.source.kind, []).append(found)
    return together(
        (_best(kind, found) for kind, found in kinds.items()),
        otherwise="no data set is declared",
        summary=f"data of each of {len(kinds)} kinds came back whole",
    )


def _best(kind: str, found: list[Found]) -> Found:
    for outcome in ("fail", "pass"):
        there = [each for each in found if each.verdict.outcome == outcome and each.evidence]
        if there:
            return together(there, otherwise="")
    return unshown(f"{kind}: no data set of this kind was brought back in time; {PROOF}")


@RULES.add("restores-sampled", "a restore from production's copies lately, and of every data set in rotation")
def restores_sampled(case: Case, *, within_days: int, all_within_days: int, where: Sequence[str]) -> Found:
    """Ask for a sample each quarter, and that over a year none is left out (CIS safeguard 11.5)."""
    newest = case.newest_proofs((each.name for each in case.data_sets), where)
    if not case.data_sets:
        return no_matter("no data set is declared")
    if not newest:
        return unshown(f"no restore from production's copies is on record; {PROOF} --sampled")
    youngest = min((drill for drill, _ in newest.values()), key=case.old)
    late = []
    if case.old(youngest) > within_days:
        why = f"the last restore was {case.old(youngest)} days ago, {within_days} allowed"
        late = [fails(why, case.ref(youngest))]
    parts = (proven(case, each.name, newest.get(each.name), all_within_days) for each in case.data_sets)
    return together(
        [*late, *parts],
        otherwise="",
        summary=f"each of {len(case.data_sets)} data sets came back whole within {all_within_days} days,"
        f" the last {case.old(youngest)} days ago",
    )


@RULES.add("screened-before-restore", "each copy was looked into before anything of it was restored")
def screened_before_restore(case: Case, *, within_days: int) -> Found:
    """Ask for the copy's integrity and content, before the restore begins (CSF 2.0, RC.RP-03)."""
    recent = [each for each in case.drills if case.old(each) <= within_days]
    if not recent:
        return unshown(f"no drill within {within_days} days is on record; drplan drill run --site CODE")
    read = _read_as_streams(case)
    return together(
        (_screened(case, drill, each, read) for drill in recent for each in _restored(drill)),
        otherwise="no drill restored anything",
        summary="every copy was looked into, and was clean, before it was restored",
    )


@dataclass(frozen=True)
class _Restored:
    """A data set that a drill restored: what was done to it, and from which snapshots."""

    name: str
    steps: Sequence[StepRecord]
    snapshots: frozenset[str]


_Read = Mapping[tuple[str, str], Sequence[DrillRecord]]


def _restored(drill: DrillRecord) -> Iterator[_Restored]:
    steps: dict[str, list[StepRecord]] = {}
    for step in drill.steps:
        steps.setdefault(step.subject, []).append(step)
    snapshots: dict[str, set[str]] = {}
    for data in (data for each in drill.services for data in each.data_sets):
        snapshots.setdefault(data.name, set()).add(data.snapshot)
    for name in sorted(steps):
        if any(each.action == "restore" for each in steps[name]):
            yield _Restored(name, steps[name], frozenset(snapshots.get(name, ())))


def _read_as_streams(case: Case) -> _Read:
    """Return the drills that read a snapshot as a stream, whole and clean, by data set and snapshot."""
    found: dict[tuple[str, str], list[DrillRecord]] = {}
    for drill in case.drills:
        for data in (data for each in drill.services for data in each.data_sets):
            if data.proof == "stream" and data.sample is None and whole(data):
                found.setdefault((data.name, data.snapshot), []).append(drill)
    return found


def _screened(case: Case, drill: DrillRecord, data: _Restored, read: _Read) -> Found:
    ref = case.ref(drill)
    begun = min(each.started for each in data.steps if each.action == "restore")
    looks: list[Verdict] = [
        each.verdict for each in data.steps if each.action in ("verify", "walk-back") and each.started < begun
    ]
    if looks and looks[-1].outcome != "pass":
        return fails(f"{data.name}: restored on {drill.ended.date()} though the copy was not clean", ref)
    before = [*([ref] if looks else []), *(case.ref(each) for each in _read_before(data, begun, read))]
    if before:
        return holds(f"{data.name}: clean before it was restored", *before)
    why = f"nothing says that the copy which drill {drill.id} restored was looked into before"
    return unshown(f"{data.name}: {why}; drplan drill run --data-only --stream", ref)


def _read_before(data: _Restored, begun: datetime, read: _Read) -> Iterator[DrillRecord]:
    """Yield earlier drills that read the very snapshot as a stream, and found it whole and clean."""
    for snapshot in data.snapshots if len(data.snapshots) == 1 else ():
        yield from (each for each in read.get((data.name, snapshot), ()) if each.ended < begun)


def _tiers(tiers: Sequence[int]) -> str:
    return " or ".join(str(each) for each in tiers)
