"""What drills show: services proven, objectives met, data brought back."""

from __future__ import annotations

import math
from datetime import timedelta
from statistics import median

from drplan.audit.controls.insurer_states import PRODUCTION
from drplan.audit.controls.proofs import proven
from drplan.audit.kpi.model import YEAR, Evidence, Reading, at_most, share, unread
from drplan.audit.standing import Standing
from drplan.declare.objectives import Tier
from drplan.record.drill import ServiceRecord

NO_SERVICE = "No service is declared."
NO_DATA = "No data set is declared."
NO_DRILL = "No drill is on record."
NO_REAL_DRILL = "No drill from production's copies is on record."
NO_RECENT_DRILL = "No drill of the last year from production's copies shows anything of a service."
NO_RECENT_DATA = "No drill of the last year from production's copies brought any data back."
MOST_NOT_BACK = "Half of the services that were drilled, or more, did not come back."
NO_EARLY_SERVICE = "No service of tier 0 or 1 is declared."


def services_proven(seen: Evidence) -> Reading:
    """Read how many services a drill from production's copies proves."""
    if seen.case.services and not seen.real_drills:
        return unread(NO_REAL_DRILL)
    return _proven(seen.proven, NO_SERVICE)


def services_rehearsed(seen: Evidence) -> Reading:
    """Read how many services any drill proves, a lab's too."""
    if seen.case.services and not seen.case.past.drills:
        return unread(NO_DRILL)
    return _proven(seen.rehearsed, NO_SERVICE)


def early_proven(seen: Evidence) -> Reading:
    """Read how many services of tiers 0 and 1 were proven within a year (NIST SP 800-53 Rev. 5, CP-4)."""
    early = tuple(each for each in seen.proven if each.tier <= Tier.SAFETY_PAY_RECORDS)
    if early and not seen.real_drills:
        return unread(NO_REAL_DRILL)
    young = tuple(
        each for each in early if each.since is not None and seen.case.age(each.since.date()) <= YEAR
    )
    names = [each.service for each in early]
    return share([each.service for each in young if each.state == "proven"], names, NO_EARLY_SERVICE)


def _proven(found: tuple[Standing, ...], none: str) -> Reading:
    good = [each.service for each in found if each.state == "proven"]
    return share(good, [each.service for each in found], none)


def rto_met(seen: Evidence) -> Reading:
    """Read how many of the services that were drilled came back within the RTO that is declared now."""
    if not seen.case.services:
        return Reading(None, "not-applicable", 1.0, NO_SERVICE)
    times = _times(seen)
    return (
        share([name for name, each in times.items() if each <= 1], list(times), "")
        if times
        else (unread(NO_RECENT_DRILL))
    )


def recovery_time(seen: Evidence) -> Reading:
    """Read the median of the recovery times, each in times its RTO."""
    times = _times(seen)
    if not seen.case.services:
        return Reading(None, "not-applicable", 1.0, NO_SERVICE)
    if not times:
        return unread(NO_RECENT_DRILL)
    middle, late = median(times.values()), [name for name, each in times.items() if each > 1]
    if math.isinf(middle):
        return Reading(None, "fail", 1.0, MOST_NOT_BACK, len(times) - len(late), len(times), tuple(late))
    return at_most(middle, 1.0, late, len(times))


def _times(seen: Evidence) -> dict[str, float]:
    """Return each drilled service's recovery time in times its RTO; infinite where it did not come back."""
    declared = {each.name: each.objectives.rto.total_seconds() for each in seen.case.services}
    return {name: _took(shown) / declared[name] for name, shown in seen.recoveries.items()}


def _took(shown: ServiceRecord) -> float:
    if shown.rta_seconds is None or any(each.verdict.outcome == "fail" for each in shown.data_sets):
        return math.inf
    return max(shown.rta_seconds, shown.projected.seconds if shown.projected else 0.0)


def rpo_met(seen: Evidence) -> Reading:
    """Read how many of the data sets that came back were not older than the RPO that is declared now."""
    case = seen.case
    if not case.data_sets:
        return Reading(None, "not-applicable", 1.0, NO_DATA)
    newest = case.newest_proofs((each.name for each in case.data_sets), PRODUCTION)
    shown = {
        name: proof.verdict.outcome == "pass"
        and timedelta(0) <= drill.disrupted - proof.taken_at <= case.owned[name].objectives.rpo
        for name, (drill, proof) in newest.items()
        if case.old(drill) <= YEAR and proof.verdict.outcome in ("pass", "fail")
    }
    if not shown:
        return unread(NO_RECENT_DATA)
    return share([name for name, good in shown.items() if good], list(shown), NO_DATA)


def data_restored(seen: Evidence) -> Reading:
    """Read how many data sets came back whole within a year (CIS Controls 8.1, 11.5)."""
    case = seen.case
    names = [each.name for each in case.data_sets]
    newest = case.newest_proofs(names, PRODUCTION)
    if names and not newest:
        return unread(NO_RECENT_DATA)
    whole = [name for name in names if proven(case, name, newest.get(name), YEAR).verdict.outcome == "pass"]
    return share(whole, names, NO_DATA)
