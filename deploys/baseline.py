"""What every server of the district holds, on Debian 12 and 13; ``controls/baseline.toml`` lists it."""

from deploys.guard import confirmed
from deploys.hardening import (
    access,
    accounts,
    audit,
    banner,
    integrity,
    kernel,
    logging,
    login,
    machine,
    mounts,
    ownership,
    packages,
    upkeep,
)

operator = machine.operator()
machine.refuse_unconfirmed()
shared_kernel = machine.shares_its_kernel()

packages.hold()
banner.hold()
accounts.hold(operator)
access.hold_ssh(operator)
access.hold_sudo()
access.hold_firewall()
login.hold()
confirmed(name="Guard: a fresh login confirms what changed of SSH, login, sudo and firewall")
kernel.hold(shared_kernel)
mounts.hold()
logging.hold()
audit.hold(shared_kernel)
upkeep.hold_updates()
ownership.hold()
upkeep.hold_time(shared_kernel)
integrity.hold()
