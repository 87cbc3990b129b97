"""What a host needs to be backed up and restored: restic and drplan's agent, both brought from here.

It sets no timer: backups are begun by ``drplan backup run``, which brings the secrets of the repositories
with it, and none of them stays on the host.
"""

from pyinfra.operations import files

from deploys.brought import program, program_folder, source
from deploys.control import held

restic, agent = source("restic_binary"), source("agent_archive")

if name := held("backup-restic"):
    program(name, restic, "/usr/local/bin/restic")
if name := held("backup-agent"):
    program_folder("Backup: the agent's folder")
    program(name, agent, "/usr/local/lib/drplan/agent.pyz")
if name := held("backup-state"):
    files.directory(name=name, path="/var/lib/drplan", user="root", group="root", mode="700")
