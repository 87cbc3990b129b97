"""Whether programs and settings are what they were: compared every day with what the last deploy left."""

from __future__ import annotations

from pyinfra import host, logger
from pyinfra.api import operation
from pyinfra.operations import files, systemd

from deploys.control import held
from deploys.steps import DIFFERS, FILES, Lines, Steps, installed, rendered
from deploys.units import unit_file, units_read


def hold() -> None:
    """Hold what compares."""
    if not (name := held("integrity")):
        return
    sandbox = (FILES / "sandbox.conf").read_text()
    installed(name="Integrity: what compares is installed (CIS 6.3.1)", packages=["aide"])
    files.put(
        name="Integrity: what is compared (SI-7)",
        src=rendered("aide.conf"),
        dest="/etc/aide/aide.conf",
        user="root",
        group="root",
        mode="600",
        create_remote_dir=True,
    )
    check = unit_file("Integrity: how it is compared", "aidecheck.service", sandbox=sandbox)
    accept = unit_file("Integrity: how changes are taken over", "aideaccept.service", sandbox=sandbox)
    timer = unit_file("Integrity: when it is compared", "aidecheck.timer")
    units_read(
        name="Integrity: systemd knows these units",
        units=["aidecheck.service", "aideaccept.service", "aidecheck.timer"],
        after=(check, accept, timer),
    )
    systemd.service(name=name, service="aidecheck.timer", running=True, enabled=True)
    files.put(
        name="Integrity: what updates change is reported and taken over (SI-2)",
        src=rendered("apt-integrity.conf"),
        dest="/etc/apt/apt.conf.d/56drplan-integrity",
        user="root",
        group="root",
        mode="644",
    )


def hold_after() -> None:
    """Have what this run changed taken over as the state to compare with."""
    if name := held("integrity-after"):
        taken_over(name=name)


@operation()
def taken_over() -> Steps:
    """Compare, report and take over, in the background: reading a whole system takes its time.

    Only when this run changed something, or nothing was ever taken over: else what an intruder changed would
    be taken over too. What is taken over is in the journal, and so at the log server.
    """
    others = [
        data.operation_meta
        for op_hash, data in host.state.ops[host].items()
        if op_hash != host.current_op_hash
    ]
    changed = any(meta.did_change() if meta.is_complete() else meta.will_change for meta in others)
    state = host.get_fact(
        Lines, command="test -e /var/lib/aide/aide.db && echo there; systemctl is-active aideaccept || true"
    )
    if changed or not {"there", "activating"} & set(state):
        logger.info(DIFFERS, "what this run changed is still to be taken over")
        yield "systemctl restart --no-block aideaccept.service"
