"""The world as drills and recoveries see it, and what their records say of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from drplan.wiring.folders import state_folder
from drplan.wiring.records import evidence, exercise_evidence

if TYPE_CHECKING:
    from drplan.act.account import Circumstances
    from drplan.act.drill_data import DataPorts
    from drplan.act.drill_ports import DrillPorts, RecoveryPorts
    from drplan.declare import District
    from drplan.ports import Places, Progress


def drill_ports(declared: District, progress: Progress) -> DrillPorts:
    """Return the world as a drill sees it; raises ``UsageError`` while no lab is up."""
    from drplan import wiring
    from drplan.act.drill_ports import DrillPorts
    from drplan.adapters.ground import LabGround

    access = wiring.enter()
    held = {asset.name for site in declared.sites if site.code == access.site for asset in site.assets}
    ground = LabGround(wiring.lab(), access, held)
    return DrillPorts(**vars(recovery_ports(declared, progress)), ground=ground)


def data_ports(declared: District, progress: Progress) -> DataPorts:
    """Return the world as a data drill sees it, in a lab or in production alike."""
    from drplan import wiring
    from drplan.act.drill_data import DataPorts

    return DataPorts(**vars(recovery_ports(declared, progress)), prover=wiring.vault(declared))


def recovery_ports(declared: District, progress: Progress) -> RecoveryPorts:
    """Return the world as a recovery sees it: nothing in it destroys."""
    from drplan import wiring
    from drplan.act.drill_ports import RecoveryPorts
    from drplan.act.vaults import ListedOnce
    from drplan.adapters.probes import Prober
    from drplan.adapters.programs_there import ProgramsThere

    access = wiring.enter()
    return RecoveryPorts(
        district=declared,
        clock=wiring.clock(),
        enforcers=wiring.enforcers(declared),
        vault=ListedOnce(wiring.vault(declared)),
        prober=Prober(declared, access, wiring.secrets()),
        programs=ProgramsThere(declared, access),
        progress=progress,
    )


def places_of_data(declared: District) -> Places:
    """Return what looks whether anything lies where data sets belong."""
    from drplan import wiring
    from drplan.adapters.places_there import PlacesThere

    return PlacesThere(declared, wiring.enter())


def circumstances(
    declared: District, inventory: Path, role: str, runbooks: Path | None = None
) -> Circumstances:
    """Return what a record says beside what was seen; ``runbooks`` holds the records of earlier drills.

    Raises ``EvidenceError`` when those cannot be read.
    """
    from drplan import wiring
    from drplan.act.account import Circumstances
    from drplan.adapters.tools import tool_versions
    from drplan.record.exercise import human_times

    exercises = exercise_evidence(runbooks / "exercises").records() if runbooks else ()
    return Circumstances(
        district=declared.name,
        operator_role=role,
        inventory_sha256=inventory_sha256(inventory),
        tools=tool_versions(state_folder()),
        declared=declared,
        history=evidence(runbooks / "evidence").records() if runbooks else (),
        tabletop=human_times(exercises),
        ground=wiring.enter().where,
    )


def inventory_sha256(inventory: Path) -> str:
    """Return which declaration that is; raises ``DeclarationError``."""
    from drplan.adapters.inventory import inventory_digest

    return inventory_digest(inventory)
