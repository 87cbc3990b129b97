"""How a host is reached: SSH, sudo and firewall, each behind the dead-man's switch."""

from pyinfra import host

from deploys.control import held
from deploys.guard import checked_file, loaded_guarded, runs_guarded, sshd_reads_drop_ins_first
from deploys.openings import openings, rules
from deploys.steps import rendered


def hold_ssh(operator: str) -> None:
    """Hold sshd's settings; ``operator`` is who must still be able to log in."""
    if not (name := held("ssh")):
        return
    include = sshd_reads_drop_ins_first(name="SSH: drop-ins are read before every other setting (CM-6)")
    sshd = checked_file(
        name=name,
        # No AllowUsers: it could exclude the operator. Root is shut out unless root is who we are.
        src=rendered("sshd.conf", root_login="prohibit-password" if operator == "root" else "no"),
        dest="/etc/ssh/sshd_config.d/00-drplan.conf",
        mode="644",
        check="/usr/sbin/sshd -t -f",
    )
    loaded_guarded(
        name="SSH: works with the settings on disk",
        unit="ssh.service",
        paths=["/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d", "/etc/ssh/sshd_config.d/00-drplan.conf"],
        after=(include, sshd),
    )


def hold_sudo() -> None:
    """Hold sudo's settings."""
    if name := held("sudo"):
        checked_file(
            name=name,
            src=rendered("sudoers"),
            dest="/etc/sudoers.d/10-drplan",
            mode="440",
            check="visudo -cqf",
        )


def hold_firewall() -> None:
    """Hold the firewall to what the host's baselines need open."""
    if not (name := held("firewall")):
        return
    ruleset = checked_file(
        name=name,
        src=rendered(
            "nftables.conf",
            ssh_port=host.data.get("ssh_port") or 22,
            rules=rules(openings(host.data.get("baselines") or []), host.data.get),
        ),
        dest="/etc/nftables.conf",
        mode="644",
        check="nft --check --file",
    )
    runs_guarded(name="Firewall: loaded at boot (CIS 4.3.9, 4.3.10)", service="nftables")
    loaded_guarded(
        name="Firewall: works with the rules on disk",
        unit="nftables.service",
        paths=["/etc/nftables.conf"],
        after=(ruleset,),
    )
