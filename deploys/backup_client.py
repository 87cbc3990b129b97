"""What a host needs to be backed up and restored: restic and drplan's agent, both brought from here."""

from pathlib import Path

from pyinfra import host
from pyinfra.api import DeployError
from pyinfra.operations import files

for wanted in ("restic_binary", "agent_archive"):
    if not Path(host.data.get(wanted) or "").is_file():
        raise DeployError(f"host.data.{wanted} must lead to a file on this machine: run drplan deploy")

files.put(
    name="Backup: restic is in place (CP-9)",
    src=host.data.restic_binary,
    dest="/usr/local/bin/restic",
    user="root",
    group="root",
    mode="755",
)
files.directory(
    name="Backup: the agent's folder", path="/usr/local/lib/drplan", user="root", group="root", mode="755"
)
files.put(
    name="Backup: the agent is in place (CP-9, CP-10)",
    src=host.data.agent_archive,
    dest="/usr/local/lib/drplan/agent.pyz",
    user="root",
    group="root",
    mode="755",
)
files.directory(
    name="Backup: the agent's state is root's alone (AC-3)",
    path="/var/lib/drplan",
    user="root",
    group="root",
    mode="700",
)
