"""What is installed on every server, and what is not; and what is looked for in its files."""

from pyinfra.operations import apt, files

from deploys.control import held
from deploys.steps import installed
from deploys.tidy import closed_compilers


def hold() -> None:
    """Hold it."""
    if name := held("packages"):
        installed(name=name, packages=["nftables", "sudo", "rsyslog", "unattended-upgrades"])
    if name := held("packages-absent"):
        apt.packages(
            name=name,
            packages=["nis", "rsh-client", "rsh-server", "talk", "talkd", "telnet", "telnetd", "xinetd"],
            present=False,
        )
    if name := held("apparmor"):
        installed(name=name, packages=["apparmor", "apparmor-utils"])
    if name := held("package-checks"):
        _hold_checks(name)
    if name := held("compilers"):
        closed_compilers(name=name)


def _hold_checks(name: str) -> None:
    installed(name=name, packages=["apt-listchanges", "debsums"])
    files.line(
        name="Packages: compared every week with what they were published as (SI-7)",
        path="/etc/default/debsums",
        line=r"^CRON_CHECK=.*$",
        replace="CRON_CHECK=weekly",
    )
