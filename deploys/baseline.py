"""What every server of the district holds, on Debian 12 and 13.

CIS numbers are those of the CIS Debian Linux 12 Benchmark; the others are NIST SP 800-53r5 controls.
"""

from pyinfra import host
from pyinfra.api import DeployError
from pyinfra.facts.server import Command
from pyinfra.operations import apt, files, server, systemd

from deploys.guard import (
    Unconfirmed,
    checked_file,
    confirmed,
    loaded_guarded,
    runs_guarded,
    sshd_reads_drop_ins_first,
)
from deploys.steps import held_modes, installed, kernel_settings, loaded, rendered

OPEN_PORTS = {"web": (80,)}
"""TCP ports that a baseline needs open, beside SSH."""

# The one who is logged in now must be able to log in again.
operator = host.get_fact(Command, "id -un", _sudo=False)
if host.data.get("ssh_password"):
    raise DeployError("the operator logs in by password, which this baseline ends: install a key first")

# What an earlier run left unconfirmed is about to go back: it must not be taken for what holds.
if until := host.get_fact(Unconfirmed):
    raise DeployError(
        f"an earlier run's change of SSH, sudo or firewall goes back at {until}: run again then"
    )

# A container shares its kernel: the clock, kernel.* and fs.* belong to the machine below it.
in_container = host.get_fact(Command, "systemd-detect-virt --container || true") != "none"

installed(
    name="Packages: firewall, sudo, logging and automatic updates are installed (CIS 4.3.1, 5.2.1, 6.1.3.1)",
    packages=["nftables", "sudo", "rsyslog", "unattended-upgrades"],
)
apt.packages(
    name="Packages: clear-text clients and servers are absent (CIS 2.2.1-2.2.4; CM-7)",
    packages=["nis", "rsh-client", "rsh-server", "talk", "talkd", "telnet", "telnetd", "xinetd"],
    present=False,
)

files.put(
    name="Banner: network logins are warned (CIS 1.6.3; AC-8)",
    src=rendered("issue"),
    dest="/etc/issue.net",
    user="root",
    group="root",
    mode="644",
)
files.put(
    name="Banner: local logins are warned (CIS 1.6.2; AC-8)",
    src=rendered("issue"),
    dest="/etc/issue",
    user="root",
    group="root",
    mode="644",
)

include = sshd_reads_drop_ins_first(name="SSH: drop-ins are read before every other setting (CM-6)")
sshd = checked_file(
    name="SSH: key logins only, no root, modern algorithms (CIS 5.1.5-5.1.21; IA-2, AC-17, SC-13)",
    # No AllowUsers: it could exclude the operator. Root is shut out unless root is who we are.
    src=rendered("sshd.conf", root_login="prohibit-password" if operator == "root" else "no"),
    dest="/etc/ssh/sshd_config.d/00-drplan.conf",
    mode="644",
    check="/usr/sbin/sshd -t -f",
)
loaded_guarded(
    name="SSH: works with the settings on disk",
    unit="ssh.service",
    paths=["/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d", "/etc/ssh/sshd_config.d/00-drplan.conf"],
    after=(include, sshd),
)

checked_file(
    name="sudo: commands are logged and need a terminal of their own (CIS 5.2.2, 5.2.3; AC-6(9))",
    src=rendered("sudoers"),
    dest="/etc/sudoers.d/10-drplan",
    mode="440",
    check="visudo -cqf",
)

