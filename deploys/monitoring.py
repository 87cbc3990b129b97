"""Prometheus' node exporter for the site's own networks, with figures of drplan's own beside the machine's.

What drplan counts is what ``drplan inventory list --live`` reads, by the same script, once an hour.
"""

from importlib.resources import files as resources

from pyinfra import host
from pyinfra.operations import files, systemd

from deploys.control import held
from deploys.steps import FILES, installed, loaded, made_once, rendered
from deploys.units import drop_in, unit_file, units_read

FOLDER = "/var/lib/prometheus/node-exporter"
ARGUMENTS = "/etc/default/prometheus-node-exporter"
DROP_IN = "/etc/systemd/system/prometheus-node-exporter.service.d/10-drplan.conf"
FIGURES, LIVE = "/usr/local/lib/drplan/figures", "/usr/local/lib/drplan/live.sh"
COLLECTORS = "cpu diskstats filesystem loadavg meminfo netdev stat textfile time timex uname vmstat"

installed(name="Monitoring: the node exporter is installed", packages=["prometheus-node-exporter"])
few = " --collector.disable-defaults" + "".join(f" --collector.{each}" for each in COLLECTORS.split())
changed = []
if name := held("monitoring-exporter"):
    changed.append(
        files.put(
            name=name,
            src=rendered(
                "prometheus-node-exporter",
                address=host.data.ssh_hostname,
                folder=FOLDER,
                collectors=few if held("monitoring-few") else "",
            ),
            dest=ARGUMENTS,
            user="root",
            group="root",
            mode="644",
        )
    )
if name := held("monitoring-confined"):
    confined = drop_in(
        name,
        "prometheus-node-exporter.service",
        "prometheus-node-exporter.service.conf",
        networks=host.data.site_networks,
    )
    changed.append(confined)
    units_read(
        name="Monitoring: systemd works with the exporter's unit on disk",
        units=["prometheus-node-exporter.service"],
        after=(confined,),
    )
if name := held("monitoring-runs"):
    systemd.service(name=name, service="prometheus-node-exporter", running=True, enabled=True)
    loaded(
        name="Monitoring: works with the settings on disk",
        unit="prometheus-node-exporter.service",
        paths=[ARGUMENTS, DROP_IN],
        after=tuple(changed),
        how="restart",
    )
if name := held("monitoring-figures"):
    files.directory(
        name="Monitoring: drplan's folder",
        path="/usr/local/lib/drplan",
        user="root",
        group="root",
        mode="755",
    )
    files.put(
        name="Monitoring: the script that looks is in place",
        src=str(resources("drplan.adapters").joinpath("templates/live.sh")),
        dest=LIVE,
        user="root",
        group="root",
        mode="644",
    )
    files.put(
        name="Monitoring: the script that counts is in place",
        src=str(FILES / "figures.sh"),
        dest=FIGURES,
        user="root",
        group="root",
        mode="755",
    )
    service = unit_file("Monitoring: what counts is confined", "drplan-figures.service", folder=FOLDER)
    timer = unit_file("Monitoring: it counts every hour", "drplan-figures.timer")
    units_read(
        name="Monitoring: systemd works with drplan's units on disk",
        units=["drplan-figures.service", "drplan-figures.timer"],
        after=(service, timer),
    )
    systemd.service(name=name, service="drplan-figures.timer", running=True, enabled=True)
    loaded(
        name="Monitoring: the timer works with its file on disk",
        unit="drplan-figures.timer",
        paths=["/etc/systemd/system/drplan-figures.timer"],
        after=(timer,),
        how="restart",
    )
    made_once(
        name="Monitoring: the first figures are there",
        path=f"{FOLDER}/drplan.prom",
        command="systemctl start drplan-figures.service",
    )
