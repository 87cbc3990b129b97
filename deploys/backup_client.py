"""What a host needs to be backed up and restored: restic and drplan's agent, both brought from here.

It sets no timer: backups are begun by ``drplan backup run``, which brings the secrets of the repositories
with it, and none of them stays on the host.
"""

from pathlib import Path

from pyinfra import host
from pyinfra.api import DeployError
from pyinfra.operations import files

from deploys.control import held

for wanted in ("restic_binary", "agent_archive"):
    if not Path(host.data.get(wanted) or "").is_file():
        raise DeployError(f"host.data.{wanted} must lead to a file on this machine: run drplan deploy")

if name := held("backup-restic"):
    files.put(
        name=name,
        src=host.data.restic_binary,
        dest="/usr/local/bin/restic",
        user="root",
        group="root",
        mode="755",
    )
if name := held("backup-agent"):
    files.directory(
        name="Backup: the agent's folder", path="/usr/local/lib/drplan", user="root", group="root", mode="755"
    )
    files.put(
        name=name,
        src=host.data.agent_archive,
        dest="/usr/local/lib/drplan/agent.pyz",
        user="root",
        group="root",
        mode="755",
    )
if name := held("backup-state"):
    files.directory(name=name, path="/var/lib/drplan", user="root", group="root", mode="700")
