"""What a host needs to back itself up and to be restored: restic, drplan's agent, and timers of its own.

Each data set that lies here has a timer, which begins a recovery point in each of its copies with no control
machine in reach. What the agent is to do lies in a file of root's alone, with the secrets of those copies.
"""

from typing import Any

from pyinfra import host
from pyinfra.operations import files, systemd

from deploys.backups import REQUESTS, own_ways, requested, retired, service, timer, unit_of
from deploys.brought import program, program_folder, source
from deploys.control import held
from deploys.secrets import secret_file
from deploys.steps import loaded
from deploys.units import units_read

restic, agent = source("restic_binary"), source("agent_archive")
backups: list[dict[str, Any]] = host.data.backups
names: list[str] = [each["data_set"] for each in backups]
none_here = None if names else "no data set that drplan backs up lies on this host"

if name := held("backup-restic"):
    program(name, restic, "/usr/local/bin/restic")
if name := held("backup-agent"):
    program_folder("Backup: the agent's folder")
    program(name, agent, "/usr/local/lib/drplan/agent.pyz")
if name := held("backup-state"):
    files.directory(name=name, path="/var/lib/drplan", user="root", group="root", mode="700")
if name := held("backup-retired"):
    retired(name=name, declared=names)
if names and (name := held("backup-requests")):
    files.directory(
        name="Backup: drplan's settings", path="/etc/drplan", user="root", group="root", mode="755"
    )
    files.directory(name=name, path=REQUESTS, user="root", group="root", mode="700")
    for each in names:
        secret_file(
            name=f"Backup: what is to be done for {each}",
            src=requested(each),
            dest=f"{REQUESTS}/{each}.json",
            user="root",
            group="root",
            mode="600",
        )
if name := held("backup-timers", not_here=none_here):
    confined = held("backup-confined")
    changed = (
        service(confined or "Backup: the service is in place", confined=bool(confined)),
        *(own_ways(each, confined=bool(confined)) for each in backups),
        *(timer(each) for each in backups),
    )
    timers = [unit_of(each, "timer") for each in names]
    units_read(
        name="Backup: systemd works with the units on disk",
        units=[*timers, *(unit_of(each, "service") for each in names)],
        after=changed,
    )
    for unit in timers:
        systemd.service(name=f"{name}: {unit}", service=unit, running=True, enabled=True)
        loaded(
            name=f"Backup: {unit} works with its file on disk",
            unit=unit,
            paths=[f"/etc/systemd/system/{unit}"],
            after=changed[1 + len(backups) :],
            how="restart",
        )
