"""``drplan evidence``: the key, the signed records, and whether they hold."""

from __future__ import annotations

import click

from drplan.cli.verbs import Verbs


@click.group(
    cls=Verbs,
    verbs={
        "list": "evidence_list:list_command",
        "show": "evidence_list:show_command",
        "verify": "evidence_verify:verify_command",
        "keygen": "evidence_keygen:keygen_command",
        "export": "evidence_export:export_command",
        "rotate": "evidence_rotate:rotate_command",
        "heads": "evidence_heads:heads_command",
        "countersign": "evidence_witness:countersign_command",
        "witness": "evidence_witness:witness_command",
        "stamp": "evidence_witness:stamp_command",
        "actions": "evidence_actions:actions_command",
        "standing": "evidence_actions:standing_command",
        "vendors": "evidence_vendors:vendors_command",
        "review": "evidence_review:review_command",
        "leadership": "evidence_review:leadership_command",
        "assign": "evidence_review:assign_command",
        "approve-plan": "evidence_plan:approve_plan_command",
        "distribute": "evidence_plan:distribute_command",
        "controls": "evidence_controls:controls_command",
        "oscal": "evidence_oscal:oscal_command",
        "insurer": "evidence_insurer:insurer_command",
        "posture": "evidence_posture:posture_command",
        "schema": "evidence_schema:schema_command",
    },
)
def command() -> None:
    """Keys, signed records and their verification."""
