"""Reports: what each audience asks of the plan, from the declaration and the verified records. Pure."""

from drplan.explain.reports import (
    academics,
    auditor,
    board,
    cabinet,
    community,
    dashboard,
    finance,
    insurer,
    kpi,
    superintendent,
)
from drplan.explain.reports.edition import guard
from drplan.explain.reports.frame import laid_out, report
from drplan.explain.reports.matter import Matter
from drplan.explain.reports.registry import REPORTS, Report, Reports

__all__ = [
    "REPORTS",
    "Matter",
    "Report",
    "Reports",
    "academics",
    "auditor",
    "board",
    "cabinet",
    "community",
    "dashboard",
    "finance",
    "guard",
    "insurer",
    "kpi",
    "laid_out",
    "report",
    "superintendent",
]
