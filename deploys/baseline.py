"""What every server of the district holds, on Debian 12 and 13; ``controls/baseline.toml`` lists it."""

from deploys.guard import confirmed
from deploys.hardening import access, accounts, banner, kernel, logging, machine, ownership, packages, upkeep

operator = machine.operator()
machine.refuse_unconfirmed()
shared_kernel = machine.shares_its_kernel()

packages.hold()
banner.hold()
accounts.hold(operator)
access.hold_ssh(operator)
access.hold_sudo()
access.hold_firewall()
confirmed(name="Guard: a fresh login confirms what changed of SSH, sudo and firewall")
kernel.hold(shared_kernel)
logging.hold()
upkeep.hold_updates()
ownership.hold()
upkeep.hold_time(shared_kernel)
