"""OpenLDAP for the directories the district declares on this server; over the network by TLS or not at all.

Entries are data and come back with a restore. Root changes them over the server's socket (``ldapi:///``).
"""

from pyinfra import host
from pyinfra.api import DeployError
from pyinfra.operations import files

from deploys.certificate import certificate, key_readable, waits_for_address, why_not
from deploys.control import held
from deploys.ldap import ROOT, access_held, configured, directory_exists, module_loaded, runs, settings
from deploys.steps import Modes, loaded, package_answered

ACCESS = (
    f"to * by dn.exact={ROOT} manage by * break",
    "to attrs=userPassword by self =xw by anonymous auth by * none",
    "to * by users read by * none",
)
"""Root of the host may do everything; others change their own password, and read once they are logged in."""

if "/etc/ldap/slapd.conf" in host.get_fact(Modes, paths=["/etc/ldap/slapd.conf"]):
    raise DeployError("the server reads /etc/ldap/slapd.conf: turn it into slapd.d first (slaptest -f -F)")

if name := held("ldap-installed"):
    package_answered(
        name=name,
        packages=["slapd", "ldap-utils"],
        answers=["slapd slapd/no_configuration boolean true"],
    )
if name := held("ldap-configuration"):
    configured(name=name)
shown = certificate()
changed = []
if (name := held("ldap-tls", not_here=why_not())) and shown:
    changed.append(key_readable(name=name, user="openldap", key=shown.key))
network = f" ldaps://{host.data.ssh_hostname}/" if shown else ""
if name := held("ldap-listens"):
    changed.append(
        files.line(
            name=name,
            path="/etc/default/slapd",
            line="^SLAPD_SERVICES=.*$",
            replace=f'SLAPD_SERVICES="ldapi:/// ldap://127.0.0.1/{network}"',
        )
    )
# Without these slapd runs as root, and what it then writes nobody else can read.
changed.extend(
    files.line(
        name=f"Directory: runs as its own account, {setting} (AC-6)",
        path="/etc/default/slapd",
        line=f"^{setting}=.*$",
        replace=f'{setting}="openldap"',
    )
    for setting in ("SLAPD_USER", "SLAPD_GROUP")
)
if name := held("ldap-running"):
    if shown:
        waits_for_address("Directory", "slapd.service")
    runs(name=name)
loaded(
    name="Directory: works with the addresses and the certificate on disk",
    unit="slapd.service",
    paths=["/etc/default/slapd", *([shown.chain] if shown else [])],
    after=tuple(changed),
    how="restart",
)
if name := held("ldap-settings"):
    settings(
        name=name,
        dn="cn=config",
        wanted={
            "olcLogLevel": ["stats"],
            "olcTLSCertificateFile": [shown.chain] if shown else [],
            "olcTLSCertificateKeyFile": [shown.key] if shown else [],
            "olcTLSProtocolMin": ["3.3"] if shown else [],
        },
    )
if name := held("ldap-anonymous"):
    settings(name=name, dn="cn=config", wanted={"olcDisallows": ["bind_anon"], "olcRequires": ["authc"]})
if name := held("ldap-passwords"):
    module_loaded(name="Directory: Argon2 is there to hash with (IA-5(1))", module="argon2")
    settings(name=name, dn="olcDatabase={-1}frontend,cn=config", wanted={"olcPasswordHash": ["{ARGON2}"]})
directories = host.data.get("directories") or []
none = None if directories else "no directory is declared here"
exist, access = held("ldap-directories", not_here=none), held("ldap-access", not_here=none)
for suffix in directories:
    if exist:
        directory_exists(name=f"{exist}: {suffix}", suffix=suffix)
    if access:
        access_held(name=f"{access}: {suffix}", suffix=suffix, rules=ACCESS)
