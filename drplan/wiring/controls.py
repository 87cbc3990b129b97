"""The plan in force, as judging controls reads it."""

from __future__ import annotations

from pathlib import Path


def plan_in_force(inventory: Path, runbooks: Path) -> str:
    """Return the hash of the plan: the pages as they lie in ``runbooks``, and the inventory beside them."""
    from drplan.adapters.inventory import inventory_digest
    from drplan.explain.on_disk import pages_there
    from drplan.record.plan_hash import of_the_plan, plan_sha256

    return plan_sha256(of_the_plan(pages_there(runbooks)), inventory_digest(inventory))
