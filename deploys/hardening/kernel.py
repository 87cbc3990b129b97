"""What the running kernel is told."""

from deploys.control import held
from deploys.steps import kernel_settings


def hold(shared: str | None) -> None:
    """Hold it; ``shared`` says why the kernel is not this host's to set, when it is not."""
    if name := held("kernel-network"):
        kernel_settings(
            name=name,
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
    if name := held("kernel-memory", not_here=shared):
        kernel_settings(
            name=name,
            dest="/etc/sysctl.d/60-drplan-kernel.conf",
            mode="644",
            values={"kernel.randomize_va_space": 2, "kernel.yama.ptrace_scope": 1, "fs.suid_dumpable": 0},
        )
