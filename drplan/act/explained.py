"""Why a device's configuration differs: a deploy changed it, or somebody says why, or nobody does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache

from drplan.ports.configurations import Explain, Reason, WholeConfiguration
from drplan.record.deploy import DeployRecord

FOUND = "found changed, and nobody said why"
FIRST = "first kept"


def explained(
    deploys: Callable[[], Sequence[DeployRecord]], *, operator: Reason, said: str | None, where: str
) -> Explain:
    """Return what explains changes: a deploy since the device was last seen, else what was ``said``.

    The author is the role that deployed, else the ``operator``, who backs up. Only deploys of the place
    ``where`` the backup acts in count, and only those that changed something on the device. ``deploys``,
    oldest first, is asked once, when there is something to explain.
    """
    applied = cache(lambda: [each for each in deploys() if each.verb == "apply" and each.where == where])

    def explain(text: WholeConfiguration, since: datetime | None) -> Reason:
        if since is None:
            return Reason(operator.author, operator.account, said or FIRST)
        for each in reversed(applied()):
            if each.ended >= since and _changed(each, text.device):
                return Reason(each.operator_role, each.operator_account, f"deploy {each.id}")
        return Reason(operator.author, operator.account, said or FOUND)

    return explain


def _changed(record: DeployRecord, device: str) -> bool:
    mine = (each for each in record.assets if each.name == device)
    return any(one.outcome in ("changed", "error") for each in mine for one in each.operations)
