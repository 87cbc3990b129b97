"""What signed records of drills measured, for the plan of the next one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drplan.plan.history import History, Past
from drplan.record.drill import DrillRecord


def history_of(records: Iterable[DrillRecord]) -> History:
    """Return the newest measurements of records given oldest first.

    Only what passed says how long it takes.
    """
    assets, data_sets, services = dict[str, Past](), dict[str, Past](), dict[str, Past]()
    for record in records:
        assets |= _assets(record)
        data_sets |= dict(_data_sets(record))
        services |= _services(record)
    return History(assets, data_sets, services)


def _assets(record: DrillRecord) -> dict[str, Past]:
    """Count an asset only when both of its steps passed: it was put there and held to its baselines."""
    return {
        name: Past(seconds, record.id)
        for name, (actions, seconds) in _sums(record, ("blank", "deploy")).items()
        if actions == {"blank", "deploy"}
    }


def _data_sets(record: DrillRecord) -> Iterator[tuple[str, Past]]:
    seconds = {name: took for name, (_, took) in _sums(record, ("restore",)).items()}
    for service in record.services:
        for data in service.data_sets:
            # A data set that was only proven came back to no host: that is faster than a recovery.
            if data.name in seconds and data.verdict.outcome == "pass" and data.proof is None:
                yield data.name, Past(seconds[data.name], record.id, data.size)


def _services(record: DrillRecord) -> dict[str, Past]:
    names = {service.name for service in record.services}
    sums = _sums(record, ("automatic", "probe"))
    return {
        name: Past(seconds, record.id)
        for name, (actions, seconds) in sums.items()
        if name in names and "probe" in actions
    }


def _sums(record: DrillRecord, actions: tuple[str, ...]) -> dict[str, tuple[set[str], float]]:
    """Return, by subject, which of the actions were done and their seconds; none where one did not pass."""
    steps = [step for step in record.steps if step.action in actions]
    failed = {step.subject for step in steps if step.verdict.outcome != "pass"}
    found: dict[str, tuple[set[str], float]] = {}
    for step in steps:
        if step.subject not in failed:
            done, seconds = found.get(step.subject, (set(), 0.0))
            found[step.subject] = ({*done, step.action}, seconds + step.seconds)
    return found