ports = sorted({port for name in host.data.get("baselines", []) for port in OPEN_PORTS.get(name, ())})
ruleset = checked_file(
    name="Firewall: only declared ports are open, SSH first (CIS 4.3.4-4.3.8; SC-7)",
    src=rendered("nftables.conf", ssh_port=host.data.get("ssh_port") or 22, ports=ports),
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

confirmed(name="Guard: a fresh login confirms what changed of SSH, sudo and firewall")

kernel_settings(
    name="Kernel: network settings resist spoofing and redirection (CIS 3.3.1-3.3.10; SC-5, SC-7)",
    dest="/etc/sysctl.d/60-drplan-net.conf",
    mode="644",
    values={
        "net.ipv4.ip_forward": 0,
        "net.ipv4.conf.all.send_redirects": 0,
        "net.ipv4.conf.default.send_redirects": 0,
        "net.ipv4.icmp_ignore_bogus_error_responses": 1,
        "net.ipv4.icmp_echo_ignore_broadcasts": 1,
        "net.ipv4.conf.all.accept_redirects": 0,
        "net.ipv4.conf.default.accept_redirects": 0,
        "net.ipv4.conf.all.secure_redirects": 0,
        "net.ipv4.conf.default.secure_redirects": 0,
        "net.ipv4.conf.all.rp_filter": 1,
        "net.ipv4.conf.default.rp_filter": 1,
        "net.ipv4.conf.all.accept_source_route": 0,
        "net.ipv4.conf.default.accept_source_route": 0,
        "net.ipv4.conf.all.log_martians": 1,
        "net.ipv4.conf.default.log_martians": 1,
        "net.ipv4.tcp_syncookies": 1,
    },
)
if not in_container:
    kernel_settings(
        name="Kernel: memory layout is random, processes are not traced, no set-uid dumps (CIS 1.5.1-1.5.3)",
        dest="/etc/sysctl.d/60-drplan-kernel.conf",
        mode="644",
        values={"kernel.randomize_va_space": 2, "kernel.yama.ptrace_scope": 1, "fs.suid_dumpable": 0},
    )

journal = files.put(
    name="Logging: the journal survives a reboot (CIS 6.1.2.3, 6.1.2.4; AU-9, AU-11)",
    src=rendered("journald.conf"),
    dest="/etc/systemd/journald.conf.d/10-drplan.conf",
    user="root",
    group="root",
    mode="644",
    create_remote_dir=True,
)
loaded(
    name="Logging: the journal works with the settings on disk",
    unit="systemd-journald.service",
    paths=["/etc/systemd/journald.conf.d/10-drplan.conf"],
    after=(journal,),
    how="restart",
)
systemd.service(
    name="Logging: rsyslog runs (CIS 6.1.3.2; AU-12)", service="rsyslog", running=True, enabled=True
)
if host.data.get("log_target"):
    remote = files.put(
        name="Logging: a copy of every message leaves the host (CIS 6.1.3.6; AU-4(1))",
        src=rendered("rsyslog.conf", target=host.data.log_target),
        dest="/etc/rsyslog.d/60-drplan-remote.conf",
        user="root",
        group="root",
        mode="644",
    )
    loaded(
        name="Logging: rsyslog works with the target on disk",
        unit="rsyslog.service",
        paths=["/etc/rsyslog.d/60-drplan-remote.conf"],
        after=(remote,),
        how="restart",
    )

files.put(
    name="Updates: security updates install themselves every day (SI-2)",
    src=rendered("apt.conf"),
    dest="/etc/apt/apt.conf.d/52drplan",
    user="root",
    group="root",
    mode="644",
)
systemd.service(
    name="Updates: the daily timer runs (SI-2)", service="apt-daily-upgrade.timer", running=True, enabled=True
)

files.line(
    name="Accounts: the default umask is 027 (CIS 5.4.3.3; AC-6)",
    path="/etc/login.defs",
    line=r"^UMASK\s.*$",
    replace="UMASK\t\t027",
)
held_modes(
    name="Files: account databases keep their owners and modes (CIS 7.1.1-7.1.8; AC-3)",
    modes={
        "/etc/passwd": ("root", "root", "644"),
        "/etc/passwd-": ("root", "root", "644"),
        "/etc/group": ("root", "root", "644"),
        "/etc/group-": ("root", "root", "644"),
        "/etc/shadow": ("root", "shadow", "640"),
        "/etc/shadow-": ("root", "shadow", "640"),
        "/etc/gshadow": ("root", "shadow", "640"),
        "/etc/gshadow-": ("root", "shadow", "640"),
    },
)
held_modes(
    name="Files: scheduled jobs and sshd's settings are root's alone (CIS 2.4.1.2-2.4.1.7, 5.1.1; AC-3)",
    modes={
        "/etc/crontab": ("root", "root", "600"),
        "/etc/cron.hourly": ("root", "root", "700"),
        "/etc/cron.daily": ("root", "root", "700"),
        "/etc/cron.weekly": ("root", "root", "700"),
        "/etc/cron.monthly": ("root", "root", "700"),
        "/etc/cron.d": ("root", "root", "700"),
        "/etc/ssh/sshd_config": ("root", "root", "600"),
    },
)

if host.data.get("timezone"):
    server.timezone(name="Time: the district's time zone (AU-8)", timezone=host.data.timezone)
if not in_container:
    installed(name="Time: a time daemon is installed (CIS 2.3.1.1; AU-8)", packages=["systemd-timesyncd"])
    systemd.service(
        name="Time: the clock is kept (CIS 2.3.2.2; AU-8)",
        service="systemd-timesyncd",
        running=True,
        enabled=True,
    )
