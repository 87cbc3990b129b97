"""What the kernel is told: its settings, and the modules it must not load."""

from pyinfra.operations import files

from deploys.control import held
from deploys.steps import kernel_file, kernel_running, kernel_settings, rendered

NETWORK = {
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
}

NETWORK_6 = {
    "net.ipv6.conf.all.forwarding": 0,
    "net.ipv6.conf.all.accept_ra": 0,
    "net.ipv6.conf.default.accept_ra": 0,
    "net.ipv6.conf.all.accept_redirects": 0,
    "net.ipv6.conf.default.accept_redirects": 0,
    "net.ipv6.conf.all.accept_source_route": 0,
    "net.ipv6.conf.default.accept_source_route": 0,
}

MEMORY = {"kernel.randomize_va_space": 2, "kernel.yama.ptrace_scope": 1, "fs.suid_dumpable": 0}

# Not kernel.modules_disabled: a module that is needed after boot (a new disk, a tunnel) would never load.
MORE = {
    "dev.tty.ldisc_autoload": 0,
    "fs.protected_fifos": 2,
    "fs.protected_hardlinks": 1,
    "fs.protected_regular": 2,
    "fs.protected_symlinks": 1,
    "kernel.core_uses_pid": 1,
    "kernel.dmesg_restrict": 1,
    "kernel.kptr_restrict": 2,
    "kernel.perf_event_paranoid": 3,
    "kernel.sysrq": 0,
    "kernel.unprivileged_bpf_disabled": 1,
    "net.core.bpf_jit_harden": 2,
}

# Not squashfs and udf, which level 2 of CIS names: snaps on Ubuntu and virtual discs of clouds need them.
MODULES = (
    *("cramfs", "freevxfs", "hfs", "hfsplus", "jffs2"),
    *("dccp", "tipc", "rds", "sctp"),
    *("firewire-core", "firewire-ohci", "firewire-sbp2"),
)


def hold(shared: str | None) -> None:
    """Hold it; ``shared`` says why the kernel is not this host's to set, when it is not."""
    if name := held("kernel-network"):
        kernel_settings(name=name, dest="/etc/sysctl.d/60-drplan-net.conf", mode="644", values=NETWORK)
    if name := held("kernel-network-6"):
        kernel_settings(name=name, dest="/etc/sysctl.d/60-drplan-net6.conf", mode="644", values=NETWORK_6)
    if name := held("kernel-memory"):
        kernel_file(name=name, dest="/etc/sysctl.d/60-drplan-kernel.conf", mode="644", values=MEMORY)
    if name := held("kernel-memory-now", not_here=shared):
        kernel_running(name=name, values=MEMORY)
    if name := held("kernel-more"):
        kernel_file(name=name, dest="/etc/sysctl.d/60-drplan-more.conf", mode="644", values=MORE)
    if name := held("kernel-more-now", not_here=shared):
        kernel_running(name=name, values=MORE)
    _hold_modules()


def _hold_modules() -> None:
    if name := held("kernel-modules"):
        files.put(
            name=name,
            src=rendered("modprobe.conf", modules=MODULES),
            dest="/etc/modprobe.d/60-drplan.conf",
            user="root",
            group="root",
            mode="644",
        )
    if name := held("usb-storage"):
        files.put(
            name=name,
            src=rendered("modprobe.conf", modules=("usb-storage",)),
            dest="/etc/modprobe.d/60-drplan-usb.conf",
            user="root",
            group="root",
            mode="644",
        )
