"""Who may read and write what decides over a host."""

from pyinfra.operations import files

from deploys.control import held
from deploys.steps import held_modes


def hold() -> None:
    """Hold it."""
    if name := held("umask"):
        files.line(name=name, path="/etc/login.defs", line=r"^UMASK\s.*$", replace="UMASK\t\t027")
    if name := held("account-files"):
        held_modes(
            name=name,
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
    if name := held("job-files"):
        held_modes(
            name=name,
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
