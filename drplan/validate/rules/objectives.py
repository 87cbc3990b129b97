"""Promises that can be proven, and that the backups can keep."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import BackupPolicy, DataSet, DeviceConfig
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.promises import oldest
from drplan.validate.reach import reach
from drplan.validate.registry import RULES
from drplan.validate.restores import best_source, reached
from drplan.validate.units import hours


@RULES.add(
    "DRP007",
    "A recovery point objective is shorter than the time between backups",
    severity="error",
    why="A disruption just before the next recovery point loses a whole cadence of data.",
    source="NIST SP 800-34 Rev. 1, section 3.2.1; NIST SP 800-53 Rev. 5, CP-9",
    fix="choose a policy with a shorter cadence, or declare the rpo that is true",
)
def rpo_below_cadence(index: Index) -> Iterator[Flaw]:
    """Each data set's policy makes recovery points at least as often as its service promises."""
    for data, policy, promise in _promised(index):
        rpo = index.data_service[data.name].objectives.rpo
        if rpo < policy.cadence:
            message = f"{promise}, policy {policy.name} makes a recovery point every {policy.cadence}"
            yield Flaw(index.data_set(data.name), message)


@RULES.add(
    "DRP031",
    "A recovery point objective is shorter than the cadence and the duration of a backup together",
    severity="error",
    why="Just before a backup ends, the newest recovery point is as old as a cadence and that backup.",
    source="NIST SP 800-34 Rev. 1, section 3.2.1; NIST SP 800-53 Rev. 5, CP-9",
    fix="choose a policy with a shorter cadence or a quicker backup, or declare the rpo that is true",
)
def rpo_below_duration(index: Index) -> Iterator[Flaw]:
    """Keep silent where the cadence alone is too long: DRP007 tells of it."""
    for data, policy, promise in _promised(index):
        rpo = index.data_service[data.name].objectives.rpo
        age = oldest(policy)
        if policy.cadence <= rpo and age > rpo.total_seconds():
            lasts = f"each backup takes up to {hours(policy.duration)}"
            message = f"{promise}, policy {policy.name} runs every {hours(policy.cadence)} and {lasts}"
            yield Flaw(index.data_set(data.name), f"{message}: data may be {hours(age)} old")


@RULES.add(
    "DRP035",
    "A data set's size, or the speed of every copy of it, is not declared",
    severity="warning",
    why="How long its restore takes cannot be judged, and what cannot be judged is not promised.",
    source="NIST SP 800-53 Rev. 5, CP-6(2) and CP-10; NIST SP 800-34 Rev. 1, section 3.2.2",
    fix="declare its size in bytes, and restore_mbit_s of the repositories that keep it",
)
def restore_unknown(index: Index) -> Iterator[Flaw]:
    """Pass over configurations of devices, some kilobytes of text, and copies that nothing leads to."""
    ways = reach(index)
    for name, data in index.data_sets.items():
        if isinstance(data.source, DeviceConfig):
            continue
        if data.size is None:
            yield Flaw(index.data_set(name), "declares no size, so the length of its restore is unknown")
        copies = [copy for copy in index.copies(data) or () if reached(ways, copy, ways.data_place(data))]
        if copies and best_source(index, ways, data) is None:
            names = ", ".join(copy.name for copy in copies)
            yield Flaw(index.data_set(name), f"comes back from {names}, none with a declared restore_mbit_s")


@RULES.add(
    "DRP008",
    "A service has no probe",
    severity="error",
    why="A drill can never prove that it is recovered.",
    source="NIST SP 800-53 Rev. 5, CP-4 and CP-10; CIS Controls v8.1, safeguard 11.5",
    fix="declare a probe that looks at the service from outside",
)
def no_probe(index: Index) -> Iterator[Flaw]:
    """Every service can be looked at."""
    for name, service in index.services.items():
        if not service.probes:
            yield Flaw(index.service(name), "has no probe, so nothing can show that it works")


@RULES.add(
    "DRP009",
    "A data set has no canary",
    severity="warning",
    why="A backup of an emptied or encrypted source looks like any other until a known entry is missing.",
    source="NIST SP 800-53 Rev. 5, CP-9(1); CISA #StopRansomware Guide (2023)",
    fix="put a known file, table or object into the data set and name it in canaries",
)
def no_canary(index: Index) -> Iterator[Flaw]:
    """Every data set but a device's configuration, which is checked whole, has a canary."""
    for name, data in index.data_sets.items():
        if not data.canaries and not isinstance(data.source, DeviceConfig):
            yield Flaw(
                index.data_set(name), "has no canary, so a hollow recovery point may pass for a good one"
            )


def _promised(index: Index) -> Iterator[tuple[DataSet, BackupPolicy, str]]:
    """Yield data sets of known policies, with what their service promises in words."""
    for name, data in index.data_sets.items():
        service = index.data_service[name]
        if data.policy in index.policies:
            promise = f"service {service.name} promises an RPO of {service.objectives.rpo}"
            yield data, index.policies[data.policy], promise
