"""What keeps a host current: security updates and the clock."""

from pyinfra import host
from pyinfra.operations import files, server, systemd

from deploys.control import held
from deploys.steps import installed, rendered


def hold_updates() -> None:
    """Hold it."""
    if name := held("updates"):
        files.put(
            name=name,
            src=rendered("apt.conf"),
            dest="/etc/apt/apt.conf.d/52drplan",
            user="root",
            group="root",
            mode="644",
        )
        systemd.service(
            name="Updates: the daily timer runs (SI-2)",
            service="apt-daily-upgrade.timer",
            running=True,
            enabled=True,
        )


def hold_time(shared: str | None) -> None:
    """Hold the clock; ``shared`` says why it is not this host's to set, when it is not."""
    zone = host.data.get("timezone")
    if name := held("timezone", not_here=None if zone else "no time zone is declared"):
        server.timezone(name=name, timezone=zone)
    if name := held("time", not_here=shared):
        installed(name="Time: a time daemon is installed (AU-8)", packages=["systemd-timesyncd"])
        systemd.service(name=name, service="systemd-timesyncd", running=True, enabled=True)
