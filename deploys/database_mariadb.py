"""MariaDB for the databases the district declares on this server; over the network by TLS or not at all.

Each database has a local account of its own name, which that user of the host logs in to (``unix_socket``).
Who else may come in, and from where, is the application's own to grant.
"""

from pyinfra import host
from pyinfra.operations import systemd

from deploys.certificate import certificate, key_readable, waits_for_address, why_not
from deploys.checked import checked_file
from deploys.control import held
from deploys.mariadb import databases_exist, stray_accounts_absent
from deploys.steps import installed, loaded, rendered

FOLDER = "/etc/mysql/mariadb.conf.d"
READ = "mariadbd --user=mysql --verbose --help >/dev/null"
"""Reads all of the settings, as the server does, and ends with an error at one that it does not know."""

if name := held("mariadb-installed"):
    installed(name=name, packages=["mariadb-server"])
shown = certificate()
if (name := held("mariadb-tls", not_here=why_not())) and shown:
    key_readable(name=name, user="mysql", key=shown.key)

changed, paths = [], []
if name := held("mariadb-settings"):
    paths.append(f"{FOLDER}/90-drplan.cnf")
    changed.append(
        checked_file(
            name=name,
            src=rendered("mariadb.cnf", certificate=shown, address=host.data.ssh_hostname),
            dest=paths[-1],
            mode="644",
            check=f"{shown.proof('mysql')} && {READ}" if shown else READ,
        )
    )
if name := held("mariadb-audit"):
    paths.append(f"{FOLDER}/91-drplan-audit.cnf")
    changed.append(
        checked_file(
            name=name,
            src=rendered("mariadb-audit.cnf"),
            dest=paths[-1],
            mode="644",
            check=READ,
        )
    )
if name := held("mariadb-running"):
    if shown:
        waits_for_address("MariaDB", "mariadb.service")
    systemd.service(name=name, service="mariadb", running=True, enabled=True)
if paths:
    loaded(
        name="MariaDB: works with the settings on disk",
        unit="mariadb.service",
        paths=[*paths, *([shown.chain] if shown else [])],
        after=tuple(changed),
        how="restart",
    )
if name := held("mariadb-accounts"):
    stray_accounts_absent(name=name)
databases = host.data.get("mariadb_databases") or []
none = None if databases else "no database of MariaDB is declared here"
if name := held("mariadb-databases", not_here=none):
    databases_exist(name=name, databases=databases)
