"""From what was seen of copies to a state a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from drplan.declare import BackupPolicy, District
from drplan.declare.lookup import data_sets
from drplan.explain.pictures.heat_map import DayState, State
from drplan.measure.copies import CopyState
from drplan.measure.promise import Promises
from drplan.record.integrity import CheckRecord

_DAY = timedelta(days=1)


def states_of_checks(records: Iterable[CheckRecord], where: str = "production") -> Iterator[DayState]:
    """Yield what each check said of each repository on its day (UTC).

    A check record tells of repositories, not of data sets: the rows are repositories. ``where`` leaves out
    what was seen elsewhere: a lab's check is no evidence of production.
    """
    for record in records:
        if record.where != where or record.verb != "check":
            continue
        for each in record.repositories:
            outcome = each.verdict.outcome
            if outcome != "not-applicable":
                yield DayState(each.name, record.started.astimezone(UTC).date(), outcome)


def states_of_copies(
    copies: Iterable[CopyState], district: District, now: datetime, days: int = 28
) -> Iterator[DayState]:
    """Yield for each data set and day whether every copy held a good recovery point within that day's RPO.

    Seen from the recovery points that are there at ``now``: a day so long ago that retention may have
    dropped what there was, one before the first recovery point, and a copy that could not be asked are
    ``no-evidence``. Of several copies the worst counts. Raises ``UsageError`` for an undeclared data set.
    """
    promises, policies = Promises(district), {each.name: each for each in district.policies}
    kept = {
        data.name: _kept_whole(policies[data.policy])
        for data in data_sets(district)
        if data.policy in policies
    }
    for copy in copies:
        for back in range(days):
            day = now.date() - back * _DAY
            if copy.freshness.band == "unknown":
                yield DayState(copy.data_set, day, "no-evidence")
                continue
            rpo = promises.on(copy.data_set, day).in_force
            whole_since = now - kept.get(copy.data_set, timedelta(0))
            yield DayState(copy.data_set, day, _state(copy, day, now, rpo, whole_since))


def _state(copy: CopyState, day: date, now: datetime, rpo: timedelta, whole_since: datetime) -> State:
    end = min(now, datetime.combine(day + _DAY, time(), now.tzinfo or UTC))
    good = [each.taken_at for each in copy.freshness.sifted.good]
    newest = max((moment for moment in good if moment <= end), default=None)
    if end == now:
        return _today(copy, within=newest is not None and end - newest <= rpo)
    if newest is not None and end - newest <= rpo:
        return "pass"
    known = newest is not None or not good
    return "fail" if known and end - rpo >= whole_since else "no-evidence"


def _today(copy: CopyState, *, within: bool) -> State:
    """Judge by what is there now: the newest is never dropped. What is doubted is no evidence."""
    if not within:
        return "fail"
    return "pass" if copy.freshness.well else "no-evidence"


def _kept_whole(policy: BackupPolicy) -> timedelta:
    """Return for how long nothing is dropped."""
    if policy.retention is None:
        return timedelta(days=36_500)
    return policy.retention.within or timedelta(0)
