"""What brings tables and instances back beside production, and what lists drplan's backups in AWS."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drplan.act.beside import BesidePorts
    from drplan.declare import District
    from drplan.ports import Progress
    from drplan.ports.vaults import MadeSight, VaultSight

_TOKEN = 5


def beside_ports(declared: District, progress: Progress) -> BesidePorts:
    """Return the ports; raises ``ToolMissing`` without restic."""
    from drplan import wiring
    from drplan.act.beside import BesidePorts
    from drplan.adapters.aws.beside import AwsBeside

    there = AwsBeside(declared, wiring.enter())
    return BesidePorts(declared, wiring.vault(declared), there, wiring.clock(), progress)


def rehearsal_token() -> str:
    """Return a word that marks what one rehearsal makes."""
    return secrets.token_hex(_TOKEN)


def aws_vaults() -> VaultSight:
    """Return what looks into the vaults of AWS Backup."""
    from drplan import wiring
    from drplan.adapters.aws.vaults import AwsVaults

    return AwsVaults(wiring.enter())


def made_in_aws() -> MadeSight:
    """Return what lists the backups and snapshots that drplan had AWS make."""
    from drplan import wiring
    from drplan.adapters.aws.made import AwsMade

    return AwsMade(wiring.enter())
