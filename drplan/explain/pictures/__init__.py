"""Pictures of a district, each with the words and the table that say the same. No clock, no I/O.

What each mark means stands in ``docs/pictures.md``.
"""

from drplan.explain.pictures.cabling import cabling
from drplan.explain.pictures.copies_map import copies_map
from drplan.explain.pictures.dependency_graph import dependency_graph
from drplan.explain.pictures.heat_map import DayState, backup_heat_map
from drplan.explain.pictures.heat_rows import states_of_checks, states_of_copies
from drplan.explain.pictures.rta_trend import rta_trend
from drplan.explain.pictures.site_topology import site_topology
from drplan.explain.pictures.timeline import recovery_timeline

__all__ = [
    "DayState",
    "backup_heat_map",
    "cabling",
    "copies_map",
    "dependency_graph",
    "recovery_timeline",
    "rta_trend",
    "site_topology",
    "states_of_checks",
    "states_of_copies",
]
