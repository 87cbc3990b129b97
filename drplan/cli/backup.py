"""``drplan backup``: recovery points, made and looked at."""

from __future__ import annotations

import click

from drplan.cli.verbs import Verbs


@click.group(
    cls=Verbs,
    help="Make recovery points and see how old they are.",
    verbs={
        "init": "backup_init:init",
        "status": "backup_status:command",
        "changes": "backup_changes:changes",
        "check": "backup_check:check",
        "copy": "backup_copy:copy",
        "cost": "backup_cost:cost",
        "escrow": "backup_escrow:escrow",
        "in-aws": "backup_aws:in_aws",
        "install": "backup_install:install",
        "plan": "backup_plan:plan",
        "retain": "backup_retain:retain",
        "run": "backup_run:run",
        "unhide": "backup_unhide:unhide",
        "vaults": "backup_aws:vaults",
    },
)
def command() -> None:
    """Group the verbs."""
