"""What is known of the host at work before anything is held."""

from pyinfra import host
from pyinfra.api import DeployError
from pyinfra.facts.server import Command

from deploys.guard import Unconfirmed

SHARED_KERNEL = "a container shares the kernel, its modules and its clock with the machine below it"


def operator() -> str:
    """Return who is logged in now, and must be able to log in again."""
    if host.data.get("ssh_password"):
        raise DeployError("the operator logs in by password, which this baseline ends: install a key first")
    return str(host.get_fact(Command, "id -un", _sudo=False))


def refuse_unconfirmed() -> None:
    """End here while what an earlier run left unconfirmed is about to go back: it is not what holds."""
    if until := host.get_fact(Unconfirmed):
        raise DeployError(
            f"an earlier run's change of SSH, sudo or firewall goes back at {until}: run again then"
        )


def shares_its_kernel() -> str | None:
    """Say why the kernel, its modules and its clock are not this host's to set; ``None`` when they are."""
    contained = host.get_fact(Command, "systemd-detect-virt --container || true") != "none"
    return SHARED_KERNEL if contained else None
