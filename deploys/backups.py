"""What a host backs up by itself: the request, the timer and the service of each data set, and their end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from shlex import join, quote
from typing import Any

from pyinfra import host, logger
from pyinfra.api import FactBase, operation
from pyinfra.api.operation import OperationMeta
from pyinfra.operations import files

from deploys.checked import checked_file
from deploys.secrets import secret
from deploys.steps import DIFFERS, Steps, rendered

REQUESTS = "/etc/drplan/backup"
UNITS = "/etc/systemd/system"
KEPT = "/var/lib/drplan/kept"


def requested(data_set: str) -> str:
    """Return the request that the agent reads, as a person can read it."""
    return json.dumps(json.loads(secret(f"backup/{data_set}")), indent=1, sort_keys=True) + "\n"


def unit_of(data_set: str, kind: str) -> str:
    """Return a data set's own unit: ``kind`` is ``service`` or ``timer``."""
    return f"drplan-backup@{data_set}.{kind}"


def service(name: str, *, confined: bool) -> OperationMeta:
    """Hold the service that all data sets share, once systemd has accepted it."""
    return _unit(name, "drplan-backup@.service", rendered("drplan-backup@.service", confined=confined))


def timer(backup: dict[str, Any]) -> OperationMeta:
    """Hold a data set's timer, once systemd has accepted it and every one of its times.

    ``systemd-analyze verify`` calls a timer good that has one good line and one that it cannot read.
    """
    data_set, times = backup["data_set"], backup["on_calendar"]
    text = rendered("drplan-backup@.timer", data_set=data_set, on_calendar=times)
    unit = unit_of(data_set, "timer")
    return _unit(
        f"Backup: the times of {data_set}",
        unit,
        text,
        *(["systemd-analyze", "calendar", each] for each in times),
    )


def own_ways(backup: dict[str, Any], *, confined: bool) -> OperationMeta:
    """Hold what a data set needs beyond the confinement of all; most need nothing."""
    path = f"{UNITS}/{unit_of(backup['data_set'], 'service')}.d/10-drplan.conf"
    trusted, writes = confined and backup["kind"] == "command", backup["writes"] if confined else []
    name = f"Backup: what reading {backup['data_set']} needs"
    if not trusted and not writes:
        return files.file(name=name, path=path, present=False)
    text = rendered("drplan-backup.conf", trusted=trusted, writes=writes)
    return files.put(
        name=name, src=text, dest=path, user="root", group="root", mode="644", create_remote_dir=True
    )


def _unit(name: str, unit: str, text: Any, *checks: Sequence[str]) -> OperationMeta:
    verify = ["systemd-analyze", "--recursive-errors=no", "verify", f"{UNITS}/{unit}"]
    check = " && ".join(f"{join(each)} >/dev/null" for each in (*checks, verify))
    return checked_file(name=name, src=text, dest=f"{UNITS}/{unit}", mode="644", check=check)


class BackedUp(FactBase[set[str]]):
    """The data sets of which a request, a timer or a drop-in of ours lies on the host."""

    default = set

    def command(self) -> str:
        """List the names of all of them."""
        return (
            f"find {REQUESTS} -maxdepth 1 -name '*.json' -printf '%f\\n' 2>/dev/null;"
            f" find {UNITS} -maxdepth 1 -name 'drplan-backup@?*' -printf '%f\\n'"
        )

    def process(self, output: list[str]) -> set[str]:
        """Return the data sets' names."""
        units = {line.partition("@")[2] for line in output if line.startswith("drplan-backup@")}
        names = {name.removesuffix(".d").rpartition(".")[0] for name in units}
        return {*names, *(line.removesuffix(".json") for line in output if line.endswith(".json"))} - {""}


@operation()
def retired(declared: Sequence[str]) -> Steps:
    """Take away what backed up data sets that are no longer declared here: timer, secrets, figure.

    A backup that runs just now is left to end.
    """
    gone = sorted(host.get_fact(BackedUp) - {*declared})
    for data_set in gone:
        logger.info(DIFFERS, f"{data_set} is no longer backed up here")
        its_timer, its_service = (unit_of(data_set, kind) for kind in ("timer", "service"))
        yield f"rm -f {join([f'{REQUESTS}/{data_set}.json', f'{KEPT}/{data_set}'])}"
        yield f"systemctl disable --now {quote(its_timer)} || true"
        yield f"rm -rf {join([f'{UNITS}/{its_timer}', f'{UNITS}/{its_service}.d'])}"
        yield f"systemctl reset-failed {quote(its_service)} 2>/dev/null || true"
    if gone:
        yield "systemctl daemon-reload"
