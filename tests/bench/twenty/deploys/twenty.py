"""Twenty operations of the kinds a server's baseline is made of; ``../playbook.yml`` says the same."""

from pathlib import Path

from pyinfra.operations import apt, files, server

FILES = Path(__file__).resolve().parents[1] / "files"

apt.packages(name="1 packages present", packages=["cron", "logrotate", "rsyslog", "sudo"])
apt.packages(name="2 packages absent", packages=["nis", "rsh-client", "talk", "telnet"], present=False)

for number, source, dest, mode in (
    (3, "issue", "/etc/issue.net", "644"),
    (4, "issue", "/etc/issue", "644"),
    (5, "motd", "/etc/motd", "644"),
    (6, "sshd.conf", "/etc/ssh/sshd_config.d/00-bench.conf", "644"),
    (7, "sudoers", "/etc/sudoers.d/10-bench", "440"),
    (8, "sysctl.conf", "/etc/sysctl.d/60-bench.conf", "644"),
    (9, "apt.conf", "/etc/apt/apt.conf.d/52bench", "644"),
    (10, "logrotate", "/etc/logrotate.d/bench", "644"),
    (11, "cron", "/etc/cron.d/bench", "600"),
):
    files.put(
        name=f"{number} file {dest}",
        src=str(FILES / source),
        dest=dest,
        user="root",
        group="root",
        mode=mode,
    )

files.line(name="12 line", path="/etc/login.defs", line=r"^UMASK\s.*", replace="UMASK 027")
files.line(name="13 line", path="/etc/login.defs", line=r"^PASS_MAX_DAYS\s.*", replace="PASS_MAX_DAYS 365")
files.line(name="14 line", path="/etc/host.conf", line=r"^multi\s.*", replace="multi on")
files.directory(name="15 folder", path="/etc/cron.daily", user="root", group="root", mode="700")
files.directory(name="16 folder", path="/srv/backup", user="root", group="root", mode="750")
files.file(name="17 file's mode", path="/etc/crontab", user="root", group="root", mode="600")
files.link(name="18 link", path="/etc/localtime", target="/usr/share/zoneinfo/America/Chicago")
server.group(name="19 group", group="staff-it")
server.user(name="20 user", user="helper", group="staff-it", shell="/bin/bash", home="/home/helper")
