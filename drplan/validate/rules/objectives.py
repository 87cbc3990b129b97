"""Promises that can be kept and proven."""

from __future__ import annotations

from collections.abc import Iterator

from drplan.declare import DeviceConfig
from drplan.validate.finding import Flaw
from drplan.validate.index import Index
from drplan.validate.registry import RULES


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
    for name, data in index.data_sets.items():
        policy = index.policies.get(data.policy)
        service = index.data_service[name]
        if policy is not None and service.objectives.rpo < policy.cadence:
            yield Flaw(
                index.data_set(name),
                f"service {service.name} promises an RPO of {service.objectives.rpo},"
                f" policy {policy.name} makes a recovery point every {policy.cadence}",
            )


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
