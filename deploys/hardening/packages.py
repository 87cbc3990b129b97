"""What is installed on every server, and what is not."""

from pyinfra.operations import apt

from deploys.control import held
from deploys.steps import installed


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
