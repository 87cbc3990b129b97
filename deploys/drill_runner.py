"""A host that rehearses the district's declared tests by itself, each on its day, in a lab of its own.

The timer runs what an administrator would type, as root: a lab is hosts, networks and mounts. The district's
repository at ``PROGRAM`` is put there by people (git clone, make setup), and so is the evidence key, whose
public half they hand to the auditor. Without either the drill fails and says so; it makes up neither.
"""

from pyinfra import host
from pyinfra.operations import files, systemd

from deploys.brought import program, program_folder, source
from deploys.control import held
from deploys.steps import FILES, installed, loaded
from deploys.units import unit_file, units_read
from drplan.adapters.programs import PROGRAMS

PROGRAM, STATE = "/opt/drplan", "/var/lib/drplan-drill"
SERVICE, TIMER = "drplan-drill.service", "drplan-drill.timer"

restic = source("restic_binary")
drills: dict[str, list[str]] = host.data.get("drills") or {}
none_declared = (
    None if drills.get("dates") and drills.get("sites") else "no exercise of kind test is declared"
)

installed(
    name="Drills: what a lab is made with is installed",
    packages=[*sorted({each.package for each in PROGRAMS}), "git", "make", "python3-venv"],
)
if name := held("drill-idle"):
    systemd.service(name=name, service="frr", running=False, enabled=False)
if name := held("drill-restic"):
    program(name, restic, "/usr/local/bin/restic")
if name := held("drill-state"):
    files.directory(name=name, path=STATE, user="root", group="root", mode="700")
if name := held("drill-script"):
    program_folder("Drills: drplan's folder")
    program(name, str(FILES / "drill.sh"), "/usr/local/lib/drplan/drill")
if name := held("drill-timer", not_here=none_declared):
    confined = held("drill-confined")
    service = unit_file(
        confined or "Drills: the service is in place",
        SERVICE,
        program=PROGRAM,
        state=STATE,
        sites=drills["sites"],
        confined=bool(confined),
    )
    timer = unit_file("Drills: the timer is in place", TIMER, dates=drills["dates"])
    units_read(
        name="Drills: systemd works with the units on disk", units=[SERVICE, TIMER], after=(service, timer)
    )
    systemd.service(name=name, service=TIMER, running=True, enabled=True)
    loaded(
        name="Drills: the timer works with its file on disk",
        unit=TIMER,
        paths=[f"/etc/systemd/system/{TIMER}"],
        after=(timer,),
        how="restart",
    )
