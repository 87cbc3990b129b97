"""Runbooks by scenario: what to do first, who decides, whom to call, what comes back when, what to tell."""

from drplan.explain.scenarios.page import scenario_documents, scenario_page
from drplan.explain.scenarios.telling import path_of

__all__ = ["path_of", "scenario_documents", "scenario_page"]
