"""How a host is reached: SSH, sudo and firewall, each behind the dead-man's switch."""

from io import StringIO

from pyinfra import host
from pyinfra.api.operation import OperationMeta

from deploys.control import held
from deploys.guard import checked_file, guarded_modes, loaded_guarded, runs_guarded, sshd_reads_drop_ins_first
from deploys.openings import openings, rules
from deploys.steps import Lines, rendered

POST_QUANTUM = ("mlkem768x25519-sha256", "sntrup761x25519-sha512@openssh.com")
"""Key exchanges that a recorded session stays secret by, also from a computer that is still to be built.

OpenSSH clients know one since 8.5 (2021), PuTTY since 0.78; drplan's own deploys do too.
"""

_SSHD_ACCEPTS = "/usr/sbin/sshd -t -f"


def sshd_drop_in(name: str, src: StringIO, file: str) -> OperationMeta:
    """Hold one file of sshd's settings, which sshd must accept first."""
    dest = f"/etc/ssh/sshd_config.d/{file}"
    return checked_file(name=name, src=src, dest=dest, mode="644", check=_SSHD_ACCEPTS)


def hold_ssh(operator: str) -> None:
    """Hold sshd's settings; ``operator`` is who must still be able to log in."""
    if not (name := held("ssh")):
        return
    include = sshd_reads_drop_ins_first(name="SSH: drop-ins are read before every other setting (CM-6)")
    # No AllowUsers: it could exclude the operator. Root is shut out unless root is who we are.
    settings = rendered("sshd.conf", root_login="prohibit-password" if operator == "root" else "no")
    sshd = sshd_drop_in(name, settings, "00-drplan.conf")
    loaded_guarded(
        name="SSH: works with the settings on disk",
        unit="ssh.service",
        paths=["/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d", "/etc/ssh/sshd_config.d/00-drplan.conf"],
        after=(include, sshd, *_hold_ssh_strict(settings.getvalue())),
    )


def _hold_ssh_strict(essential: str) -> list[OperationMeta]:
    """Hold more, in files that are read before the essential one: the first value that sshd meets counts."""
    changes, strict = [], ""
    if name := held("ssh-strict"):
        settings = rendered("sshd_strict.conf")
        strict = settings.getvalue()
        changes.append(sshd_drop_in(name, settings, "00-drplan-strict.conf"))
    known = host.get_fact(Lines, command="ssh -Q kex || true")
    exchanges = [each for each in POST_QUANTUM if each in known]
    unknown = None if exchanges else "this host's OpenSSH knows no key exchange of that kind"
    if name := held("ssh-post-quantum", not_here=unknown):
        settings = rendered("sshd_post_quantum.conf", algorithms=exchanges)
        strict = settings.getvalue() + strict
        changes.append(sshd_drop_in(name, settings, "00-drplan-kex.conf"))
    if name := held("ssh-main-file"):
        changes.append(
            checked_file(
                name=name,
                src=rendered(
                    "sshd_main.conf", ssh_port=host.data.get("ssh_port"), settings=_once(strict + essential)
                ),
                dest="/etc/ssh/sshd_config",
                mode="600",
                check=_SSHD_ACCEPTS,
            )
        )
    return changes


def _once(settings: str) -> str:
    """Return each setting once, the first: what sshd makes of them. Not DenyUsers, which add up."""
    first: dict[str, str] = {}
    for line in settings.splitlines():
        if line and not line.startswith(("#", "DenyUsers")):
            first.setdefault(line.split()[0], line)
    return "\n".join(first.values())


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
    if name := held("sudo-files"):
        guarded_modes(name=name, modes={"/etc/sudoers.d": ("root", "root", "750")})


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
