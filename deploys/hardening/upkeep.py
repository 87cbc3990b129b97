"""What keeps a host current: security updates and the clock."""

from pyinfra import host
from pyinfra.operations import files, server, systemd

from deploys.control import held
from deploys.steps import installed, rendered

NIGHT = "04:00"
"""When a strict server restarts for an update where it declares no time: after the backups."""

TIME_SERVERS = tuple(f"{number}.debian.pool.ntp.org" for number in range(4))


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
    if name := held("reboot-window"):
        _hold_reboots(name)


def _hold_reboots(name: str) -> None:
    """Let an update that needs it restart the host, at a declared time or at night, else never."""
    at = host.data.get("reboot_at") or (NIGHT if host.data.get("level") == "strict" else None)
    path = "/etc/apt/apt.conf.d/54drplan-reboot"
    if at:
        files.put(
            name=name, src=rendered("reboot.conf", at=at), dest=path, user="root", group="root", mode="644"
        )
    else:
        files.file(name=name, path=path, present=False)


def hold_time(shared: str | None) -> None:
    """Hold the clock; ``shared`` says why it is not this host's to set, when it is not."""
    zone = host.data.get("timezone")
    if name := held("timezone", not_here=None if zone else "no time zone is declared"):
        server.timezone(name=name, timezone=zone)
    if name := held("time", not_here=shared):
        installed(name="Time: a time daemon is installed (AU-8)", packages=["systemd-timesyncd"])
        systemd.service(name=name, service="systemd-timesyncd", running=True, enabled=True)
    if name := held("time-servers"):
        installed(name="Time: what asks them is installed (CIS 2.3.1.1)", packages=["systemd-timesyncd"])
        servers = host.data.get("time_servers") or TIME_SERVERS
        files.put(
            name=name,
            src=rendered("timesyncd.conf", servers=servers),
            dest="/etc/systemd/timesyncd.conf.d/60-drplan.conf",
            user="root",
            group="root",
            mode="644",
            create_remote_dir=True,
        )
        systemd.service(
            name="Time: asked from boot on", service="systemd-timesyncd", running=None, enabled=True
        )
