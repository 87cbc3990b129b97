"""How people prove who they are, how long they may stay, and what becomes of their files.

All of it is behind the dead-man's switch. No account that exists is made to expire.
"""

from __future__ import annotations

from pyinfra.operations import files, server

from deploys.control import held
from deploys.guard import behind_guard, guarded_file, guarded_line
from deploys.pam import Profile, pam_profiles
from deploys.steps import FILES, installed, rendered
from deploys.tidy import closed_homes

PROFILES = (
    Profile("drplan-faillock", "pam-faillock", "common-auth", r"pam_faillock\.so.*preauth"),
    Profile("drplan-faillock-count", "pam-faillock-count", "common-auth", r"pam_faillock\.so.*authfail"),
    Profile("drplan-history", "pam-history", "common-password", r"pam_pwhistory\.so.*remember=24"),
)
"""What pam-auth-update composes with what else a host logs in by: sssd, winbind, LDAP."""


def hold() -> None:
    """Hold it."""
    _hold_passwords()
    _hold_ageing()
    _hold_sessions()
    if name := held("su"):
        server.group(name="Accounts: the group that may use su has no members", group="sugroup", system=True)
        guarded_line(
            name=name,
            path="/etc/pam.d/su",
            line=r"^#?\s*auth\s+required\s+pam_wheel\.so(\s+use_uid)?(\s+group=sugroup)?\s*$",
            replace="auth required pam_wheel.so use_uid group=sugroup",
        )
    if name := held("homes"):
        behind_guard(closed_homes)(name=name)


def _hold_passwords() -> None:
    if name := held("password-quality"):
        behind_guard(installed)(
            name="Passwords: what judges new ones is installed, and its dictionary: else none is accepted",
            packages=["libpam-pwquality", "cracklib-runtime"],
        )
        guarded_file(
            name=name, src=rendered("pwquality.conf"), dest="/etc/security/pwquality.conf", mode="644"
        )
    if name := held("password-tries"):
        guarded_file(
            name="Passwords: how many wrong ones, and for how long then (CIS 5.3.3.1)",
            src=rendered("faillock.conf"),
            dest="/etc/security/faillock.conf",
            mode="644",
        )
        pam_profiles(name=name, profiles=PROFILES)


def _hold_ageing() -> None:
    if not (name := held("password-age")):
        return
    guarded_line(name=name, path="/etc/login.defs", line=r"^PASS_MAX_DAYS\s.*$", replace="PASS_MAX_DAYS\t365")
    guarded_line(
        name="Passwords: a new one stays for a day (CIS 5.4.1.2)",
        path="/etc/login.defs",
        line=r"^PASS_MIN_DAYS\s.*$",
        replace="PASS_MIN_DAYS\t1",
    )
    guarded_line(
        name="Passwords: kept by yescrypt (CIS 5.4.1.4)",
        path="/etc/login.defs",
        line=r"^ENCRYPT_METHOD\s.*$",
        replace="ENCRYPT_METHOD YESCRYPT",
    )
    guarded_line(
        name="Passwords: yescrypt's cost",
        path="/etc/login.defs",
        line=r"^#?\s*YESCRYPT_COST_FACTOR\s.*$",
        replace="YESCRYPT_COST_FACTOR 7",
    )
    guarded_line(
        name="Passwords: the cost of those that are still kept by SHA-512",
        path="/etc/login.defs",
        line=r"^#?\s*SHA_CRYPT_MIN_ROUNDS\s.*$",
        replace="SHA_CRYPT_MIN_ROUNDS 65536",
    )
    files.line(
        name="Accounts: new ones close 45 days after their password ran out (CIS 5.4.1.5)",
        path="/etc/default/useradd",
        line=r"^#?\s*INACTIVE=.*$",
        replace="INACTIVE=45",
    )


def _hold_sessions() -> None:
    if name := held("sessions"):
        guarded_file(name=name, src=rendered("profile.sh"), dest="/etc/profile.d/60-drplan.sh", mode="644")
        guarded_line(
            name="Sessions: files made in a shell are not for others (CIS 5.4.3.3)",
            path="/etc/bash.bashrc",
            line=r"^umask\s.*$",
            replace="umask 027",
        )
    if name := held("temporary-files"):
        behind_guard(installed)(name=name, packages=["libpam-tmpdir"])
    if name := held("core-dumps"):
        guarded_file(
            name=name, src=rendered("limits.conf"), dest="/etc/security/limits.d/60-drplan.conf", mode="644"
        )
        files.put(
            name="Sessions: systemd keeps no dumps (CIS 1.5.4)",
            src=str(FILES / "coredump.conf"),
            dest="/etc/systemd/coredump.conf.d/60-drplan.conf",
            user="root",
            group="root",
            mode="644",
            create_remote_dir=True,
        )
    if name := held("job-makers"):
        files.put(
            name=name,
            src=rendered("allow"),
            dest="/etc/cron.allow",
            user="root",
            group="root",
            mode="600",
        )
        files.put(
            name="Sessions: only root may use at (CIS 2.4.2.1)",
            src=rendered("allow"),
            dest="/etc/at.allow",
            user="root",
            group="root",
            mode="600",
        )
